"""Changes of budgets and declarations wait for those whose turn it is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.budgets.models import Budget, Declaration
from app.consortia.models import Project
from app.core.db import db
from app.core.times import localdate, now
from app.desk.queries import TURNS, waiting
from app.directory.choices import Role
from app.inbox.models import Message
from app.spending.models import Payment, PaymentKind, Report, ReportState
from tests.budgets.changes import change, fix
from tests.making import actor
from tests.partnership import found

DUTIES = (Role.FINANCE, Role.DIRECTOR, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR)


@pytest.fixture
def fixed(make):
    return fix(found(make, "SE"))


def titles(person, model):
    return [str(one.turn.title) for one in waiting(TURNS, actor(person)) if one.turn.model is model]


def whose(world, model):
    """Say who has something of a kind to do: partners by country, staff by duty."""
    everybody = dict(world.people) | {duty.value: world.duty(duty) for duty in DUTIES}
    tasks = {name: titles(person, model) for name, person in everybody.items()}
    return {name: found for name, found in tasks.items() if found}


def test_declaration_waits_for_who_binds_the_partner(fixed):
    sentence = "Sign the declaration of %(what)s on its contribution"

    assert titles(fixed.people["SE"], Declaration) == [sentence]
    assert titles(fixed.duty(Role.DIRECTOR), Declaration) == [sentence]
    assert titles(fixed.duty(Role.FINANCE), Declaration) == []


def test_task_of_a_declaration_says_that_a_change_may_replace_it(fixed, visitor):
    sentence = "A change of the budget is under way: if it raises the contribution"
    page = visitor(fixed.people["SE"]).open("/desk")
    assert "Sign the declaration of Body of SE on its contribution" in page.text
    assert sentence not in page.text

    fixed.move("SE", "ask-change", note="Wages have risen.")
    assert "Sign the declaration of Body of SE on its contribution" in page.open("/desk").text
    assert sentence in page.text


def test_change_waits_for_its_writers_and_then_for_finance(fixed):
    fixed.move("SE", "ask-change", note="Wages have risen.")
    assert titles(fixed.people["SE"], Budget) == [
        "Write and send the change of the budget of %(what)s"
    ]
    fixed.move("SE", "withdraw-change")
    change(fixed, "820.00")

    assert whose(fixed, Budget) == {"finance": ["Check the budget of %(what)s"]}


def test_major_change_waits_for_the_director_once_finance_has_checked_it(fixed, visitor):
    change(fixed, "1200.00")
    assert whose(fixed, Budget) == {"finance": ["Check the budget of %(what)s"]}

    fixed.move("SE", "pass-change-on", fixed.duty(Role.FINANCE))
    decide = "Decide on the major change of the budget of %(what)s"
    assert whose(fixed, Budget) == {"director": [decide]}
    page = visitor(fixed.duty(Role.DIRECTOR)).open("/desk").page
    task = next(one for one in page.select("#mine .task") if "major change" in one.text)
    said = " ".join(task.get_text(" ").replace("\xa0", " ").split())
    assert "Its total goes from EUR 27,738.81 to EUR 35,711.06." in said
    assert "since today" in said
    told = [
        m.event
        for m in db.session.scalars(sa.select(Message))
        if m.event.endswith("pass-change-on")
    ]
    assert len(told) == 1

    fixed.move("SE", "approve-change", fixed.duty(Role.DIRECTOR))
    assert whose(fixed, Budget) == {}


def test_director_who_wrote_in_the_change_does_not_decide(fixed):
    change(fixed, "1200.00")
    fixed.move("SE", "pass-change-on", fixed.duty(Role.FINANCE))
    budget, director = fixed.budget("SE"), fixed.duty(Role.DIRECTOR)
    budget.preparers = [*budget.preparers, director.id]
    db.session.commit()

    assert whose(fixed, Budget) == {}


def test_returned_change_waits_for_its_writers_only(fixed):
    change(fixed, "1200.00")
    fixed.move("SE", "pass-change-on", fixed.duty(Role.FINANCE))
    fixed.move("SE", "return-change", fixed.duty(Role.FINANCE), "Why so much?")

    assert whose(fixed, Budget) == {"SE": ["Write and send the change of the budget of %(what)s"]}


def test_returned_budget_waits_for_its_writers_only(make):
    world = found(make, "SE")
    world.write("SE")
    world.move("SE", "submit")
    world.move("SE", "return", world.duty(Role.FINANCE), "Why so much?")
    own = {"RU": ["Enter the budget of %(what)s"]}

    answer = "Answer what finance asks about the budget of %(what)s"
    assert whose(world, Budget) == own | {"SE": [answer]}


def test_report_in_control_waits_for_finance_only(fixed):
    report = certified(fixed, ReportState.IN_CONTROL)
    colleague = fixed.make.staff(Role.FINANCE)
    assert whose(fixed, Report) == {"finance": ["Control %(what)s"]}
    assert titles(colleague, Report) == []

    report.controller_id = fixed.duty(Role.AUDITOR).id
    db.session.commit()
    assert titles(colleague, Report) == ["Control %(what)s"]

    report.preparers = [fixed.duty(Role.FINANCE).id]
    db.session.commit()
    assert whose(fixed, Report) == {}


def test_money_is_forwarded_by_the_lead_partner_once_it_is_there_and_certified(fixed):
    forward = "Forward what was certified in “%(what)s” to the partners"
    certified(fixed, ReportState.CERTIFIED)
    assert forward not in titles(fixed.people["RU"], Project)

    pay(fixed, PaymentKind.INSTALMENT, "5000.00")
    assert [name for name, tasks in whose(fixed, Project).items() if forward in tasks] == ["RU"]
    pay(fixed, PaymentKind.FORWARDED, "1000.00", fixed.partner("SE").id)
    assert forward not in titles(fixed.people["RU"], Project)


def certified(world, state):
    """A report of the Swedish partner; it counts as certified yesterday where it is."""
    report = Report(
        partner_id=world.partner("SE").id,
        number=1,
        starts_on=date(2006, 1, 1),
        ends_on=date(2006, 6, 30),
        submitted_at=now(),
        certified_at=now() - timedelta(days=1) if state is ReportState.CERTIFIED else None,
        controller_id=world.duty(Role.FINANCE).id,
        state=state,
    )
    db.session.add(report)
    db.session.commit()
    return report


def pay(world, kind, amount, partner_id=None):
    db.session.add(
        Payment(
            project_id=world.project.id,
            partner_id=partner_id,
            kind=kind,
            fund="ERDF",
            amount=Decimal(amount),
            on=localdate(),
        )
    )
    db.session.commit()

"""Versions of a budget are kept, baselines are changed, refused changes are undone."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.budgets import commands
from app.budgets.figures import Figures
from app.budgets.models import BudgetState, BudgetVersion, VersionKind
from app.budgets.queries import all_accepted, annex_rows, versions_of
from app.budgets.record import document_of
from app.budgets.versions import as_it_was, latest, size_of_change
from app.core.db import db
from app.core.errors import DomainError, Incomplete, NotAllowed
from app.core.history import Entry
from app.directory.choices import Role
from app.inbox.models import Message
from tests.budgets.changes import approve, change
from tests.making import actor
from tests.visitor import plain

D = Decimal
S = BudgetState
K = VersionKind


def kinds(world, country="SE"):
    return [version.kind for version in reversed(versions_of(world.budget(country)))]


def test_offer_of_the_interest_is_the_indicative_version(world):
    version = versions_of(world.budget("SE"))[0]
    offered = as_it_was(version.document, world.partner("SE"))

    assert (version.number, version.kind, version.total) == (1, K.INDICATIVE, D("11000.00"))
    assert version.contribution == D("5500.00")
    assert [(line.category.value, line.unit_price) for line in offered.lines] == [
        ("staff", D("10000.00")),
        ("office", D("1000.00")),
    ]
    assert versions_of(world.budget("RU")) == []  # the agency wrote no expression of interest


def test_every_step_keeps_a_version(world):
    world.write("SE")
    world.move("SE", "submit")
    budget = world.budget("SE")
    commands.comment(budget, {budget.lines[0].id: "How many days?"})
    db.session.commit()
    world.move("SE", "return", world.duty(Role.FINANCE), "Please look at line 1.")
    world.move("SE", "submit")
    world.move("SE", "accept", world.duty(Role.FINANCE))

    assert kinds(world) == [K.INDICATIVE, K.SUBMITTED, K.RETURNED, K.SUBMITTED, K.ACCEPTED]
    returned = latest(world.budget("SE"), K.RETURNED)
    assert returned.note == "Please look at line 1."
    assert returned.document["lines"][0]["comment"] == "How many days?"
    assert returned.author_id == world.duty(Role.FINANCE).id
    assert returned.rule_set_id == world.project.rule_set_id


def test_version_is_not_touched_by_what_comes_after(fixed):
    before = document_of(fixed.budget("SE"))
    change(fixed, "900.00")

    version = latest(fixed.budget("SE"), K.BASELINE)
    assert version.document == before
    assert Figures(as_it_was(version.document, fixed.partner("SE"))).computed.total.result == D(
        "27738.81"
    )


def test_minor_change_becomes_the_next_baseline_when_finance_accepts_it(fixed):
    change(fixed, "820.00")
    budget = fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))

    assert (budget.state, budget.baseline, budget.change_reason) == (S.BASELINE, 2, "")
    version = latest(budget, K.BASELINE)
    assert (version.baseline, version.total) == (2, D("27921.06"))
    assert version.note == "Wages have risen."
    assert kinds(fixed)[-3:] == [K.BASELINE, K.SUBMITTED, K.BASELINE]


def test_major_change_is_for_the_director(fixed):
    change(fixed, "1200.00")
    assert size_of_change(fixed.budget("SE")).size == "major"

    with pytest.raises(DomainError, match="the director decides"):
        fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))
    db.session.rollback()
    budget = approve(fixed)
    assert (budget.state, budget.baseline) == (S.BASELINE, 2)


def test_minor_changes_do_not_add_up_to_a_major_one_that_nobody_decided(fixed):
    change(fixed, "900.00")
    fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))
    change(fixed, "1010.00")
    assert size_of_change(fixed.budget("SE")).size == "major"

    approve(fixed)
    change(fixed, "1100.00")
    assert size_of_change(fixed.budget("SE")).size == "minor"


def test_minor_change_is_not_for_the_director(fixed):
    change(fixed, "820.00")

    with pytest.raises(DomainError, match="finance decides"):
        approve(fixed)


@pytest.mark.parametrize("role", [Role.FINANCE, Role.DIRECTOR])
def test_refused_change_restores_the_baseline_and_is_kept(fixed, role):
    before = document_of(fixed.budget("SE"))
    change(fixed, "1200.00", more="77.00")
    fixed.move("SE", "refuse-change", fixed.duty(role), "There is no money left.")

    budget = fixed.budget("SE")
    assert (budget.state, budget.baseline, budget.change_reason) == (S.BASELINE, 1, "")
    assert document_of(budget) == before
    refused = latest(budget, K.REJECTED)
    assert refused.note == "There is no money left."
    assert refused.document["lines"][-1]["description"] == "More trips"
    assert refused.total == D("35788.06")


def test_change_that_is_taken_back_restores_the_baseline(fixed):
    before = document_of(fixed.budget("SE"))
    fixed.move("SE", "ask-change", note="Wages have risen.")
    budget = fixed.budget("SE")
    commands.remove_line(budget, budget.lines[0], actor(fixed.people["SE"]))
    db.session.commit()
    fixed.move("SE", "withdraw-change")

    assert document_of(fixed.budget("SE")) == before
    assert kinds(fixed)[-1] == K.WITHDRAWN


def test_change_is_returned_with_a_question_and_sent_again(fixed):
    change(fixed, "820.00")
    budget = fixed.move("SE", "return-change", fixed.duty(Role.FINANCE), "Since when?")
    assert budget.state == S.CHANGING
    assert fixed.move("SE", "send-change").state == S.CHANGE_SENT


def test_change_that_changes_nothing_is_not_sent(fixed):
    fixed.move("SE", "ask-change", note="Wages will rise.")

    with pytest.raises(DomainError, match="Nothing differs"):
        fixed.move("SE", "send-change")


def test_change_wants_a_reason(fixed):
    with pytest.raises(Incomplete):
        fixed.move("SE", "ask-change")


def test_officer_asks_for_a_change_that_the_partner_writes(fixed):
    officer = fixed.people["RU"]
    budget = fixed.move("SE", "ask-change", officer, "The programme asks for it.")

    assert (budget.change_reason, budget.preparers) == ("The programme asks for it.", [officer.id])
    with pytest.raises(NotAllowed):
        fixed.move("SE", "send-change", officer)


def test_who_prepared_the_change_does_not_decide_of_it(fixed, make):
    writer = make.staff(Role.FINANCE, name="Writes for the agency")
    fixed.people["RU"] = writer
    change(fixed, "1501.00", country="RU")

    with pytest.raises(NotAllowed):
        fixed.move("RU", "accept-change", writer)
    db.session.rollback()
    assert fixed.move("RU", "accept-change", fixed.duty(Role.FINANCE)).baseline == 2


def test_baseline_counts_until_the_change_holds(fixed):
    before = annex_rows(fixed.project)
    change(fixed, "1200.00")

    assert annex_rows(fixed.project) == before
    assert all_accepted(fixed.project)
    approve(fixed)
    assert [row.total for row in annex_rows(fixed.project)] == [
        before[0].total,
        D("35711.06"),
        before[2].total,
    ]


def test_closed_budget_stays_as_it_is(fixed):
    budget = fixed.move("SE", "close", fixed.duty(Role.FINANCE))

    assert budget.state == S.CLOSED
    assert kinds(fixed)[-1] == K.FINAL
    with pytest.raises(DomainError):
        fixed.move("SE", "ask-change", note="Too late.")


def test_second_fixing_fixes_only_what_is_new(fixed):
    commands.fix(fixed.project, actor(fixed.duty(Role.DIRECTOR)), [])

    assert fixed.budget("SE").baseline == 1


def test_budget_fixed_before_versions_were_kept_gets_its_baseline_with_the_first_change(fixed):
    db.session.execute(sa.delete(BudgetVersion).where(BudgetVersion.kind == K.BASELINE))
    before = document_of(fixed.budget("SE"))
    change(fixed, "1200.00")
    fixed.move("SE", "refuse-change", fixed.duty(Role.FINANCE), "No.")

    assert document_of(fixed.budget("SE")) == before


def test_change_leaves_its_trace_in_the_history(fixed):
    change(fixed, "820.00")
    fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))
    actions = set(db.session.scalars(sa.select(Entry.action)))

    assert {"budget.ask-change", "budget.send-change", "budget.accept-change"} <= actions


def test_those_who_decide_of_a_change_are_told(fixed):
    change(fixed, "1200.00")
    fixed.move("SE", "pass-change-on", fixed.duty(Role.FINANCE))
    told = [
        (one.event, one.address, one.subject)
        for one in db.session.scalars(sa.select(Message).order_by(Message.id))
        if one.event in {"budget.send-change", "budget.pass-change-on"}
    ]

    assert told == [
        (
            "budget.send-change",
            fixed.duty(Role.FINANCE).email,
            "[Action needed] Change of the budget of Body of SE",
        ),
        (
            "budget.pass-change-on",
            fixed.duty(Role.DIRECTOR).email,
            "[Action needed] Decide on the change of the budget of Body of SE",
        ),
    ]


def test_budget_with_costs_that_their_periods_do_not_hold_is_not_sent(world):
    budget = world.write("SE")
    line = budget.lines[0]
    line.periods = {"1": "16627.70"}
    db.session.commit()

    with pytest.raises(DomainError) as refused:
        world.move("SE", "submit")
    assert plain(str(refused.value.reason)) == (
        f"“{line.description}” comes to EUR 16,627.75, but its periods to EUR 16,627.70. "
        "Costs with such a gap: 1."
    )
    line.periods = {"1": "16627.70", "2": "0.05"}
    db.session.commit()
    world.move("SE", "submit")
    assert world.budget("SE").state == BudgetState.SUBMITTED

"""How a budget is written, sent, judged and fixed; the figures of the Kaliningrad case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.budgets import commands
from app.budgets.figures import Figures
from app.budgets.models import Budget, BudgetState, Funding, Line
from app.budgets.plan import Category, Option, SourceStatus
from app.budgets.queries import all_accepted, annex_rows
from app.budgets.versions import latest
from app.budgets.workflow import FLOW
from app.consortia.models import Partner
from app.core.db import db
from app.core.errors import DomainError, Incomplete, NotAllowed
from app.core.history import Entry, advance
from app.directory.choices import Role
from app.inbox.models import Message
from app.interests.models import Interest
from app.searches.models import Slot
from tests.making import actor
from tests.partnership import found

D = Decimal

S = BudgetState


def obstacle(budget: Budget, name: str = "submit") -> str:
    return str(FLOW[name].obstacle(budget) or "")


def test_kaliningrad_case_is_computed_under_iii_b_with_real_office_costs(world):
    for country in ("RU", "SE", "LT"):
        world.write(country)

    # Row sums are cut (20.5 x 811.11 = 16,627.755), then fund shares; the contribution is the rest.
    assert [(r.total, r.funds, r.contribution) for r in annex_rows(world.project)] == [
        (D("65916.48"), {"TACIS": D("59324.83")}, D("6591.65")),
        (D("27738.81"), {"ERDF": D("13869.40")}, D("13869.41")),
        (D("43999.98"), {"ERDF": D("32999.98")}, D("11000.00")),
    ]
    assert annex_rows(world.project)[0].categories == {
        "staff": D("43666.56"),
        "office": D("7249.92"),
        "external": D("15000.00"),
    }


def test_budget_goes_from_draft_to_baseline(world):
    world.write_all_and_accept()
    director = actor(world.duty(Role.DIRECTOR))
    assert all_accepted(world.project)

    commands.fix(world.project, director, [])
    db.session.commit()

    assert set(db.session.scalars(sa.select(Budget.state))) == {S.BASELINE}
    last = db.session.scalars(sa.select(Entry).where(Entry.action == "budget.fix")).all()
    assert [(e.actor_id, e.changes) for e in last] == [
        (director.id, {"state": ["accepted", "baseline"]})
    ] * 3


def test_budgets_are_not_fixed_before_all_are_accepted(world):
    world.write("SE")
    world.move("SE", "submit")
    world.move("SE", "accept", world.duty(Role.FINANCE))

    assert not all_accepted(world.project)
    with pytest.raises(DomainError, match="not accepted every budget"):
        commands.fix(world.project, actor(world.duty(Role.DIRECTOR)), [])


def test_returned_budget_carries_its_reason_and_can_be_sent_again(world):
    world.write("SE")
    world.move("SE", "submit")
    finance = world.duty(Role.FINANCE)
    budget = world.move("SE", "return", finance, "Why so many days?")

    assert budget.state == S.RETURNED
    assert world.move("SE", "submit").state == S.SUBMITTED
    notes = db.session.scalars(sa.select(Entry.note).where(Entry.action == "budget.return")).all()
    assert notes == ["Why so many days?"]


def test_finance_cannot_accept_the_agencys_budget_it_wrote_in(make, world):
    one, two = make.staff(Role.FINANCE), make.staff(Role.FINANCE)
    budget = world.write("RU")
    values = {"category": Category.TRAVEL, "description": "Trips", "unit_price": D("0.00")}
    commands.add_line(budget, actor(one), values)
    db.session.commit()
    world.move("RU", "submit")

    with pytest.raises(NotAllowed):
        world.move("RU", "accept", one)
    db.session.rollback()
    assert world.move("RU", "accept", two).state == S.ACCEPTED


def test_who_only_sends_a_budget_has_prepared_it_too(make, world):
    finance = make.staff(Role.FINANCE)
    world.write("RU")
    budget = world.move("RU", "submit", finance)

    assert finance.id in budget.preparers
    with pytest.raises(NotAllowed):
        world.move("RU", "accept", finance)


def test_empty_budget_is_not_sent(world):
    assert obstacle(world.budget("SE")) == "Enter at least one cost."


def test_difference_of_a_cent_between_origins_and_contribution_is_named(world):
    budget = world.write("SE")
    own = commands.Origin("Body", SourceStatus.PUBLIC, D("13869.40"), is_partner=True)
    commands.finance(budget, actor(world.people["SE"]), {"ERDF": D(50)}, (own,))

    assert obstacle(budget).replace("\xa0", " ").replace("\u202f", " ") == (
        "The origins of the contribution lack EUR 0.01: they sum to EUR 13,869.40, "
        "the contribution is EUR 13,869.41."
    )
    commands.finance(
        budget, actor(world.people["SE"]), {"ERDF": D(50)}, (replace(own, amount=D("13869.42")),)
    )
    assert "are EUR\xa00.01 too much" in obstacle(budget)


@pytest.mark.parametrize(
    ("funds", "reason"),
    [
        ({"ERDF": D("50.01")}, "ERDF pays 50.01\xa0%; at most 50\xa0% is allowed."),
        ({"TACIS": D("10")}, "Tacis is not open to this country."),
    ],
)
def test_fund_beyond_the_rules_is_not_sent(world, funds, reason):
    assert reason in obstacle(world.write("SE", funds=funds))


def test_flat_rate_that_the_programme_does_not_know_is_not_sent(world):
    budget = world.write(
        "SE", {"staff": [("Auditors", "1", "100.00")]}, {}, {Option.TRAVEL_FLAT: D(15)}
    )

    assert "this programme does not allow it" in obstacle(budget)


def test_real_office_costs_are_not_sent_where_the_programme_wants_flat_rates(make):
    world = found(make, "LT", programme="interreg-bsr-2021-27", as_of=None)

    assert "only flat rates are allowed" in obstacle(world.write("LT"))


def test_project_without_rules_takes_no_budget(make):
    world = found(make, "SE", rule_set=None, programme_id=None)
    world.project.rule_set_id = None
    db.session.commit()
    db.session.expunge_all()

    assert "has not chosen the rules" in obstacle(world.write("SE"))


def test_option_deletes_the_lines_that_it_covers_and_writes_that_down(make):
    world = found(make, "SE", programme="interreg-bsr-2021-27", as_of=None)
    budget = world.write("SE")
    commands.choose_options(budget, actor(world.people["SE"]), {Option.STAFF_FLAT: D(20)})
    db.session.commit()

    assert [line.description for line in world.budget("SE").lines] == [
        "Audits on site",
        "Documentation system",
    ]
    removed = sa.select(Entry.changes).where(Entry.action == "budget.remove-line")
    assert db.session.scalars(removed).all() == [{"line": ["staff: Lead auditors, 16627.75", None]}]


def test_line_in_a_category_that_a_rate_computes_is_refused(make):
    world = found(make, "SE", programme="interreg-bsr-2021-27", as_of=None)
    budget, who = world.budget("SE"), actor(world.people["SE"])
    commands.choose_options(budget, who, {Option.TRAVEL_FLAT: D(15)})
    values = {"category": Category.TRAVEL, "description": "Trip", "unit_price": D("5.00")}

    with pytest.raises(DomainError, match="does not fit the rest"):
        commands.add_line(budget, who, values)


def test_indicative_budget_becomes_amount_only_lines_with_fund_and_origin(world):
    budget = world.budget("SE")
    commands.take_over(budget, actor(world.people["SE"]), budget.partner.interest)
    db.session.commit()
    budget = world.budget("SE")

    assert [(line.category, line.units, line.unit_price) for line in budget.lines] == [
        (Category.STAFF, 1, D("10000.00")),
        (Category.OFFICE, 1, D("1000.00")),
    ]
    assert [(share.fund, share.rate) for share in budget.funding] == [("ERDF", D("50.00"))]
    assert [(s.name, s.status, s.amount, s.is_partner) for s in budget.sources] == [
        ("Body of SE", SourceStatus.PRIVATE, D("5500.00"), True)
    ]
    assert obstacle(budget) == ""
    with pytest.raises(DomainError, match="nothing was taken over"):
        commands.take_over(budget, actor(world.people["SE"]), budget.partner.interest)


def test_share_asked_for_is_taken_over_up_to_what_the_rules_allow(make):
    world = found(make, "SE")
    budget = world.budget("SE")
    budget.partner.interest.requested_fund = D("8800.00")
    commands.take_over(budget, actor(world.people["SE"]), budget.partner.interest)

    assert [share.rate for share in budget.funding] == [D("50")]


def test_two_who_write_one_budget_at_once_meet(world):
    budget, who = world.budget("SE"), actor(world.people["SE"])
    table = Budget.__table__
    changed = sa.update(table).where(table.c.id == budget.id).values(version=table.c.version + 1)
    db.session.execute(changed)
    values = {"category": Category.STAFF, "description": "Work", "unit_price": D("1.00")}

    commands.add_line(budget, who, values)
    with pytest.raises(StaleDataError):
        db.session.flush()


@pytest.mark.parametrize(
    "facts",
    [
        {"units": D("2"), "category": Category.LUMP_SUMS},
        {"category": Category.OTHER},
        {"units": D("-1")},
        {"unit_price": D("999999999.99"), "units": D("1.01")},
    ],
)
def test_database_refuses_impossible_lines(world, facts):
    line = {"category": Category.STAFF, "description": "x", "units": D(1), "unit_price": D(1)}
    db.session.add(Line(budget_id=world.budget("SE").id, position=1, **line | facts))

    with pytest.raises(IntegrityError):
        db.session.flush()


def test_database_refuses_a_fund_twice_and_flat_rates_that_exclude_each_other(world):
    budget = world.budget("SE")
    db.session.add_all(Funding(budget_id=budget.id, fund="ERDF", rate=D(1)) for _ in range(2))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()

    budget = world.budget("SE")
    budget.office_on_staff = budget.office_on_direct = D(5)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_people_are_told_what_they_have_to_do(world):
    world.write_all_and_accept()
    db.session.commit()
    subjects = {
        (message.address, message.subject)
        for message in db.session.scalars(sa.select(Message))
        if message.event.startswith(("budget.", "project."))
    }
    title = "European Quality Centre in Kaliningrad"
    finance = world.duty(Role.FINANCE).email

    assert (finance, "[Action needed] Check the budget of Body of SE") in subjects
    assert (world.people["SE"].email, f"Your budget for {title} is accepted") in subjects


def test_colleagues_hear_of_the_acceptance_and_the_director_is_asked_to_fix_all(make, world):
    director, colleague = world.duty(Role.DIRECTOR), make.member(world.partner("SE").organisation)
    world.write_all_and_accept()
    told = sa.select(Message.subject).where(Message.person_id == director.id)
    accepted = sa.select(Message.subject).where(Message.person_id == colleague.id)

    assert "[Action needed] All budgets of European Quality Centre in Kaliningrad are accepted" in (
        db.session.scalars(told).all()
    )
    assert "Your budget for European Quality Centre in Kaliningrad is accepted" in (
        db.session.scalars(accepted).all()
    )


def test_who_confirmed_and_the_officers_are_asked_for_their_budgets(make):
    officer = make.staff(name="First officer")
    world = found(make, "SE")
    asked = sa.select(Message.person_id, Message.subject).where(Message.event == "budget.open")
    sent = {(person, text) for person, text in db.session.execute(asked)}
    subject = "[Action needed] Enter your budget for European Quality Centre in Kaliningrad"

    assert {(officer.id, subject), (world.people["SE"].id, subject)} <= sent


def test_comment_of_finance_does_not_make_it_a_preparer(world):
    world.write("SE")
    budget = world.move("SE", "submit")
    commands.comment(budget, {budget.lines[0].id: "How many days?"})
    db.session.commit()

    assert world.budget("SE").lines[0].comment == "How many days?"
    assert world.budget("SE").preparers == [world.people["SE"].id]


def test_budget_above_that_of_its_slot_is_accepted_with_a_reason_only(world, visitor):
    budget = world.write("SE")
    total = Figures(budget).computed.total.result
    slot = db.session.scalars(sa.select(Slot).join(Interest).join(Partner).where(
        Partner.id == budget.partner_id)).one()  # fmt: skip
    slot.budget_max = total
    world.move("SE", "submit")
    person = visitor(world.duty(Role.FINANCE)).open(f"/budgets/{world.budget('SE').uid}")
    assert "Accept the budget" in person.buttons

    slot.budget_max = total - D("0.01")
    db.session.commit()
    with pytest.raises(Incomplete, match="that the slot foresees"):
        world.move("SE", "accept", world.duty(Role.FINANCE), " ")
    assert world.budget("SE").state == S.SUBMITTED
    person.open(person.path).press(
        "Accept above the budget of the slot", {"note": "Wages have risen since."}
    )
    assert world.budget("SE").state == S.ACCEPTED
    assert latest(world.budget("SE")).note == "Wages have risen since."


def test_illegal_move_is_refused(world):
    budget = world.write("SE")

    with pytest.raises(DomainError, match="no longer possible"):
        advance(FLOW, budget, "accept", actor(world.duty(Role.FINANCE)))


def test_figures_of_the_facts_are_those_of_the_ledger(world):
    figures = Figures(world.write("RU"))

    assert figures.as_facts.real_office == D("7249.92")
    assert figures.as_facts.granted + figures.as_facts.contribution == D("65916.48")

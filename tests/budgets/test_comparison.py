"""A project held against other rules: what the checks would say, what the funds would pay."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.budgets.choices import choices_of
from app.budgets.commands import choose_options
from app.budgets.comparison import Comparison, OwnRules
from app.budgets.models import Budget
from app.budgets.overview import Overview
from app.budgets.plan import Category, Option
from app.budgets.queries import get_budget, partner_budgets
from app.budgets.summary import budgets_in
from app.budgets.workflow import FLOW
from app.consortia.facts import ChosenOptions
from app.consortia.models import Partner, Project
from app.consortia.queries import get_project
from app.core.db import db
from app.core.errors import DomainError
from app.core.history import advance
from app.directory.choices import Role
from app.programmes import rules
from app.programmes.commands import add_version
from app.programmes.queries import get_version
from tests.making import actor
from tests.partnership import World, confirm, found, invite
from tests.visitor import plain

D = Decimal
SHIPPED = {str(document["slug"]): rules.parse(document) for document in rules.shipped()}
THEN = date(2006, 6, 8)


@pytest.fixture
def written(world):
    for country in ("RU", "SE", "LT"):
        world.write(country)
    return world


def held_against(world: World, slug: str, on: date = THEN) -> Comparison:
    project = world.project
    own = OwnRules(Overview(project, budgets_in(project)))
    return Comparison(own, SHIPPED[slug], on)


def test_the_funds_pay_the_rates_of_the_other_rules_of_the_same_costs(written):
    compared = held_against(written, "interreg-bsr-2021-27")

    money = {
        one.member.country: [(p.fund, p.rate_now, p.now, p.there) for p in one.funds]
        for one in compared.money
    }
    assert money == {
        "RU": [("TACIS", D(90), D("59324.83"), None)],
        "SE": [("ERDF", D(50), D("13869.40"), D("22191.04"))],
        "LT": [("ERDF", D(75), D("32999.98"), D("35199.98"))],
    }
    assert compared.funds == [
        ("TACIS", D("59324.83"), D("0.00")),
        ("ERDF", D("46869.38"), D("57391.02")),
    ]
    assert compared.contributions == (D("31461.06"), D("80264.25"))
    assert [one.difference for one in compared.money] == [
        D("59324.83"), D("-8321.64"), D("-2200.00")
    ]  # fmt: skip


def test_both_columns_of_the_money_close_to_the_cent(written):
    for slug in SHIPPED:
        compared = held_against(written, slug)
        for side in (1, 2):
            paid = sum((fund[side] for fund in compared.funds), D(0))
            assert paid + compared.contributions[side - 1] == compared.total == D("137655.27")


def test_a_partner_who_draws_on_no_fund_there_is_offered_the_one_that_pays_most(written):
    [agency] = [
        one for one in held_against(written, "lt-pl-ru-enpi").money if one.member.country == "RU"
    ]

    assert [(paid.fund, paid.now, paid.there) for paid in agency.funds] == [
        ("TACIS", D("59324.83"), None),
        ("ENPI", None, D("59324.83")),
    ]
    assert agency.difference == D("0.00")


def test_checks_that_differ_come_first_and_the_worst_first_of_all(written):
    compared = held_against(written, "interreg-bsr-2021-27", date(2026, 6, 1))
    differs = [pair.differs for pair in compared.pairs]

    assert differs == sorted(differs, reverse=True)
    assert any(differs)
    assert not all(differs)
    assert compared.differing[0].weight == 2
    [countries] = [p for p in compared.differing if p.check == "E10" and "suspended" in
                   " ".join(str(f.message) for f in p.there).casefold()]  # fmt: skip
    assert [one.outcome for one in countries.there] == ["block"]
    assert countries.turns
    assert any(not pair.turns for pair in compared.differing)


def test_the_same_rules_on_the_same_day_change_nothing(written):
    compared = held_against(written, "bsr-interreg-iii-b")

    assert compared.differing == []
    assert compared.pairs
    assert [p.there for one in compared.money for p in one.funds] == [
        p.now for one in compared.money for p in one.funds
    ]


def test_page_shows_both_sides_and_leaves_the_project_with_its_rules(written, visitor):
    pinned = written.project.rule_set_id
    director = visitor(written.duty(Role.DIRECTOR))
    director.open(f"/projects/{written.reference}/rules")
    assert "What the funds would pay" not in director.text

    director.press("Compare", {"Rules": "Interreg Baltic Sea Region 2021–2027, version 1"})

    table = [
        [plain(cell.get_text(" ")) for cell in row.find_all(["th", "td"])]
        for row in director.page.select("#money tr")
    ]
    assert ["ERDF", "50 %", "at most 50 % not verified", "at most 80 %", "13,869.40",
            "22,191.04"] in table  # fmt: skip
    assert ["Own contribution", "", "", "", "31,461.06", "80,264.25"] in table
    assert "EUR +48,803.19" in plain(director.page.select_one("#money").get_text(" "))
    assert "does not arise" in director.text or "Passes" in director.text
    assert "the project's own" in director.text
    assert db.session.scalar(sa.select(Project.rule_set_id)) == pinned


def test_consortium_is_blocked_under_the_rules_of_today_with_reason_and_source(world, visitor):
    page = visitor(world.people["SE"]).open(f"/projects/{world.reference}/rules")
    page.press(
        "Compare", Rules="Interreg Baltic Sea Region 2021–2027, version 1", As_of="2026-01-01"
    )

    [row] = [
        row for row in page.page.select("#differences tr")
        if "Check E10" in row.get_text(" ") and "suspended on 1 January 2026" in row.get_text(" ")
    ]  # fmt: skip
    now, there = row.find_all("td")
    assert "Blocks" in there.get_text()
    assert "Blocks" not in now.get_text()
    assert there.a["href"] == "https://interreg-baltic.eu/funding/checklist"
    assert "E10" not in " ".join(li.get_text() for li in page.page.select("#checks .is-block"))


def test_page_of_rules_says_which_they_are_how_sure_and_what_the_checks_say(written, visitor):
    page = visitor(written.people["SE"]).open(f"/projects/{written.reference}/rules")
    own = plain(page.page.select_one("#own").get_text(" "))

    rules = SHIPPED["bsr-interreg-iii-b"]
    stated = [*rules.funds, *rules.rates, *rules.participations]
    shown = page.page.select("#own tbody tr")
    unverified = [row for row in shown if "Not verified" in row.get_text()]
    assert "Programme BSR INTERREG III B Neighbourhood Programme 2000–2006 Version" in own
    assert f"{len(unverified)} rules not verified" in own
    assert len(unverified) >= sum(not one.evidence.verified for one in stated) > 0
    assert page.page.select_one("#own dl a[href$='/programmes/bsr-interreg-iii-b/rules/1']")
    assert "checks passed" in page.page.select_one("#checks").get_text()
    assert page.page.select_one("#differences") is None


def test_a_newer_version_of_the_programme_is_named_and_compared(written, visitor, make):
    director = visitor(written.duty(Role.DIRECTOR))
    basis = get_version("bsr-interreg-iii-b", 1)
    fewer = dict(basis.document, max_months={"value": 6, "evidence": {"verified": False}})
    add_version(basis, fewer, "Shorter.", actor(make.staff(Role.ADMINISTRATOR)))
    db.session.commit()

    director.open(f"/projects/{written.reference}/rules").click("What it would change")

    differ = [plain(row.get_text(" ")) for row in director.page.select("#rules-differ tbody tr")]
    assert [row for row in differ if row.startswith("Longest duration")] == differ
    assert differ[0].endswith("6 months Not verified")


def test_old_address_of_the_comparison_leads_on_with_the_choice(written, visitor):
    old = f"/projects/{written.reference}/budget/rules?rules=tacis-cbc-spf&on=2006-06-08"
    person = visitor(written.people["SE"]).open(old)

    assert person.path == f"/projects/{written.reference}/rules"
    assert "What would be different" in person.text
    assert person.page.select_one("#on")["value"] == "2006-06-08"


def test_old_address_of_the_comparison_takes_nothing_else_along(written, visitor):
    path = f"/projects/{written.reference}/budget/rules"
    person = visitor(written.people["SE"])
    for strange in ("reference=PR-2000-001", "endpoint=x", "_external=1&_scheme=ftp"):
        assert person.open(f"{path}?{strange}").path == f"/projects/{written.reference}/rules"


def test_project_without_rules_says_so_and_can_be_held_against_some(written, visitor):
    project = written.project
    project.rule_set = None
    db.session.commit()
    path = f"/projects/{written.reference}/rules"
    page = visitor(written.people["SE"]).open(f"{path}?rules=interreg-bsr-2021-27")

    assert "No rules yet" in page.text
    assert page.page.select_one("#checks") is None
    assert "Blocks" in page.page.select_one("#differences").get_text()


def test_page_of_comparison_keeps_its_number_of_statements(written, visitor, counting, make):
    director = visitor(written.duty(Role.DIRECTOR))
    path = f"/projects/{written.reference}/rules?rules=tacis-cbc-spf"

    def statements() -> int:
        with counting() as made:
            director.open(path)
        return len(made)

    statements()
    before = statements()
    written.write("SE", {"travel": [("More", "1", "10.00")]})
    for number in range(10, 14):
        slot = make.slot(written.search, number=number, title=f"Slot {number}")
        body = make.organisation(country="DE", name=f"Body {number}")
        person = make.member(body, name=f"Person {number}")
        confirm(invite(make, slot, body, person), person)

    assert statements() == before


def test_comparison_is_for_those_who_may_see_the_project(written, visitor, make):
    path = f"/projects/{written.reference}/rules?rules=tacis-cbc-spf"

    assert visitor(make.member()).open(path).status == 404
    assert visitor(written.people["SE"]).open(path).status == 200
    assert visitor(written.people["SE"]).open(f"{path}:99").status == 200
    wrong = visitor(written.people["SE"]).open(f"{path}&on=soon")
    assert "Write the day as in 2006-06-08." in wrong.text
    assert wrong.page.select_one("#on")["value"] == "2006-06-08"


def test_kaliningrad_estimate_of_300_000_is_too_large_for_the_small_project_facility(
    world, visitor
):
    director = visitor(world.duty(Role.DIRECTOR))
    director.open(f"/projects/{world.reference}/rules?rules=tacis-cbc-spf")

    assert (
        "The estimate of 300,000.00 is too large for this programme: at the highest rate of 80 % "
        "the funds would pay 240,000.00, and the largest grant is 200,000.00. That is 40,000.00 "
        "too much."
    ) in plain(director.page.select_one("#differences").get_text(" "))
    assert "http://oldrnsc.leontief.ru/eng/tasrel.htm" in director.answer.text


def test_kaliningrad_project_under_the_small_project_facility_says_so_on_its_page(make, visitor):
    world = found(make, "LT", programme="tacis-cbc-spf", as_of=date(2003, 6, 8))

    shown = visitor(world.duty(Role.DIRECTOR)).open(f"/projects/{world.reference}")

    assert "the largest grant is 200,000.00. That is 40,000.00 too much." in plain(shown.text)


@pytest.fixture
def bound(make):
    """Two projects of Euro-MED with one organisation in both."""
    first = found(make, "IT", programme="interreg-euro-med-2021-27", as_of=None)
    first.write("IT", {"staff": [("Auditors", "1", "1000.00")]}, {"ERDF": D(80)},
                {Option.TRAVEL_FLAT: D(15)})  # fmt: skip
    budget, reference = first.budget("IT"), first.reference
    programme, rule_set = budget.partner.project.programme, budget.partner.project.rule_set
    twin = Project(
        reference="PR-TWIN", title="Twin", programme=programme, rule_set=rule_set, partners=[]
    )
    db.session.add(twin)
    partner = Partner(
        project=twin, number=1, organisation=budget.partner.organisation, name="Twin of IT",
        country="IT",
    )  # fmt: skip
    db.session.add_all([partner, other := Budget(partner=partner)])
    db.session.commit()
    return reference, other, first.people["IT"]


def partner_budget(reference: str) -> Budget:
    project = (
        Partner.project_id
        == sa.select(Project.id).where(Project.reference == reference).scalar_subquery()
    )
    return db.session.scalars(sa.select(Budget).join(Budget.partner).where(project)
                              .where(Partner.country == "IT")).one()  # fmt: skip


def test_a_choice_counts_once_the_budget_was_sent(bound, make, visitor):
    reference, other, member = bound
    assert choices_of(get_project(reference)) == {}

    db.session.execute(sa.update(Budget).where(Budget.id == other.id).values(state="submitted"))
    db.session.commit()
    db.session.expire_all()
    project = get_project(reference)
    [partner] = [one for one in project.partners if one.country == "IT"]

    assert choices_of(project) == {partner.id: (ChosenOptions("PR-TWIN", {}),)}
    assert partner_budgets(project)[partner.id].choices == (ChosenOptions("PR-TWIN", {}),)
    overview = Overview(project, budgets_in(project))
    [blocked] = [f for f in overview.findings if (f.check, f.outcome) == ("B8", "block")]
    assert "Body of IT has chosen other cost options in PR-TWIN" in str(blocked.message)
    uid = partner_budget(reference).uid
    officer = visitor(make.staff(Role.OFFICER)).open(f"/budgets/{uid}")
    assert "Body of IT has chosen other cost options in PR-TWIN" in officer.text
    person = visitor(member).open(f"/budgets/{uid}/options")
    assert (
        "Your organisation has chosen in PR-TWIN Real costs, without flat rates. This choice binds "
        "it in all its projects of the programme."
    ) in plain(person.page.main.get_text(" "))


def send_elsewhere(other: Budget) -> None:
    db.session.execute(sa.update(Budget).where(Budget.id == other.id).values(state="submitted"))
    db.session.commit()
    db.session.expire_all()


def test_a_choice_that_another_project_forbids_is_not_sent_to_finance(bound, visitor):
    reference, other, member = bound
    assert FLOW["submit"].obstacle(get_budget(partner_budget(reference).uid)) is None

    send_elsewhere(other)

    budget = get_budget(partner_budget(reference).uid)
    with pytest.raises(DomainError) as refused:
        advance(FLOW, budget, "submit", actor(member))
    assert "Body of IT has chosen other cost options in PR-TWIN" in str(refused.value.reason)

    choose_options(budget, actor(member), {})
    assert "origins of the contribution" in str(FLOW["submit"].obstacle(budget))


def test_page_of_flat_rates_says_whether_the_choice_is_that_of_the_organisation(bound, visitor):
    reference, other, member = bound
    send_elsewhere(other)
    path = f"/budgets/{partner_budget(reference).uid}/options"
    person = visitor(member).open(path)
    assert "the budget cannot be sent to finance with it" in person.text

    person.press("Save the flat rates", {"travel_flat": ""})
    person.open(path)

    assert "As your organisation has chosen in PR-TWIN" in person.text
    assert "the budget cannot be sent to finance with it" not in person.text


def test_what_flat_rates_would_change_is_shown_and_nothing_saved(make, visitor):
    world = found(make, "SE", programme="interreg-bsr-2021-27", as_of=None)
    costs = {"staff": [("Auditors", "1", "1000.00")], "travel": [("Audits", "1", "400.00")]}
    world.write("SE", costs, {"ERDF": D(80)})
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}/options")
    assert person.page.select_one("#effect") is None

    person.press("What would it change?", {"travel_flat": "15"})

    rows = [plain(row.get_text(" ")) for row in person.page.select("#effect tbody tr")]
    assert person.status == 200
    assert rows == [
        "Travel and accommodation 400.00 150.00 -250.00",
        "Total 1,400.00 1,150.00 -250.00",
        "ERDF 1,120.00 920.00 -200.00",
        "Own contribution 280.00 230.00 -50.00",
    ]
    assert "1 line would be deleted" in plain(person.page.select_one("#effect").get_text(" "))
    assert person.page.select_one("#travel_flat")["value"] == "15"
    assert (world.budget("SE").options, len(world.budget("SE").lines)) == ({}, 2)


def test_the_travel_rate_that_is_offered_is_that_of_the_partners_country(make, visitor):
    world = found(make, "IT", "AL", programme="interreg-euro-med-2021-27", as_of=None)

    for country, most in (
        ("IT", "At most 15 %. Verified gesetze.legal"),
        ("AL", "At most 22 %. Verified interreg-euro-med.eu"),
    ):
        person = visitor(world.people[country])
        person.open(f"/budgets/{world.budget(country).uid}/options")
        hint = plain(person.page.select_one("#travel_flat-hint").get_text())
        assert hint == most


def test_no_statement_asks_for_choices_where_none_binds(written, counting):
    project = written.project

    with counting() as statements:
        assert choices_of(project) == {}

    assert statements == []


def test_fixed_costs_of_a_budget_reach_the_checks(world):
    budget = world.write("SE", {"lump_sums": [("Preparation costs", "1", "5000.00")]}, {})
    [line] = [line for line in budget.lines if line.category == Category.LUMP_SUMS]
    line.period = "preparation"
    db.session.commit()

    stated = partner_budgets(world.project)[budget.partner_id]

    assert [(one.name, one.amount, one.period) for one in stated.fixed_costs] == [
        ("Preparation costs", D("5000.00"), "preparation")
    ]

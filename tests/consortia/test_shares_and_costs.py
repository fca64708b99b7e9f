"""Caps of the funds, lump sums, unit costs, VAT, declarations and binding choices, each outcome."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.consortia.budget_checks import check_budgets
from app.consortia.facts import (
    LEAD,
    ChosenOptions,
    Consortium,
    FixedCost,
    FundShare,
    Member,
    PartnerBudget,
)
from app.consortia.findings import CHECKS
from app.programmes import rules
from app.programmes.rules import Evidence, Fact, FlatRate, LumpSum, Phase, UnitCost

RULES = {str(document["slug"]): rules.parse(document) for document in rules.shipped()}
III_B = RULES["bsr-interreg-iii-b"]
EURO_MED = RULES["interreg-euro-med-2021-27"]
SEEN = Evidence(verified=True, source="https://example.org/manual")
OFFERED = {
    "lump_sums": (LumpSum("Preparation costs", Phase.PREPARATION, Decimal("5000.00"), SEEN),),
    "unit_costs": (UnitCost("Hour of an expert", "hour", Decimal("50.00"), SEEN),),
}


def euros(text):
    return Decimal(text)


def budget(total, granted, **facts):
    share = FundShare("ERDF", euros("50"), euros(granted))
    return PartnerBudget(euros(total), (share,), euros(total) - euros(granted), **facts)


LEADER = Member("PP1", "Leader", "SE", LEAD, budget=budget("80000.00", "40000.00"))
PARTNER = Member("PP2", "Partner", "DE", budget=budget("120000.00", "60000.00"))


def stated(**facts):
    return replace(III_B, **{key: Fact(value, SEEN) for key, value in facts.items()})


def under(rule_set, *members):
    return Consortium(rule_set, rule_set.valid_to, members)


def planning(*costs, **facts):
    return replace(LEADER, budget=replace(LEADER.budget, fixed_costs=costs, **facts))


def lump(amount, period="preparation", name="Preparation costs"):
    return FixedCost(name, euros(amount), period)


def unit(price, name="Hour of an expert"):
    return FixedCost(name, euros(price))


def chosen(*elsewhere, **options):
    options = {name: euros(rate) for name, rate in options.items()}
    return replace(LEADER, budget=replace(LEADER.budget, options=options, choices=elsewhere))


def elsewhere(**options):
    return ChosenOptions("PR-2024-001", {name: euros(rate) for name, rate in options.items()})


def managed(member, amount):
    return replace(member, budget=replace(member.budget, management=euros(amount)))


def declared(member, *, word):
    return replace(member, budget=replace(member.budget, financed_once=word))


NO_BUDGET = replace(PARTNER, budget=None)
LUMP_SUMS, UNIT_COSTS = {"lump_sums": OFFERED["lump_sums"]}, {"unit_costs": OFFERED["unit_costs"]}
BOUND = {"flat_rates": EURO_MED.flat_rates.value, "binding_options": True}

CASES = [
    ("B9", "", under(III_B, LEADER, PARTNER)),
    ("B9", "pass", under(stated(lead_max_share=euros("40")), LEADER, PARTNER)),
    ("B9", "block", under(stated(lead_max_share=euros("39.99")), LEADER, PARTNER)),
    ("B9", "warn", under(stated(lead_max_share=euros("40")), LEADER, NO_BUDGET)),
    ("B9", "pass pass", under(stated(partner_max_share=euros("60")), LEADER, PARTNER)),
    ("B9", "pass block", under(stated(partner_max_share=euros("59.99")), LEADER, PARTNER)),
    ("B10", "", under(III_B, LEADER)),
    ("B10", "warn", under(III_B, planning(lump("5000.00")))),
    ("B10", "pass pass", under(stated(**LUMP_SUMS), planning(lump("5000.00")))),
    ("B10", "pass warn", under(stated(**LUMP_SUMS), planning(lump("4999.99")))),
    ("B10", "block block", under(stated(**LUMP_SUMS), planning(lump("5000.01")))),
    ("B10", "block pass", under(stated(**LUMP_SUMS), planning(lump("5000.00", "closure")))),
    ("B10", "block pass", under(stated(**LUMP_SUMS), planning(lump("5000.00", "3")))),
    ("B10", "block", under(stated(**LUMP_SUMS), planning(lump("1.00", name="Party")))),
    ("B10", "warn", under(III_B, planning(unit("50.00")))),
    ("B10", "pass", under(stated(**UNIT_COSTS), planning(unit("50.00", "hour OF an  expert")))),
    ("B10", "block", under(stated(**UNIT_COSTS), planning(unit("49.99")))),
    ("B10", "block", under(stated(**UNIT_COSTS), planning(unit("50.00", "Day")))),
    ("B11", "", under(III_B, LEADER)),
    ("B11", "warn", under(stated(management_max_share=euros("20")), LEADER)),
    ("B11", "warn", under(
        stated(management_max_share=euros("20")), managed(LEADER, "1.00"), PARTNER
    )),
    ("B11", "pass", under(
        stated(management_max_share=euros("20")), managed(LEADER, "40000.00"), managed(PARTNER, "0")
    )),
    ("B11", "block", under(
        stated(management_max_share=euros("20")), managed(LEADER, "40000.01"), managed(PARTNER, "0")
    )),
    ("B13", "warn", under(III_B, NO_BUDGET)),
    ("B13", "warn", under(III_B, LEADER, PARTNER)),
    ("B13", "pass", under(III_B, replace(LEADER, recovers_vat="no"))),
    ("B13", "warn", under(III_B, replace(LEADER, recovers_vat="partly"))),
    ("B13", "pass", under(stated(recoverable_vat=True), replace(LEADER, recovers_vat="yes"))),
    ("B13", "warn", under(stated(recoverable_vat=False), replace(LEADER, recovers_vat="yes"))),
    ("B13", "pass", under(stated(recoverable_vat=False), replace(LEADER, recovers_vat="no"))),
    ("B15", "warn", under(III_B, NO_BUDGET)),
    ("B15", "warn", under(III_B, declared(LEADER, word=True), PARTNER)),
    ("B15", "pass", under(III_B, declared(LEADER, word=True), declared(PARTNER, word=True))),
    ("B15", "block", under(III_B, declared(LEADER, word=False), declared(PARTNER, word=True))),
    ("B8", "pass", under(stated(**BOUND), LEADER)),
    ("B8", "pass pass", under(
        stated(**BOUND), chosen(elsewhere(travel_flat="15"), travel_flat="15")
    )),
    ("B8", "pass block", under(stated(**BOUND), chosen(elsewhere(), travel_flat="15"))),
    ("B8", "pass block pass", under(
        stated(**BOUND), chosen(elsewhere(), elsewhere(travel_flat="14"), travel_flat="15")
    )),
    ("B8", "block", under(stated(**BOUND), chosen(elsewhere(travel_flat="15")))),
    ("B8", "pass", under(
        stated(flat_rates=EURO_MED.flat_rates.value), chosen(elsewhere(), travel_flat="15")
    )),
]  # fmt: skip


@pytest.mark.parametrize(("check_id", "expected", "consortium"), CASES)
def test_a_check_says_what_the_facts_say(check_id, expected, consortium):
    found = [one for one in check_budgets(consortium) if one.check == check_id]

    assert " ".join(one.outcome for one in found) == expected
    assert all(str(one.message) for one in found)


def said(consortium, check_id, outcome):
    return [
        one for one in check_budgets(consortium) if (one.check, one.outcome) == (check_id, outcome)
    ]


def test_the_cap_of_the_lead_partner_is_said_with_its_numbers_and_its_source():
    [found] = said(under(stated(lead_max_share=euros("39.99")), LEADER, PARTNER), "B9", "block")

    assert found.message == "Leader gets 40,000.00 of 100,000.00; at most 39.99\xa0% is allowed."
    assert (found.citation, found.subject) == (SEEN.source, "PP1")
    assert found.override_by == "director"


def test_a_binding_choice_names_the_project_and_both_choices():
    [found] = said(under(stated(**BOUND), chosen(elsewhere(travel_flat="15"))), "B8", "block")

    assert found.message == (
        "Leader has chosen other cost options in PR-2024-001, and that choice binds it in all its "
        "projects of the programme. There: Travel and accommodation, of staff costs. "
        "Here: real costs."
    )
    assert found.citation == SEEN.source


@pytest.mark.parametrize(
    ("country", "rate", "expected"),
    [("FR", "15", "pass"), ("FR", "15.01", "block"), ("AL", "22", "pass"), ("AL", "22.01", "block"),
     ("BA", "22", "pass")],
)  # fmt: skip
def test_the_flat_rate_for_travel_follows_the_country_in_euro_med(country, rate, expected):
    partner = replace(chosen(travel_flat=rate), country=country)

    [found] = [one for one in check_budgets(under(EURO_MED, partner)) if one.check == "B8"]

    assert found.outcome == expected


def test_the_countries_own_rate_goes_before_that_of_the_group_and_the_general_one():
    rates = tuple(
        FlatRate(rules.FlatOption.TRAVEL, euros(most), fixed=False, evidence=SEEN, countries=places)
        for most, places in (("15", None), ("18", ("EU",)), ("20", ("DE",)))
    )
    own = stated(flat_rates=rates)

    assert [own.flat_rate("travel_flat", code).maximum for code in ("RU", "SE", "DE")] == [
        15,
        18,
        20,
    ]
    assert own.flat_rate("travel_flat").maximum == 15


def test_every_new_check_is_in_the_catalogue():
    assert {"B9", "B10", "B11", "B13", "B15"} <= set(CHECKS)

"""The worked example of the money rules, option by option, and what a plan may not be."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest

from app.budgets.arithmetic import compute, consolidate, period_names, shares, split_claim, spread
from app.budgets.derivation import Formula, Rounding, Term, conversion
from app.budgets.plan import (
    COMPUTES,
    Category,
    FundRate,
    Illegal,
    Line,
    LumpSum,
    Option,
    Plan,
    Source,
    SourceStatus,
    UnitCost,
    clash,
)
from app.budgets.problems import problems_of_partner

C, D = Category, Decimal


def cost(category: Category, amount: str, **periods: str) -> Line:
    return Line(category, D(1), D(amount), periods={k[1:]: D(v) for k, v in periods.items()})


AGENCY = Plan(
    {Option.TRAVEL_FLAT: D(15), Option.OFFICE_ON_STAFF: D(15)},
    [
        Line(C.STAFF, D(3), D("16111.11"), "Team", dict.fromkeys(("1", "2", "3"), D("16111.11"))),
        cost(C.EXTERNAL, "37777.77", _1="37777.77"),
        cost(C.EQUIPMENT, "12345.67", _2="12345.67"),
    ],
    lump_sums=[LumpSum(D(5000), "preparation")],
    funds=[FundRate("TACIS", D(90))],
)
CERTIFICATION_BODY = Plan(
    {Option.STAFF_FLAT: D(20), Option.OFFICE_ON_STAFF: D(15)},
    [cost(C.TRAVEL, "8111.11"), cost(C.EXTERNAL, "61234.57"), cost(C.EQUIPMENT, "2999.99")],
    funds=[FundRate("ERDF", D(50))],
)
CONSULTANCY = Plan(
    {Option.OTHER_FLAT: D(40)}, [cost(C.STAFF, "39999.99")], funds=[FundRate("ERDF", D(75))]
)
LABORATORY = Plan(
    {Option.OFFICE_ON_DIRECT: D(7)},
    [cost(C.STAFF, "10101.01"), cost(C.TRAVEL, "1234.56"), cost(C.EXTERNAL, "4321.09")],
    funds=[FundRate("ERDF", D(75)), FundRate("NATIONAL", D(10))],
)
PROJECT = {"PP1": AGENCY, "PP2": CERTIFICATION_BODY, "PP3": CONSULTANCY, "PP4": LABORATORY}


def figures(derivations) -> dict[str, str]:
    """Drop the zeros, so that a row reads like the table of the worked example."""
    return {str(name): str(amount.result) for name, amount in derivations.items() if amount.result}


@pytest.mark.parametrize(
    ("plan", "categories", "total", "funds", "contribution"),
    [
        (
            AGENCY,
            {
                "staff": "48333.33",
                "office": "7249.99",
                "travel": "7249.99",
                "external": "37777.77",
                "equipment": "12345.67",
                "lump_sums": "5000.00",
            },
            "117956.75",
            {"TACIS": "106161.07"},
            "11795.68",
        ),
        (
            CERTIFICATION_BODY,
            {
                "staff": "14469.13",
                "office": "2170.36",
                "travel": "8111.11",
                "external": "61234.57",
                "equipment": "2999.99",
            },
            "88985.16",
            {"ERDF": "44492.58"},
            "44492.58",
        ),
        (
            CONSULTANCY,
            {"staff": "39999.99", "other": "15999.99"},
            "55999.98",
            {"ERDF": "41999.98"},
            "14000.00",
        ),
        (
            LABORATORY,
            {
                "staff": "10101.01",
                "office": "1095.96",
                "travel": "1234.56",
                "external": "4321.09",
            },
            "16752.62",
            {"ERDF": "12564.46", "NATIONAL": "1675.26"},
            "2512.90",
        ),
    ],
)
def test_each_partner_of_the_worked_example(plan, categories, total, funds, contribution):
    budget = compute(plan)

    assert figures(budget.categories) == categories
    assert list(budget.categories) == list(Category)
    assert str(budget.total.result) == total
    assert figures(budget.funds) == funds
    assert str(budget.contribution.result) == contribution


def test_the_project_of_the_worked_example():
    project = consolidate({name: compute(plan) for name, plan in PROJECT.items()})

    assert str(project.total.result) == "279694.51"
    assert figures(project.funds) == {
        "TACIS": "106161.07",
        "ERDF": "99057.02",
        "NATIONAL": "1675.26",
    }
    assert str(project.contribution.result) == "72801.16"
    assert {name: str(share) for name, share in project.shares.items()} == {
        "TACIS": "37.96",
        "ERDF": "35.42",
        "NATIONAL": "0.60",
        "contribution": "26.02",
    }
    assert sum(amount.result for amount in project.categories.values()) == project.total.result


def test_a_fund_is_the_sum_of_its_shares_and_not_a_share_of_the_sum():
    """The trap: the mean ERDF rate on the sum of the ERDF partners is 7.35 EUR wrong."""
    project = consolidate({name: compute(plan) for name, plan in PROJECT.items()})

    erdf = project.funds["ERDF"]

    assert erdf.terms == (
        Term("PP2", D("44492.58")),
        Term("PP3", D("41999.98")),
        Term("PP4", D("12564.46")),
    )
    assert D("99064.37") - erdf.result == D("7.35")


def test_the_last_period_takes_the_cents_of_a_flat_rate():
    periods = spread(AGENCY, compute(AGENCY), 3)

    office = [str(amounts[C.OFFICE].result) for amounts in periods.values()]

    assert office == ["0.00", "2416.66", "2416.66", "2416.67", "0.00"]


def test_periods_hold_all_categories_and_add_up_to_their_totals():
    plan = Plan(
        {Option.OFFICE_ON_STAFF: D(15)},
        [cost(C.STAFF, "100.01", _1="33.34", _2="33.33", _3="33.34"), cost(C.TRAVEL, "9.99")],
        [LumpSum(D("1.00"), "preparation"), LumpSum(D("2.00"), "2"), LumpSum(D("4.00"), "closure")],
        [UnitCost(C.STAFF, D(2), D("10.00")), UnitCost(None, D("0.5"), D("0.03"))],
    )
    budget = compute(plan)

    periods = spread(plan, budget, 3)

    assert {name: figures(amounts) for name, amounts in periods.items()} == {
        "preparation": {"lump_sums": "1.00"},
        "1": {"staff": "33.34", "office": "5.00"},
        "2": {"staff": "33.33", "office": "4.99", "lump_sums": "2.00"},
        "3": {"staff": "53.34", "office": "8.01", "travel": "9.99", "unit_costs": "0.01"},
        "closure": {"lump_sums": "4.00"},
    }
    assert {tuple(amounts) for amounts in periods.values()} == {tuple(Category)}


def test_a_flat_rate_of_a_period_uses_the_rounded_flat_rates_of_that_period():
    plan = Plan(
        {Option.STAFF_FLAT: D(20), Option.TRAVEL_FLAT: D(15), Option.OFFICE_ON_DIRECT: D(7)},
        [cost(C.EXTERNAL, "199.98", _1="99.99", _2="99.99")],
    )

    periods = spread(plan, compute(plan), 2)

    # 20 % of 99.99, 15 % of 19.99, 7 % of 19.99 + 2.99 + 99.99; then the rest of 39.99, 5.99, 17.21
    assert figures(periods["1"]) == {
        "staff": "19.99",
        "office": "8.60",
        "travel": "2.99",
        "external": "99.99",
    }
    assert figures(periods["2"]) == {
        "staff": "20.00",
        "office": "8.61",
        "travel": "3.00",
        "external": "99.99",
    }


def test_a_single_period_takes_everything():
    assert period_names(1) == ("preparation", "1", "closure")
    assert figures(spread(CONSULTANCY, compute(CONSULTANCY), 1)["1"]) == {
        "staff": "39999.99",
        "other": "15999.99",
    }


def test_staff_is_computed_without_travel_when_travel_is_computed_from_staff():
    lines = [cost(C.EXTERNAL, "100.00"), cost(C.INFRASTRUCTURE, "50.00")]

    without = compute(Plan({Option.STAFF_FLAT: D(20)}, [cost(C.TRAVEL, "10.00"), *lines]))
    both = compute(Plan({Option.STAFF_FLAT: D(20), Option.TRAVEL_FLAT: D(15)}, lines))

    assert without.categories[C.STAFF].result == D("32.00")
    assert (both.categories[C.STAFF].result, both.categories[C.TRAVEL].result) == (
        D("30.00"),
        D("4.50"),
    )


def test_unit_costs_count_in_their_category_and_trigger_flat_rates():
    plan = Plan(
        {Option.OFFICE_ON_STAFF: D(15)},
        [cost(C.STAFF, "10.00")],
        unit_costs=[UnitCost(C.STAFF, D(2), D("5.00")), UnitCost(None, D(1), D("7.00"))],
    )

    assert figures(compute(plan).categories) == {
        "staff": "20.00",
        "office": "3.00",
        "unit_costs": "7.00",
    }


def test_unit_costs_are_spread_and_trigger_the_flat_rates_of_their_periods():
    plan = Plan(
        {Option.OFFICE_ON_STAFF: D(15)},
        [cost(C.STAFF, "10.00", _1="10.00")],
        unit_costs=[
            UnitCost(C.STAFF, D(2), D("5.00"), periods={"1": D("3.33"), "2": D("6.67")}),
            UnitCost(None, D(1), D("7.00"), periods={"2": D("7.00")}),
            UnitCost(None, D(1), D("0.50")),
        ],
    )

    periods = spread(plan, compute(plan), 3)

    assert figures(periods["1"]) == {"staff": "13.33", "office": "1.99"}
    assert figures(periods["2"]) == {"staff": "6.67", "office": "1.00", "unit_costs": "7.00"}
    assert figures(periods["3"]) == {"office": "0.01", "unit_costs": "0.50"}


def test_gaps_of_unit_costs_are_found_like_those_of_lines():
    plan = Plan(
        lines=[cost(C.STAFF, "10.00", _1="9.00")],
        unit_costs=[
            UnitCost(None, D(2), D("5.00")),
            UnitCost(C.STAFF, D(2), D("5.00"), periods={"1": D("10.01")}),
        ],
    )

    found = problems_of_partner(plan, compute(plan))

    assert [(one.id, one.path, one.amounts["gap"]) for one in found] == [
        ("B2", "lines[0].periods", D("1.00")),
        ("B2", "unit_costs[1].periods", D("-0.01")),
    ]


def test_office_is_a_sum_of_lines_where_no_option_computes_it():
    plan = Plan(lines=[cost(C.OFFICE, "3.33"), cost(C.OFFICE, "4.44")])

    assert figures(compute(plan).categories) == {"office": "7.77"}


def test_an_option_at_zero_percent_is_on():
    plan = Plan({Option.STAFF_FLAT: D(0)}, [cost(C.EXTERNAL, "5.00")])

    assert compute(plan).categories[C.STAFF].formula is Formula.SHARE
    with pytest.raises(Illegal, match=r"^lines\[0\]\.category: "):
        Plan({Option.STAFF_FLAT: D(0)}, [cost(C.STAFF, "5.00")])


def test_an_empty_plan_comes_to_nothing_written_with_cents():
    budget = compute(Plan(funds=[FundRate("ERDF", D(75))]))

    assert {str(a.result) for a in budget.categories.values()} == {"0.00"}
    assert str(budget.total.result) == str(budget.contribution.result) == "0.00"
    assert str(budget.funds["ERDF"].result) == "0.00"


def test_row_sums_are_cut():
    assert str(Line(C.STAFF, D("0.33"), D("0.09")).row.result) == "0.02"


def test_every_amount_shows_how_it_was_computed():
    budget = compute(AGENCY)
    office, fund = budget.categories[C.OFFICE], budget.funds["TACIS"]
    last = spread(AGENCY, budget, 3)["3"][C.OFFICE]

    assert (office.formula, office.rate, office.terms, office.exact, office.rounding) == (
        Formula.SHARE,
        D(15),
        (Term(C.STAFF, D("48333.33")),),
        D("7249.9995"),
        Rounding.CUT,
    )
    assert (fund.formula, fund.rate, fund.terms, fund.exact) == (
        Formula.SHARE,
        D(90),
        (Term("total", D("117956.75")),),
        D("106161.075"),
    )
    assert budget.categories[C.STAFF].terms == (Term("Team", D("48333.33")),)
    assert (budget.contribution.formula, budget.contribution.terms) == (
        Formula.REST,
        (Term("total", D("117956.75")), Term("TACIS", D("106161.07"))),
    )
    assert (last.formula, [term.name for term in last.terms]) == (
        Formula.REST,
        ["total", "preparation", "1", "2", "closure"],
    )
    row = AGENCY.lines[0].row
    assert (row.formula, row.terms) == (
        Formula.PRODUCT,
        (Term("units", D(3)), Term("unit_price", D("16111.11"))),
    )


def test_currency_is_converted_half_up():
    assert str(conversion(D("123456.78"), D("10.9475")).result) == "11277.17"
    assert str(conversion(D("0.01"), D(2)).result) == "0.01"


def test_a_claim_is_shared_like_a_budget():
    claim = split_claim(D("12345.67"), CONSULTANCY.funds)

    assert figures(claim.funds) == {"ERDF": "9259.25"}
    assert str(claim.contribution.result) == "3086.42"
    assert claim.matched == {"ERDF": D("3086.42")}


def test_the_contribution_beside_each_fund_is_rounded_half_up():
    claim = split_claim(D("100.01"), LABORATORY.funds)

    assert figures(claim.funds) == {"ERDF": "75.00", "NATIONAL": "10.00"}
    assert claim.matched == {"ERDF": D("13.24"), "NATIONAL": D("1.77")}
    assert split_claim(D("0.00"), LABORATORY.funds).matched == {
        "ERDF": D("0.00"),
        "NATIONAL": D("0.00"),
    }


def test_shares_are_half_up_and_the_contribution_takes_the_rest():
    assert shares(D("8.00"), {"A": D("0.01")}) == {"A": D("0.13"), "contribution": D("99.87")}
    assert shares(D("200.00"), {"A": D("100.01"), "B": D("99.99")}) == {
        "A": D("50.01"),
        "B": D("50.00"),
        "contribution": D("-0.01"),
    }


def test_a_zero_total_has_no_shares():
    assert {k: str(v) for k, v in shares(D("0.00"), {"A": D("0.00")}).items()} == {
        "A": "0.00",
        "contribution": "0.00",
    }


def test_which_options_may_stand_together():
    legal = {
        frozenset(pair)
        for size in range(6)
        for pair in combinations(Option, size)
        if clash(dict.fromkeys(pair, D(1))) is None
    }

    assert legal == {
        frozenset(),
        frozenset({Option.STAFF_FLAT}),
        frozenset({Option.TRAVEL_FLAT}),
        frozenset({Option.OFFICE_ON_STAFF}),
        frozenset({Option.OFFICE_ON_DIRECT}),
        frozenset({Option.OTHER_FLAT}),
        frozenset({Option.STAFF_FLAT, Option.TRAVEL_FLAT}),
        frozenset({Option.STAFF_FLAT, Option.OFFICE_ON_STAFF}),
        frozenset({Option.STAFF_FLAT, Option.OFFICE_ON_DIRECT}),
        frozenset({Option.TRAVEL_FLAT, Option.OFFICE_ON_STAFF}),
        frozenset({Option.TRAVEL_FLAT, Option.OFFICE_ON_DIRECT}),
        frozenset({Option.STAFF_FLAT, Option.TRAVEL_FLAT, Option.OFFICE_ON_STAFF}),
        frozenset({Option.STAFF_FLAT, Option.TRAVEL_FLAT, Option.OFFICE_ON_DIRECT}),
    }


@pytest.mark.parametrize(
    ("option", "category"), [(option, c) for option in Option for c in sorted(COMPUTES[option])]
)
def test_a_category_that_an_option_computes_takes_no_real_costs(option, category):
    with pytest.raises(Illegal) as refused:
        Plan({option: D(1)}, [cost(category, "1.00")])
    assert refused.value.path == "lines[0].category"

    with pytest.raises(Illegal) as refused:
        Plan({option: D(1)}, unit_costs=[UnitCost(category, D(1), D(1))])
    assert refused.value.path == "unit_costs[0].category"


def test_lump_sums_and_free_unit_costs_may_stand_beside_other_costs():
    plan = Plan(
        {Option.OTHER_FLAT: D(40)},
        [cost(C.STAFF, "10.00")],
        [LumpSum(D("2.00"))],
        [UnitCost(None, D(1), D("3.00"))],
    )

    assert str(compute(plan).total.result) == "19.00"


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        (
            {"options": {Option.OFFICE_ON_STAFF: D(1), Option.OFFICE_ON_DIRECT: D(1)}},
            "options.office_on_direct",
        ),
        ({"options": {Option.STAFF_FLAT: D(1), Option.OTHER_FLAT: D(1)}}, "options.other_flat"),
        ({"lines": [Line(C.STAFF, D(2), D("999999999.99"))]}, "lines[0]"),
        ({"funds": [FundRate("A", D("50.01")), FundRate("B", D("50.00"))]}, "funds"),
        ({"funds": [FundRate("A", D(1)), FundRate("A", D(1))]}, "funds[1].fund"),
        ({"funds": [FundRate("contribution", D(1))]}, "funds[0].fund"),
        ({"funds": [FundRate(name, D(1)) for name in "ABCDE"]}, "funds"),
        (
            {"sources": [Source("", SourceStatus.PUBLIC, D(1), is_partner=True)] * 2},
            "contribution_sources[1].is_partner",
        ),
        (
            {"sources": [Source("", SourceStatus.AUTOMATIC_PUBLIC, D(1), is_partner=True)]},
            "contribution_sources[0].status",
        ),
    ],
)
def test_a_plan_that_breaks_a_rule_cannot_exist(parts, path):
    with pytest.raises(Illegal) as refused:
        Plan(**parts)

    assert refused.value.path == path


def test_funds_may_pay_everything():
    budget = compute(
        Plan(
            lines=[cost(C.STAFF, "0.99")],
            funds=[FundRate("A", D("33.33")), FundRate("B", D("66.67"))],
        )
    )

    assert figures(budget.funds) == {"A": "0.32", "B": "0.66"}
    assert str(budget.contribution.result) == "0.01"

"""Tables that prove themselves, the sources of co-financing and the drawing: values in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from app.budgets.chart import chart
from app.budgets.cofinancing import co_financing
from app.budgets.crosstable import cross
from app.budgets.plan import Pledge, SourceStatus
from app.consortia.facts import FundShare, Member, PartnerBudget
from app.consortia.finance import finance_plan

D = Decimal
COLUMNS = [("a", "A"), ("b", "B"), ("empty", "Empty")]


@dataclass(frozen=True)
class Origin:
    status: SourceStatus
    amount: Decimal
    pledge: Pledge = Pledge.INTENDED


def member(number: int, total: str, funds: dict[str, str], contribution: str) -> Member:
    shares = tuple(FundShare(fund, D(0), D(amount)) for fund, amount in funds.items())
    budget = PartnerBudget(D(total), shares, D(contribution))
    return Member(id=str(number), name=f"PP{number}", country="LT", budget=budget)


def test_table_that_closes_says_so_and_leaves_empty_columns_out():
    rows = [
        ("1", "One", {"a": D("0.01"), "b": D("2.00")}, D("2.01")),
        ("2", "Two", {"b": D("0.10")}, D("0.10")),
    ]
    table = cross(COLUMNS, rows, {"a": D("0.01"), "b": D("2.10")})

    assert table.closes
    assert (table.by_rows, table.by_columns, table.difference) == (D("2.11"), D("2.11"), D(0))
    assert [key for key, _name in table.columns] == ["a", "b"]
    assert table.rows[1].cells == (D(0), D("0.10"))
    assert table.running == [D("2.01"), D("2.11")]


@pytest.mark.parametrize(
    ("row_total", "column_total", "gaps", "difference"),
    [
        ("2.02", "2.00", [("One", D("0.01"))], "0.01"),
        ("2.01", "1.99", [("B", D("-0.01"))], "0.01"),
        # One cent too much in both directions: the totals agree, the cells do not.
        ("2.02", "2.01", [("One", D("0.01")), ("B", D("0.01"))], "0.00"),
    ],
)
def test_table_names_what_does_not_close(row_total, column_total, gaps, difference):
    rows = [("1", "One", {"a": D("0.01"), "b": D("2.00")}, D(row_total))]
    table = cross(COLUMNS, rows, {"a": D("0.01"), "b": D(column_total)})

    assert not table.closes
    assert table.gaps == gaps
    assert table.difference == D(difference)


def test_column_that_has_cells_but_no_total_is_shown():
    table = cross(COLUMNS, [("1", "One", {"empty": D("1.00")}, D("1.00"))], {})

    assert [key for key, _name in table.columns] == ["empty"]
    assert table.gaps == [("Empty", D("-1.00"))]


def test_sources_of_a_project_close_and_the_last_share_takes_the_rest():
    plan = finance_plan(
        [
            member(1, "100.00", {"TACIS": "33.33"}, "66.67"),
            member(2, "200.00", {"ERDF": "66.66"}, "133.34"),
        ]
    )
    whole = co_financing(
        plan,
        [
            Origin(SourceStatus.PRIVATE, D("66.67"), Pledge.PROVED),
            Origin(SourceStatus.PUBLIC, D("100.00"), Pledge.COMMITTED),
            Origin(SourceStatus.PUBLIC, D("33.34")),
        ],
    )

    assert [(one.fund or one.status, one.amount, str(one.share)) for one in whole.sources] == [
        ("ERDF", D("66.66"), "22.22"),
        ("TACIS", D("33.33"), "11.11"),
        (SourceStatus.PUBLIC, D("133.34"), "44.45"),
        (SourceStatus.PRIVATE, D("66.67"), "22.22"),
    ]
    assert (whole.together, whole.difference) == (D("300.00"), D("0.00"))
    assert [whole.pledged(pledge) for pledge in Pledge] == [D("33.34"), D("100.00"), D("66.67")]
    assert (whole.contribution, whole.open) == (D("200.01"), D("33.34"))


@pytest.mark.parametrize(("named", "unnamed"), [("60.00", "6.67"), ("70.00", "-3.33")])
def test_contribution_without_an_origin_is_a_source_of_its_own(named, unnamed):
    plan = finance_plan([member(1, "100.00", {"TACIS": "33.33"}, "66.67")])

    whole = co_financing(plan, [Origin(SourceStatus.PUBLIC, D(named))])

    assert whole.open == D("66.67")
    last = whole.sources[-1]
    assert (last.fund, last.status, last.amount) == ("", None, D(unnamed))
    assert whole.together == D("100.00")
    assert sum(one.share for one in whole.sources) == D("100.00")


def test_project_without_money_has_no_shares():
    whole = co_financing(finance_plan([]), [])

    assert (whole.sources, whole.total) == ((), D(0))


def test_chart_stacks_sources_and_runs_up_to_the_whole():
    drawn = chart(
        [
            ("1", [("ERDF", D("100.00")), ("own", D("100.00"))]),
            ("2", [("ERDF", D("200.00")), ("own", D("0.00"))]),
        ]
    )

    assert [amount for _y, amount in drawn.scale] == [D(100), D(200), D(300), D(400)]
    assert [part.key for part in drawn.parts] == ["ERDF", "own", "ERDF"]
    # Zero stands at 88, the whole of 400 at 4: a hundred is 21 high.
    assert [(part.y, part.height) for part in drawn.parts] == [
        (D("67.00"), D("21.00")),
        (D("46.00"), D("21.00")),
        (D("46.00"), D("42.00")),
    ]
    assert [(point.label, point.x, point.y) for point in drawn.points] == [
        ("1", D("25.00"), D("46.00")),
        ("2", D("75.00"), D("4.00")),
    ]
    assert len(drawn.steps) == 1


@pytest.mark.parametrize(
    "most", ["0.01", "9.99", "10.00", "99999.99", "391617.38", "1000000000.00"]
)
def test_scale_reaches_the_whole_with_few_round_amounts(most):
    amounts = [amount for _y, amount in chart([("1", [("ERDF", D(most))])]).scale]

    assert 1 <= len(amounts) <= 4
    assert amounts[-1] >= D(most)
    assert amounts[-1] - (amounts[1] - amounts[0] if len(amounts) > 1 else amounts[0]) < D(most)


def test_chart_of_nothing_and_of_many_periods_can_be_drawn():
    nothing = chart([("1", [("ERDF", D("0.00")), ("own", D("-0.02"))])])
    many = chart([(str(n), [("ERDF", D("1.00"))]) for n in range(1, 41)])

    assert (nothing.parts, nothing.scale) == ((), ())
    assert [point.label for point in many.points if point.label] == [
        "1", "5", "9", "13", "17", "21", "25", "29", "33", "37"
    ]  # fmt: skip
    assert all(part.x >= 0 and part.x + part.width <= 100 for part in many.parts)

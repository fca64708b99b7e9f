"""The finance plan sums, and nothing else."""

from __future__ import annotations

from decimal import Decimal

from app.consortia.facts import FundShare, Member, PartnerBudget
from app.consortia.finance import finance_plan

D = Decimal


def member(number: str, total: str, contribution: str, **funds: str) -> Member:
    shares = tuple(FundShare(code, D(0), D(amount)) for code, amount in funds.items())
    return Member(
        number, f"P{number}", "LT", budget=PartnerBudget(D(total), shares, D(contribution))
    )


GOLDEN = (
    member("1", "117956.75", "11795.68", TACIS="106161.07"),
    member("2", "88985.16", "44492.58", ERDF="44492.58"),
    member("3", "55999.98", "14000.00", ERDF="41999.98"),
    member("4", "16752.62", "2512.90", ERDF="12564.46", NATIONAL="1675.26"),
)


def test_rows_and_columns_of_the_worked_example_make_the_total() -> None:
    plan = finance_plan(GOLDEN)

    assert plan.total == D("279694.51")
    assert plan.by_fund == {
        "TACIS": D("106161.07"),
        "ERDF": D("99057.02"),
        "NATIONAL": D("1675.26"),
    }
    assert (plan.contribution, plan.gap, plan.largest) == (D("72801.16"), 0, D("117956.75"))


def test_missing_cent_is_shown_as_a_gap() -> None:
    assert finance_plan([member("1", "100.00", "9.99", ERDF="90.00")]).gap == D("0.01")


def test_associated_members_have_no_row_and_unstated_budgets_count_nothing() -> None:
    plan = finance_plan([Member("1", "P1", "LT"), Member("2", "P2", "LT", role="associated")])

    assert [row.member.id for row in plan.rows] == ["1"]
    assert (plan.total, plan.gap, plan.funds) == (0, 0, ())

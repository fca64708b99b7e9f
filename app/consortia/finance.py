"""The finance plan of a consortium: who brings which money; pure, and only ever sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.consortia.facts import Member
from app.core.i18n import _
from app.core.money import ZERO
from app.programmes.vocabularies import fund_name

Source = tuple[str, str, Decimal]
"""A source of money as bars want it: the key of its colour, its name, the amount."""

ORDER = ("ERDF", "TACIS", "ENPI", "ENI", "NDICI", "NATIONAL")
"""Funds stand in this order wherever money is shown by source; others follow by their code."""


@dataclass(frozen=True)
class FinanceRow:
    """The money of one partner; all amounts are zero where no budget is stated."""

    member: Member
    funds: Mapping[str, Decimal]
    contribution: Decimal
    total: Decimal

    @property
    def sources(self) -> list[Source]:
        return _sources(self.funds, self.contribution)


@dataclass(frozen=True)
class FinancePlan:
    """Partners by funds; `funds` are the columns, in the order of `ORDER`."""

    rows: tuple[FinanceRow, ...]
    funds: tuple[str, ...]

    @property
    def by_fund(self) -> dict[str, Decimal]:
        """The sum of each column of a fund."""
        return {code: _sum(row.funds.get(code, ZERO) for row in self.rows) for code in self.funds}

    @property
    def sources(self) -> list[Source]:
        return _sources(self.by_fund, self.contribution)

    @property
    def contribution(self) -> Decimal:
        return _sum(row.contribution for row in self.rows)

    @property
    def total(self) -> Decimal:
        """The sum of the partners' totals: the rows of the table."""
        return _sum(row.total for row in self.rows)

    @property
    def gap(self) -> Decimal:
        """What the sources, the columns of the table, lack to the partners' totals."""
        return self.total - _sum(self.by_fund.values()) - self.contribution

    @property
    def largest(self) -> Decimal:
        """The largest total of one partner: the scale of the bars."""
        return max((row.total for row in self.rows), default=ZERO)


def finance_plan(members: Iterable[Member]) -> FinancePlan:
    """Sum up the budgets of the partners; associated organisations have none."""
    rows = tuple(_row(member) for member in members if not member.is_associated)
    return FinancePlan(
        rows, tuple(sorted({code for row in rows for code in row.funds}, key=fund_order))
    )


def fund_order(code: str) -> tuple[int, str]:
    """Return the key by which the codes of funds are sorted."""
    return (ORDER.index(code) if code in ORDER else len(ORDER), code)


def _row(member: Member) -> FinanceRow:
    budget = member.budget
    if budget is None:
        return FinanceRow(member, {}, ZERO, ZERO)
    funds = {share.fund: share.amount for share in budget.funds}
    return FinanceRow(member, funds, budget.contribution, budget.total)


def _sources(funds: Mapping[str, Decimal], contribution: Decimal) -> list[Source]:
    """List the funds by their codes, and the contribution last."""
    paid = [(code.lower(), fund_name(code), funds[code]) for code in sorted(funds, key=fund_order)]
    return [*paid, ("own", _("Own contribution"), contribution)]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)

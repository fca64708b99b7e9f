"""What the lines of a budget sum to, and what the checks of a consortium are told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.budgets import arithmetic
from app.budgets.derivation import product
from app.budgets.models import Budget, Line
from app.budgets.plan import REAL_COSTS, Category
from app.budgets.sheet import Written
from app.budgets.sums import Sums
from app.consortia import facts
from app.core.money import ZERO

C = Category
Cost = Line | Written | sa.Row[Any]
"""A line as it is kept or as it could be kept, or its columns."""


@dataclass(frozen=True)
class Read:
    """What was read of the lines of one budget: sums of real costs, and the fixed costs.

    `for_management` are the ids of the work packages whose costs are for managing the project.
    """

    for_management: frozenset[int] = frozenset()
    planned: dict[Category, Decimal] = field(default_factory=dict)
    in_periods: dict[str, dict[Category, Decimal]] = field(default_factory=dict)
    fixed: list[facts.FixedCost] = field(default_factory=list)
    office: list[Decimal] = field(default_factory=list)
    """The office costs that are budgeted line by line, or their sum, where there are any."""
    management: dict[Category, Decimal] = field(default_factory=dict)
    """What of `planned` is for managing the project."""

    def plan(self, category: Category, amount: Decimal) -> None:
        """Add real costs that are budgeted line by line."""
        self._add(category, amount)
        if category == C.OFFICE:
            self.office.append(amount)

    def spend(self, period: str, category: Category, amount: Decimal) -> None:
        """Add what is planned for a period."""
        planned = self.in_periods.setdefault(period, {})
        planned[category] = planned.get(category, ZERO) + amount

    def fix(self, cost: Cost) -> None:
        """Add a lump sum or a unit cost."""
        row = product(cost.units, cost.unit_price).result
        if cost.category == C.UNIT_COSTS:
            category = cost.costs_as or C.UNIT_COSTS
            self._add(category, row)
            self.tie(cost.work_package_id, category, row)
            self.fixed.append(facts.FixedCost(cost.description, cost.unit_price))
            for period, text in (cost.periods or {}).items():
                self.spend(period, category, Decimal(text))
            return
        self._add(C.LUMP_SUMS, row)
        self.tie(cost.work_package_id, C.LUMP_SUMS, row)
        self.fixed.append(facts.FixedCost(cost.description, row, cost.period))
        if cost.period:
            self.spend(cost.period, C.LUMP_SUMS, row)

    def tie(self, package: int | None, category: Category, amount: Decimal) -> None:
        """Say to which work package real costs belong that were added."""
        if package in self.for_management:
            self.management[category] = self.management.get(category, ZERO) + amount

    def _add(self, category: Category, amount: Decimal) -> None:
        self.planned[category] = self.planned.get(category, ZERO) + amount


def read_lines(
    lines: Iterable[Line | Written], for_management: frozenset[int] = frozenset()
) -> Read:
    """Read lines one by one; summary.summaries_of lets the database sum them up."""
    read = Read(for_management)
    for line in lines:
        if line.category not in REAL_COSTS:
            read.fix(line)
            continue
        read.plan(line.category, line.amount)
        read.tie(line.work_package_id, line.category, line.amount)
        for period, text in (line.periods or {}).items():
            read.spend(period, line.category, Decimal(text))
    return read


def statement_of(
    budget: Budget,
    computed: arithmetic.Budget,
    read: Read,
    choices: tuple[facts.ChosenOptions, ...] = (),
) -> facts.PartnerBudget:
    """Tell the checks of a consortium what a budget comes to.

    `computed` and `read` are of the same lines, which need not be those of `budget`; `choices` are
    what the organisation chose elsewhere.
    """
    return facts.PartnerBudget(
        total=computed.total.result,
        funds=tuple(
            facts.FundShare(share.fund, share.rate, computed.funds[share.fund].result)
            for share in budget.funding
        ),
        contribution=computed.contribution.result,
        sources=tuple(source.amount for source in budget.sources) or None,
        options={option.value: rate for option, rate in budget.options.items()},
        real_office=sum(read.office, ZERO),
        fixed_costs=tuple(read.fixed),
        management=_management(budget, read) if read.for_management else None,
        choices=choices,
    )


def _management(budget: Budget, read: Read) -> Decimal:
    """Compute what managing the project costs, with the flat rates that these costs bring."""
    return arithmetic.compute(Sums(budget.options, read.management)).total.result

"""What spending is held against: the baseline, or the budget while there is none; pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.budgets import arithmetic
from app.budgets.plan import Category, FundRate, Option, Plan, computed_by
from app.budgets.version_document import amount_of, plan_from
from app.core.money import Amount, Rate


@dataclass(frozen=True)
class PlannedLine:
    """A line of the budget: the category in which it counts, and what it comes to."""

    uid: uuid.UUID | None
    category: Category
    description: str
    amount: Amount


@dataclass(frozen=True)
class Terms:
    """What turns costs into claims: the flat rates and the shares of the funds."""

    options: Mapping[Option, Rate]
    funds: Sequence[FundRate]

    def takes(self, category: Category) -> bool:
        """Whether costs may be reported in the category: a flat rate leaves no room for them."""
        return category != Category.OTHER and category not in computed_by(self.options)


@dataclass(frozen=True)
class Baseline:
    """A document of a budget; `number` is that of the baseline, 0 for a budget not fixed yet."""

    document: Mapping[str, Any]
    number: int = 0

    @cached_property
    def plan(self) -> Plan:
        return plan_from(self.document)

    @cached_property
    def computed(self) -> arithmetic.Budget:
        return arithmetic.compute(self.plan)

    @cached_property
    def terms(self) -> Terms:
        return Terms(self.plan.options, self.plan.funds)

    @cached_property
    def lines(self) -> tuple[PlannedLine, ...]:
        """All lines; a unit cost stands in the category in which it counts."""
        found = [
            *(_line(row, Category(row["category"])) for row in self.document["lines"]),
            *(_line(row, Category.LUMP_SUMS) for row in self.document["lump_sums"]),
            *(
                _line(row, Category(row["category"] or Category.UNIT_COSTS))
                for row in self.document["unit_costs"]
            ),
        ]
        order = list(Category)
        return tuple(sorted(found, key=lambda line: order.index(line.category)))

    @cached_property
    def categories(self) -> list[Category]:
        """The categories in which costs may be reported."""
        return [category for category in Category if self.terms.takes(category)]

    def plans(self, period: str) -> bool:
        """Whether something is planned apart from the work: in preparation, or in closure."""
        return any(one.period == period for one in self.plan.lump_sums)

    def line(self, uid: uuid.UUID | None) -> PlannedLine | None:
        """Find a line; None where the baseline has it no more."""
        return next((line for line in self.lines if uid and line.uid == uid), None)


EMPTY: Mapping[str, Any] = {
    "options": {}, "lines": [], "lump_sums": [], "unit_costs": [], "funds": [],
    "contribution_sources": [],
}  # fmt: skip
"""The document of a partner that plans nothing."""


def frozen_terms(options: Mapping[str, str], shares: Sequence[Mapping[str, str]]) -> Terms:
    """Return the terms that a certificate has frozen."""
    return Terms(
        {option: Decimal(options[option.value]) for option in Option if option.value in options},
        [FundRate(share["fund"], Decimal(share["rate"])) for share in shares],
    )


def _line(row: Mapping[str, Any], category: Category) -> PlannedLine:
    uid = uuid.UUID(row["uid"]) if row.get("uid") else None
    return PlannedLine(uid, category, row["description"], amount_of(row))

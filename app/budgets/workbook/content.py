"""What a workbook holds of a partner's budget: its document and what this comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from app.budgets import arithmetic
from app.budgets.derivation import Derivation, product
from app.budgets.plan import ONE_UNIT, Category, Option, Plan
from app.budgets.version_document import COSTS, Document, plan_from
from app.core.money import ZERO, Amount, Rate

K = TypeVar("K")
LUMP_SUMS, UNIT_COSTS = Category.LUMP_SUMS.value, Category.UNIT_COSTS.value
WORDS = ("description", "staff_function", "unit_type", "note", "comment")


@dataclass(frozen=True)
class Amounts:
    """What a budget comes to, without how that came about: a project has many budgets."""

    options: Mapping[Option, Rate]
    rates: Mapping[str, Rate]
    """The share of the total that each fund pays."""
    real: Mapping[Category, Amount]
    categories: Mapping[Category, Amount]
    total: Amount
    funds: Mapping[str, Amount]
    contribution: Amount
    origins: Amount
    """The sum of what the contribution is said to come from."""
    spread: Mapping[str, Mapping[Category, Amount]]
    """Period to category to amount; empty where the project has no periods."""
    fund_periods: Mapping[str, Mapping[str, Amount]]
    """Period to fund, or the contribution, to amount."""


@dataclass(frozen=True)
class Part:
    """One partner's budget on its way into a workbook; `periods` are those of the project."""

    partner: int
    document: Document
    periods: int = 0
    about: Mapping[str, Any] = field(default_factory=dict)
    """The columns of the sheet About: text, and the day of the export."""
    is_open: bool = True
    """Whether the reader may see its lines; of other partners only the totals are told."""

    @property
    def count(self) -> int:
        """How many costs there are, of all kinds."""
        return sum(len(self.document[name]) for name in COSTS)

    @property
    def costs(self) -> list[dict[str, Any]]:
        """Make the costs of all kinds in the partner's own order, with one set of keys.

        They are not kept: a project has many. `category` is that of the ledger, `costs_as` the one
        in which a unit cost counts; a lump sum is one unit at its amount.
        """
        rows = [(name, row) for name in COSTS for row in self.document[name]]
        rows.sort(key=lambda found: found[1].get("position") or 0)
        return [_cost(name, row) for name, row in rows]

    @property
    def plan(self) -> Plan:
        """Make the plan; raises plan.Illegal for rows that may not stand together."""
        return plan_from(self.document)

    @cached_property
    def amounts(self) -> Amounts:
        return _amounts(self.plan, self.periods)

    @property
    def plan_rows(self) -> list[dict[str, Any]]:
        """Make the costs with what each comes to: `total`, and the `gap` to its periods."""
        return [cost | _computed(cost) for cost in self.costs]

    @property
    def period_names(self) -> tuple[str, ...]:
        """Preparation, the numbers, closure; none where the project has no periods."""
        return arithmetic.period_names(self.periods) if self.periods else ()


def _amounts(plan: Plan, periods: int) -> Amounts:
    computed = arithmetic.compute(plan)
    spread = arithmetic.spread(plan, computed, periods) if periods else {}
    shared = arithmetic.fund_periods(plan, computed, spread) if periods else {}
    return Amounts(
        options=plan.options,
        rates={share.fund: share.rate for share in plan.funds},
        real={c: sum((term.amount for term in terms), ZERO) for c, terms in plan.real().items()},
        categories=_results(computed.categories),
        total=computed.total.result,
        funds=_results(computed.funds),
        contribution=computed.contribution.result,
        origins=sum((source.amount for source in plan.sources), ZERO),
        spread={name: _results(derived) for name, derived in spread.items()},
        fund_periods={name: _results(derived) for name, derived in shared.items()},
    )


def _results(derived: Mapping[K, Derivation]) -> dict[K, Amount]:
    return {key: one.result for key, one in derived.items()}


def _cost(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    cost = {key: row.get(key, "") for key in WORDS} | {
        "id": row.get("uid", ""),
        "work_package": row.get("work_package"),
        "activity": row.get("activity"),
        "costs_as": "",
        "period": "",
        "periods": row.get("periods") or {},
    }
    if name == LUMP_SUMS:
        price = Decimal(row["amount"])
        return cost | {
            "category": LUMP_SUMS,
            "units": ONE_UNIT,
            "unit_price": price,
            "period": row.get("period") or "",
        }
    cost |= {"units": Decimal(row["units"]), "unit_price": Decimal(row["unit_price"])}
    if name == UNIT_COSTS:
        return cost | {"category": UNIT_COSTS, "costs_as": row.get("category") or ""}
    return cost | {"category": row["category"]}


def _computed(cost: Mapping[str, Any]) -> dict[str, Any]:
    total = product(cost["units"], cost["unit_price"]).result
    in_periods = sum((Decimal(text) for text in cost["periods"].values()), ZERO)
    return {"total": total, "gap": "" if cost["category"] == LUMP_SUMS else total - in_periods}

"""The checks of a budget that its own figures decide: B1, B2, B4 and E12, with the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.budgets.arithmetic import Budget
from app.budgets.plan import Plan
from app.core.money import ZERO


@dataclass(frozen=True, slots=True)
class Problem:
    """A check that failed: its id, where in the plan, what its sentence needs.

    B1: total; B2: row, periods, gap; B4: contribution, sources, difference; E12: total. The gap and
    the difference are positive where money is still missing.
    """

    id: str
    path: str
    amounts: Mapping[str, Decimal]
    name: str = ""


def problems_of_partner(plan: Plan, budget: Budget) -> list[Problem]:
    """Check a partner that is financed; without sources the contribution is not compared (B4)."""
    return [*_nothing_planned(budget), *_gaps(plan), *_sources_differ(plan, budget)]


def problems_of_associated(plan: Plan, budget: Budget) -> list[Problem]:
    """Check a partner that is associated and so may plan nothing (E12)."""
    planned = (plan.lines, plan.lump_sums, plan.unit_costs, plan.funds, plan.sources)
    return [Problem("E12", "", {"total": budget.total.result})] if any(planned) else []


def _nothing_planned(budget: Budget) -> Iterator[Problem]:
    if not budget.total.result:
        yield Problem("B1", "", {"total": budget.total.result})


def _gaps(plan: Plan) -> Iterator[Problem]:
    for name, costs in (("lines", plan.lines), ("unit_costs", plan.unit_costs)):
        for i, cost in enumerate(costs):
            row, periods = cost.row.result, cost.in_periods
            if cost.periods and row != periods:
                amounts = {"row": row, "periods": periods, "gap": row - periods}
                yield Problem("B2", f"{name}[{i}].periods", amounts, cost.description)


def _sources_differ(plan: Plan, budget: Budget) -> Iterator[Problem]:
    contribution = budget.contribution.result
    sources = sum((source.amount for source in plan.sources), ZERO)
    if plan.sources and sources != contribution:
        amounts = {
            "contribution": contribution,
            "sources": sources,
            "difference": contribution - sources,
        }
        yield Problem("B4", "contribution_sources", amounts)

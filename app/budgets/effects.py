"""What a choice of flat rates would change in a budget, before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.budgets.arithmetic import compute
from app.budgets.differences import Sums, compare_sums
from app.budgets.figures import plan_of
from app.budgets.models import Budget
from app.budgets.plan import Illegal, Option, computed_by
from app.core.money import Rate


def effect_of(budget: Budget, rates: Mapping[Option, Rate]) -> Sums | None:
    """Compare the budget with what these rates make of it, without the lines they would delete.

    None where these rates and the rest of the budget may not stand together.
    """
    closed = computed_by(rates)
    kept = [line for line in budget.lines if line.category not in closed]
    try:
        then = compute(replace(plan_of(budget, kept), options=rates))
    except Illegal:
        return None
    return compare_sums(compute(plan_of(budget)), then)

"""What a choice of flat rates would change in a budget, before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.budgets import arithmetic
from app.budgets.figures import plan_of
from app.budgets.models import Budget
from app.budgets.plan import Category, Illegal, Option, computed_by
from app.core.money import Amount, Rate


@dataclass(frozen=True)
class Change:
    """An amount now and after the choice."""

    now: Amount
    then: Amount

    @property
    def difference(self) -> Amount:
        return self.then - self.now


@dataclass(frozen=True)
class Effect:
    """What changes: the categories whose amount does, the total, the funds, the contribution."""

    categories: Mapping[Category, Change]
    total: Change
    funds: Mapping[str, Change]
    contribution: Change


def effect_of(budget: Budget, rates: Mapping[Option, Rate]) -> Effect | None:
    """Compute the budget with these flat rates, without the lines that they would delete.

    None where these rates and the rest of the budget may not stand together.
    """
    closed = computed_by(rates)
    kept = [line for line in budget.lines if line.category not in closed]
    now = arithmetic.compute(plan_of(budget))
    try:
        then = arithmetic.compute(replace(plan_of(budget, kept), options=rates))
    except Illegal:
        return None
    changes = {
        category: Change(amount.result, then.categories[category].result)
        for category, amount in now.categories.items()
    }
    return Effect(
        categories={key: one for key, one in changes.items() if one.difference},
        total=Change(now.total.result, then.total.result),
        funds={
            fund: Change(paid.result, then.funds[fund].result) for fund, paid in now.funds.items()
        },
        contribution=Change(now.contribution.result, then.contribution.result),
    )

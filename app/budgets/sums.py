"""A plan summed by category and period: as much of it as its amounts rest on.

A project of fifty partners has thousands of lines; for its overview they are read as these sums.
`compute` and `spread` take them like the plan itself and give the same amounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.budgets.derivation import Term
from app.budgets.plan import (
    Category,
    FundRate,
    Illegal,
    Option,
    Plan,
    RealCosts,
    check_funds,
    check_options,
    computed_by,
)
from app.core.money import ZERO, Amount, Rate

Planned = Mapping[Category, Amount]


@dataclass(frozen=True, slots=True)
class Sums:
    """What one partner plans, by category; a category in which nothing stands is not there.

    Raises Illegal like a plan does, for options and funds that may not stand together and for
    real costs in a category that an option computes.
    """

    options: Mapping[Option, Rate] = field(default_factory=dict)
    planned: Planned = field(default_factory=dict)
    in_periods: Mapping[str, Planned] = field(default_factory=dict)
    """By the name of the period: what is planned for it. The rest has no period."""
    funds: Sequence[FundRate] = ()

    def __post_init__(self) -> None:
        check_options(self.options)
        check_funds(self.funds)
        computed = computed_by(self.options)
        for category in self.planned:
            if category in computed:
                reason = f"the option {computed[category]} computes it, so it takes no real costs"
                raise Illegal(category, reason)

    def real(self) -> RealCosts:
        """Give each category its sum, as one term."""
        return _terms(self.planned)

    def real_in(self, period: str) -> RealCosts:
        """Give each category its sum in a period, as one term."""
        return _terms(self.in_periods.get(period, {}))


def sums_of(plan: Plan) -> Sums:
    """Sum up a plan."""
    named = {name for cost in plan.costs for name in cost.periods}
    named |= {lump.period for lump in plan.lump_sums if lump.period is not None}
    return Sums(
        plan.options,
        _sums(plan.real()),
        {name: _sums(plan.real_in(name)) for name in named},
        plan.funds,
    )


def _sums(real: RealCosts) -> dict[Category, Decimal]:
    sums: defaultdict[Category, Decimal] = defaultdict(lambda: ZERO)
    for category, terms in real.items():
        for term in terms:
            sums[category] += term.amount
    return dict(sums)


def _terms(planned: Planned) -> dict[Category, list[Term]]:
    return {
        category: [Term(category, planned[category])] if category in planned else []
        for category in Category
    }

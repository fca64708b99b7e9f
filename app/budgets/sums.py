"""A plan summed by category and period: as much of it as its amounts rest on.

A project of fifty partners has thousands of lines; for its overview they are read as these sums.
`compute` and `spread` take them like the plan itself and give the same amounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.budgets.derivation import Term
from app.budgets.plan import (
    Category,
    FundRate,
    Illegal,
    Option,
    RealCosts,
    check_funds,
    check_options,
    computed_by,
)
from app.core.money import Amount, Rate

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


def _terms(planned: Planned) -> dict[Category, list[Term]]:
    return {
        category: [Term(category, planned[category])] if category in planned else []
        for category in Category
    }

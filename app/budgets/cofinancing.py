"""The sources of co-financing of a whole project: funds, and the origins of the contribution.

Pure. Percentages are rounded half up and the last source takes the rest to 100.00.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from app.budgets.plan import Pledge, SourceStatus
from app.consortia.finance import FinancePlan
from app.core.money import HUNDRED, ZERO, Amount, half_up


class Origin(Protocol):
    """A part of a partner's contribution, as models.Source has it."""

    @property
    def status(self) -> SourceStatus: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def pledge(self) -> Pledge: ...


@dataclass(frozen=True, slots=True)
class Source:
    """Who pays: a fund by its code, or the contribution by the status of its origin.

    Without either it is what no origin is named for; that is negative where the origins are more
    than the contribution. `pledged` says how certain an origin is.
    """

    amount: Amount
    share: Decimal
    fund: str = ""
    status: SourceStatus | None = None
    pledged: Mapping[Pledge, Amount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CoFinancing:
    """All sources, funds first; `total` is that of the partners' budgets, found separately.

    `contribution` is what the partners have to bring in.
    """

    sources: tuple[Source, ...]
    total: Amount
    contribution: Amount

    @property
    def together(self) -> Amount:
        """What the sources sum to."""
        return sum((source.amount for source in self.sources), ZERO)

    @property
    def difference(self) -> Amount:
        """What the sources lack to the total."""
        return self.total - self.together

    def pledged(self, pledge: Pledge) -> Amount:
        """What the origins that are so certain sum to."""
        return sum((source.pledged.get(pledge, ZERO) for source in self.sources), ZERO)

    @property
    def open(self) -> Amount:
        """What of the contributions is neither committed nor proved."""
        return self.contribution - self.pledged(Pledge.COMMITTED) - self.pledged(Pledge.PROVED)


def co_financing(plan: FinancePlan, origins: Iterable[Origin]) -> CoFinancing:
    """Sum up the funds and the origins of a project."""
    by_status: dict[SourceStatus, dict[Pledge, Decimal]] = {}
    for origin in origins:
        pledged = by_status.setdefault(origin.status, dict.fromkeys(Pledge, ZERO))
        pledged[origin.pledge] += origin.amount
    named = {status: by_status[status] for status in SourceStatus if status in by_status}
    amounts = [sum(pledged.values(), ZERO) for pledged in named.values()]
    unnamed = plan.contribution - sum(amounts, ZERO)
    paid = [*plan.by_fund.values(), *amounts, *([unnamed] if unnamed else [])]
    shares = iter(_shares(paid, plan.total))
    return CoFinancing(
        (
            *(Source(amount, next(shares), fund=fund) for fund, amount in plan.by_fund.items()),
            *(
                Source(amount, next(shares), status=status, pledged=pledged)
                for amount, (status, pledged) in zip(amounts, named.items(), strict=True)
            ),
            *([Source(unnamed, next(shares))] if unnamed else []),
        ),
        plan.total,
        plan.contribution,
    )


def _shares(amounts: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Give each amount its percent of the total; the last takes the rest to 100.00."""
    if not total:
        return [ZERO for _ in amounts]
    percents = [half_up(amount * HUNDRED / total) for amount in amounts[:-1]]
    return [*percents, HUNDRED - sum(percents, ZERO)]

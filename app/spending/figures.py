"""From the items of a report to euros, flat rates, funds and the claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.budgets import arithmetic
from app.budgets.arithmetic import split_claim
from app.budgets.derivation import Derivation, conversion
from app.budgets.plan import Category
from app.budgets.sums import Sums
from app.core.money import ZERO, Amount
from app.spending.baseline import Baseline, Terms, frozen_terms
from app.spending.exchange import Applied, Lacking
from app.spending.models import Expenditure, Report, ReportState


@dataclass(frozen=True)
class Converted:
    """An item in euros: the rate it rests on and how the amount came about."""

    rate: Applied
    derived: Derivation

    @property
    def euro(self) -> Amount:
        return self.derived.result


@dataclass(frozen=True)
class ReportFigures:
    """A report with what it comes to.

    `rates` are the rates that items would be converted at, by their id: what is frozen goes before
    them. An item whose rate is lacking, or whose category a flat rate computes now, counts nowhere.
    """

    report: Report
    baseline: Baseline
    rates: Mapping[int, Applied | Lacking]

    @cached_property
    def terms(self) -> Terms:
        """Flat rates and shares: those of the certificate once there is one."""
        if self.report.state == ReportState.CERTIFIED:
            return frozen_terms(self.report.options, self.report.shares)
        return self.baseline.terms

    @cached_property
    def lacking(self) -> list[Lacking]:
        """The rates that are needed and not there, each once."""
        found = (self._rate(item) for item in self.report.items)
        return list(dict.fromkeys(rate for rate in found if isinstance(rate, Lacking)))

    @cached_property
    def misplaced(self) -> list[Expenditure]:
        """Items in a category that a flat rate computes."""
        return [item for item in self.report.items if not self.terms.takes(item.category)]

    @cached_property
    def converted(self) -> dict[int, Converted]:
        """Items in euros by their id."""
        found = {}
        for item in self.report.items:
            rate = self._rate(item)
            if isinstance(rate, Applied):
                found[item.id] = Converted(rate, conversion(item.amount, rate.rate))
        return found

    @cached_property
    def reported(self) -> arithmetic.Budget:
        """What the partner claims, with the flat rates that its costs trigger."""
        return self._computed(self._counted)

    @cached_property
    def certified(self) -> arithmetic.Budget:
        """The same less what the controller cut."""
        return self._computed({item: euro - item.cut for item, euro in self._counted.items()})

    @cached_property
    def claim(self) -> arithmetic.Claim:
        """The certified amount, split by fund (rule 12)."""
        return split_claim(self.certified.total.result, self.terms.funds)

    @property
    def cuts(self) -> Amount:
        """What the controller cut from items; flat rates fall with it."""
        return sum((item.cut for item in self.report.items), ZERO)

    @property
    def items_sum(self) -> Amount:
        """What the items come to that count, before any cut."""
        return sum(self._counted.values(), ZERO)

    @property
    def flat_sum(self) -> Amount:
        """What the flat rates add to the items."""
        found = (one for one in self.certified.categories.values() if one.rate is not None)
        return sum((one.result for one in found), ZERO)

    def euro(self, item: Expenditure) -> Amount | None:
        """Return an item in euros; None while its rate is lacking."""
        one = self.converted.get(item.id)
        return one.euro if one else None

    def lacks(self, item: Expenditure) -> Lacking | None:
        rate = self._rate(item)
        return rate if isinstance(rate, Lacking) else None

    @property
    def _counted(self) -> dict[Expenditure, Amount]:
        return {
            item: self.converted[item.id].euro
            for item in self.report.items
            if item.id in self.converted and self.terms.takes(item.category)
        }

    def _rate(self, item: Expenditure) -> Applied | Lacking:
        if item.rate is not None:
            return Applied(item.rate, item.rate_month, item.rate_source)
        return self.rates[item.id]

    def _computed(self, euros: Mapping[Expenditure, Amount]) -> arithmetic.Budget:
        planned: dict[Category, Amount] = {}
        for item, euro in euros.items():
            planned[item.category] = planned.get(item.category, ZERO) + euro
        return arithmetic.compute(Sums(self.terms.options, planned, funds=self.terms.funds))

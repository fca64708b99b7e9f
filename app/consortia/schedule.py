"""The time of a project in periods, and which costs stand on its plan. Pure over values."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from app.core.money import ZERO, Amount

Names = tuple[str, ...]
Shares = dict[str, Amount]
NOBODY: Mapping[int, Names] = MappingProxyType({})

MOST_PERIODS = 20


@dataclass(frozen=True)
class Period:
    """An implementation period; the days are None where the project's first day is not stated."""

    number: int
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Ties:
    """Which partners' costs stand on which part of a plan: names by ids, and by period numbers.

    With `keep_numbers`, fixed budgets name work packages and activities by their numbers.
    """

    packages: Mapping[int, Names] = field(default_factory=lambda: NOBODY)
    activities: Mapping[int, Names] = field(default_factory=lambda: NOBODY)
    periods: Mapping[int, Names] = field(default_factory=lambda: NOBODY)
    keep_numbers: bool = False

    def beyond(self, periods: int) -> Names:
        """Name, once each, the partners whose costs use a period after this many."""
        names = [
            name
            for number in sorted(self.periods)
            if number > periods
            for name in self.periods[number]
        ]
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Costs:
    """What the partners plan on the parts of a plan: euros by the names of partners.

    Work packages are given by their ids, None for costs that stand on none; these and the flat
    rates, which stand on none either, are everything. `periods` are everything, by their names.
    """

    packages: defaultdict[int | None, Shares] = field(default_factory=lambda: defaultdict(dict))
    activities: defaultdict[int, Shares] = field(default_factory=lambda: defaultdict(dict))
    flat_rates: Shares = field(default_factory=dict)
    periods: defaultdict[str, Shares] = field(default_factory=lambda: defaultdict(dict))

    @property
    def total(self) -> Amount:
        return _together([*self.packages.values(), self.flat_rates])

    @property
    def over_time(self) -> Amount:
        """The total once more, found from the periods; 0 for a project without any."""
        return _together(self.periods.values())


def _together(parts: Iterable[Shares]) -> Amount:
    return sum((amount for shares in parts for amount in shares.values()), ZERO)


def periods_of(
    count: int, months: int, starts_on: date | None, ends_on: date | None = None
) -> tuple[Period, ...]:
    """List the periods of so many months; the last one ends with the project where that is stated.

    A period that begins only after the project has ended has its days as computed.
    """
    if starts_on is None:
        return tuple(Period(number) for number in range(1, count + 1))
    periods = []
    for number in range(1, count + 1):
        first = _later(starts_on, (number - 1) * months)
        last = _later(starts_on, number * months) - timedelta(days=1)
        if number == count and ends_on is not None and first <= ends_on:
            last = ends_on
        periods.append(Period(number, first, last))
    return tuple(periods)


def _later(day: date, months: int) -> date:
    """The same day so many months later, the last day of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

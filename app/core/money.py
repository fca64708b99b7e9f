"""Amounts and rates: exact decimals in Python, whole numbers in the database."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal("100.00")

MAX_AMOUNT = Decimal("999999999.99")
"""The largest amount that is taken in; sums of such amounts may be larger."""

Amount = Annotated[Decimal, "amount"]
"""Euros, to the cent."""

Rate = Annotated[Decimal, "rate"]
"""Percent, to two decimals, in all of Kontor: Decimal("75.00") is 75 %, three quarters."""


def cut(value: Decimal) -> Decimal:
    """Cut to whole cents: the rounding of flat rates, fund shares and row sums."""
    return value.quantize(CENT, ROUND_DOWN)


def half_up(value: Decimal) -> Decimal:
    """Round half up to two decimals: for converted currency and shown percentages only."""
    return value.quantize(CENT, ROUND_HALF_UP)


def hundredths(value: Decimal | int) -> int:
    """Return cents for an amount, basis points for a rate.

    A third decimal, NaN or an infinity is a ValueError: nothing is ever rounded on the way to the
    database. A float is a TypeError.
    """
    if not isinstance(value, Decimal | int):
        raise TypeError(f"{value!r} is not a Decimal")
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"{exact} is not a number of hundredths")
    numerator, denominator = exact.as_integer_ratio()
    whole, rest = divmod(numerator * 100, denominator)
    if rest:
        raise ValueError(f"{exact} has more than two decimals")
    return whole


class Hundredths(TypeDecorator[Decimal]):
    """A Decimal with two decimals stored as a whole number, exact on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        return None if value is None else hundredths(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class Money(Hundredths):
    """An amount stored as whole cents."""

    cache_ok = True


class BasisPoints(Hundredths):
    """A rate in percent stored as whole hundredths of a percent: 75 % is 7500."""

    cache_ok = True

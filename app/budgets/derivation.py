"""How an amount came about: the five formulas of a budget, each with its own rounding.

Every amount of a budget is the `result` of a Derivation, so the figure on a page and its
explanation are one calculation. Derivations hold no words: pages make the sentence from formula,
terms, rate and rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from app.core.money import ZERO, Amount, Rate, cut, half_up


class Formula(StrEnum):
    """What is done with the terms; the comment is what `result` holds."""

    PRODUCT = "product"  # cut(first x second)
    SUM = "sum"  # first + second + ...
    SHARE = "share"  # cut(rate % of the sum of the terms)
    REST = "rest"  # first - second - third ...
    CONVERSION = "conversion"  # half_up(first / second)


class Rounding(StrEnum):
    """How the exact value became whole cents."""

    NONE = "none"
    CUT = "cut"
    HALF_UP = "half_up"


class Term(NamedTuple):
    """A named input: a Category, one of the names of arithmetic.py, or the user's own words."""

    name: str
    amount: Decimal


class Derivation(NamedTuple):
    """An amount with everything that is needed to compute it again by hand."""

    formula: Formula
    terms: tuple[Term, ...]
    exact: Decimal
    """The value before it was rounded."""
    result: Amount
    rounding: Rounding = Rounding.NONE
    rate: Rate | None = None


NOTHING = Derivation(Formula.SUM, (), ZERO, ZERO)
UNITS = "units"
UNIT_PRICE = "unit_price"
FOREIGN = "foreign_amount"
EXCHANGE_RATE = "exchange_rate"


def product(units: Decimal, unit_price: Amount) -> Derivation:
    """Derive a row sum, cut to the cent (units may carry two decimals)."""
    exact = units * unit_price
    terms = (Term(UNITS, units), Term(UNIT_PRICE, unit_price))
    return Derivation(Formula.PRODUCT, terms, exact, cut(exact), Rounding.CUT)


def sum_of(terms: Iterable[Term]) -> Derivation:
    """Derive a sum; of no terms it is 0.00."""
    given = tuple(terms)
    if not given:
        return NOTHING
    total = sum((term.amount for term in given), ZERO)
    return Derivation(Formula.SUM, given, total, total)


def share_of(rate: Rate, terms: Iterable[Term]) -> Derivation:
    """Derive a flat rate or a fund's share: `rate` percent of the sum of the terms, cut."""
    given = tuple(terms)
    exact = (sum((term.amount for term in given), ZERO) * rate).scaleb(-2)
    return Derivation(Formula.SHARE, given, exact, cut(exact), Rounding.CUT, rate)


def rest_of(whole: Term, parts: Iterable[Term]) -> Derivation:
    """Derive what is left of the whole, so that the parts and the rest always make it up."""
    given = (whole, *parts)
    rest = whole.amount - sum((part.amount for part in given[1:]), ZERO)
    return Derivation(Formula.REST, given, rest, rest)


def conversion(foreign: Decimal, exchange_rate: Decimal) -> Derivation:
    """Derive euros from another currency; `exchange_rate` is its units for one euro (InforEuro).

    `exact` is the quotient to 28 significant digits, which no half cent can hide behind.
    """
    exact = foreign / exchange_rate
    terms = (Term(FOREIGN, foreign), Term(EXCHANGE_RATE, exchange_rate))
    return Derivation(Formula.CONVERSION, terms, exact, half_up(exact), Rounding.HALF_UP)

"""The values of single cells: numbers, rates, choices, yes and no, or what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from app.budgets.workbook.columns import YES
from app.core.i18n import _
from app.core.money import HUNDRED

NUMBER = re.compile(r"\d{1,9}([.,]\d{1,2})?")
GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u2009\u202f'\u2019]\d{3})+(?:[.,]\d+)?")
"""A number whose thousands are set apart by what cannot be a decimal mark."""
NO_DECIMALS = re.compile(r"(?<=\d)[.,]0+\Z")
MARKS = re.compile(r"[ \u00a0\u2009\u202f'\u2019]")
YES_WORDS, NO_WORDS = frozenset({YES, "true", "1"}), frozenset({"no", "false", "0", ""})


def read_number(text: str) -> Decimal:
    """Read an amount or units; raises ValueError with what was expected."""
    digits = _digits(text)
    if not NUMBER.fullmatch(digits):
        raise ValueError(_("a number of at most two decimals, for example 1234.56"))
    return Decimal(digits.replace(",", "."))


def read_rate(text: str) -> Decimal:
    """Read percent, with or without its sign; raises ValueError with what was expected."""
    digits = _digits(text.strip().removesuffix("%"))
    rate = Decimal(digits.replace(",", ".")) if NUMBER.fullmatch(digits) else None
    if rate is None or rate > HUNDRED:
        raise ValueError(_("a rate from 0 to 100 with at most two decimals, for example 37.5"))
    return rate


def _digits(text: str) -> str:
    """Take the marks of thousands away where they stand between thousands."""
    digits = text.strip()
    return MARKS.sub("", digits) if GROUPED.fullmatch(digits) else digits


def comes_to(text: str, value: Decimal) -> bool:
    """Whether a text is a number, with its sign, and this one; `115` is 115.00."""
    digits = _digits(text.strip().removeprefix("-")).replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", digits):
        return False
    return Decimal(digits) == abs(value) and text.strip().startswith("-") == (value < 0)


def plain_whole(text: str) -> str:
    """Take the decimals away that a sheet shows of a whole number: 2.00."""
    return NO_DECIMALS.sub("", text)


def one_of(choices: Iterable[Any], *, needed: bool = True) -> Callable[[str], Any]:
    values = {str(choice.value): choice for choice in choices}

    def read(text: str) -> Any:
        if not (word := text.strip().lower()) and not needed:
            return None
        if word not in values:
            raise ValueError(_("one of: %(values)s", values=", ".join(values)))
        return values[word]

    return read


def read_truth(text: str) -> bool:
    if (word := text.strip().lower()) not in YES_WORDS | NO_WORDS:
        raise ValueError(_("one of: %(values)s", values="yes, no"))
    return word in YES_WORDS

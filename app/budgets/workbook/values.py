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
SPACES = re.compile(r"[\s\u00a0\u202f']")
YES_WORDS, NO_WORDS = frozenset({YES, "true", "1"}), frozenset({"no", "false", "0", ""})


def read_number(text: str) -> Decimal:
    """Read an amount or units; raises ValueError with what was expected."""
    digits = SPACES.sub("", text)
    if not NUMBER.fullmatch(digits):
        raise ValueError(_("a number of at most two decimals, for example 1234.56"))
    return Decimal(digits.replace(",", "."))


def read_rate(text: str) -> Decimal:
    """Read percent, with or without its sign; raises ValueError with what was expected."""
    digits = SPACES.sub("", text).removesuffix("%")
    rate = Decimal(digits.replace(",", ".")) if NUMBER.fullmatch(digits) else None
    if rate is None or rate > HUNDRED:
        raise ValueError(_("a rate from 0 to 100 with at most two decimals, for example 37.5"))
    return rate


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

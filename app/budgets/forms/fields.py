"""The numbers that partners enter: units and rates."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import wtforms
from wtforms.validators import Optional

from app.core.i18n import _, lazy, number, percent
from app.core.money import HUNDRED, Rate


class DecimalsField(wtforms.Field):
    """A number with at most two decimals, from zero to `most`; both decimal marks are read."""

    widget = wtforms.widgets.TextInput()

    def __init__(self, label: str, validators: Any, most: Decimal, wrong: str, **kw: Any) -> None:
        super().__init__(label, validators, **kw)
        self.most, self.wrong = most, wrong

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_text = valuelist[0] if valuelist else ""
        text = re.sub(r"[\s%]", "", self.raw_text).replace(",", ".")
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", text) or Decimal(text) > self.most:
            raise ValueError(self.wrong)
        self.data = Decimal(text)

    def _value(self) -> str:
        if getattr(self, "raw_text", None) is not None:
            return str(self.raw_text)
        return "" if self.data is None else number(self.data, "0.##")


def rate_field(label: str, hint: str) -> DecimalsField:
    """Make a field for a rate in percent."""
    wrong = lazy("Write a rate from 0 to 100 with at most two decimals, for example 75 or 37.5.")
    return DecimalsField(label, [Optional()], HUNDRED, wrong, description=hint)


def limit(most: Rate, verified: bool, *, fixed: bool) -> str:
    if fixed:
        text = _("Fixed at %(rate)s.", rate=percent(most))
    else:
        text = _("At most %(rate)s.", rate=percent(most))
    return text if verified else f"{text} {_('This rule is not verified.')}"

"""Rates of exchange: one by hand, or a file of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import wtforms
from flask import request
from flask_wtf.file import FileField
from wtforms.validators import InputRequired, Optional

from app.core.forms import REQUIRED, Form, TextField, must_be
from app.core.i18n import _, lazy
from app.core.inspection import MEGABYTE
from app.core.money import ZERO
from app.spending import commands
from app.spending.exchange import Quote, is_currency, read_month, read_rate
from app.spending.models import ExchangeRate, RateSource
from app.spending.rate_file import BadRates, Fault
from app.spending.rate_plan import RatePlan

LARGEST_FILE = MEGABYTE


class RateField(wtforms.StringField):
    """Units of a currency for one euro."""

    def pre_validate(self, form: Any) -> None:
        must_be(
            read_rate(self._value()) is not None,
            _("Write the units for one euro as a number above zero, such as 10.9475."),
        )

    @property
    def rate(self) -> Decimal:
        return read_rate(self._value()) or ZERO

    def _value(self) -> str:
        return f"{self.data:f}" if isinstance(self.data, Decimal) else self.data or ""


class RateForm(Form):
    """A rate that is entered or changed by hand."""

    currency = TextField(
        lazy("Currency"), [InputRequired(REQUIRED)], description=lazy("Three letters, such as SEK.")
    )
    month = wtforms.MonthField(lazy("Month"), [InputRequired(REQUIRED)])
    rate = RateField(lazy("Units for one euro"), [InputRequired(REQUIRED)])

    def __init__(self, rate: ExchangeRate | None = None) -> None:
        super().__init__(rate)
        if rate is not None:
            del self.currency, self.month

    def validate_currency(self, field: TextField) -> None:
        field.data = (field.data or "").upper()
        must_be(is_currency(field.data), _("This is no code of a currency, such as SEK."))

    @property
    def quote(self) -> Quote:
        month: date = self.month.data
        return Quote(self.currency.data, month, self.rate.rate, RateSource.MANUAL)


class RatesFileForm(Form):
    """A file of rates: first it is said what it would do; then it is done."""

    file = FileField(
        lazy("File"),
        description=lazy("CSV, or JSON as InforEuro gives it, of up to 1 MB."),
    )
    month = wtforms.StringField(
        lazy("Month of the whole file"),
        [Optional()],
        description=lazy("As 2026-05, for a list that does not name the month, as InforEuro's."),
    )
    content = wtforms.HiddenField()
    seen = wtforms.HiddenField()
    """The digest of the plan that the user was shown."""

    plan: RatePlan | None = None
    faults: tuple[Fault, ...] = ()
    is_confirmed = False
    """Whether the user has seen this very plan and wants it carried out."""
    has_changed = False
    """Whether the user wanted another plan: rates were changed since it was shown."""

    def validate_month(self, field: wtforms.StringField) -> None:
        fits = not field.data or read_month(field.data) is not None
        must_be(fits, _("Write the month as 2026-05."))

    def validate_file(self, field: FileField) -> None:
        """Read what was chosen, or what was shown before."""
        chosen = field.data and field.data.filename
        shown = (self.content.data or "").encode()
        content = field.data.read(LARGEST_FILE + 1) if chosen else shown
        must_be(content, _("Choose a file."))
        must_be(len(content) <= LARGEST_FILE, _("The file is larger than 1 MB."))
        try:
            self.plan = commands.plan_import(content, read_month(self.month.data or ""))
        except BadRates as error:
            self.faults = error.faults
            text = _("The file cannot be taken in as it is. Nothing was changed.")
            raise wtforms.ValidationError(text) from None
        self.content.data = content.decode("utf-8", errors="replace")
        self._compare(self.plan.digest)

    def _compare(self, digest: str) -> None:
        wants = "apply" in request.form
        self.is_confirmed = wants and self.seen.data == digest
        self.has_changed = wants and not self.is_confirmed
        self.seen.data = digest


class MonthForm(Form):
    """The month whose missing rates the European Central Bank's stand in for."""

    month = wtforms.MonthField(lazy("Month"), [InputRequired(REQUIRED)])

"""What partners enter about their money, and what finance asks about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import wtforms
from wtforms.validators import InputRequired, Optional

from app.budgets import offers
from app.budgets.commands import ONE, Origin
from app.budgets.derivation import product
from app.budgets.figures import Figures
from app.budgets.models import Budget, Line
from app.budgets.offers import FundOffer, OptionOffer
from app.budgets.plan import Category, Option, SourceStatus, clash
from app.consortia import assembly
from app.core.forms import REQUIRED, AreaField, Form, MoneyField, TextField, must_be, options, pairs
from app.core.i18n import _, lazy, number, percent
from app.core.money import HUNDRED, MAX_AMOUNT, Rate
from app.programmes.vocabularies import LegalStatus

BLANK_ROWS = 2
MAX_SOURCES = 12


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


class LineForm(Form):
    """One cost; the categories that a flat rate computes are not offered."""

    category = wtforms.SelectField(lazy("Cost category"))
    description = TextField(lazy("What for"), [InputRequired(REQUIRED)])
    units = DecimalsField(
        lazy("Units"),
        [Optional()],
        MAX_AMOUNT,
        lazy("Write the number with at most two decimals, for example 12 or 1.5."),
    )
    unit_price = MoneyField(lazy("Price or amount"), [InputRequired(REQUIRED)])

    def __init__(self, budget: Budget, line: Line | None = None) -> None:
        super().__init__(line)
        self.entity = budget
        self.offered = offers.categories_for(budget)
        self.category.choices = pairs((c.value, c.label) for c in self.offered)

    def validate_units(self, field: DecimalsField) -> None:
        units = ONE if field.data is None else field.data
        is_lump_sum = self.category.data == Category.LUMP_SUMS.value
        must_be(not is_lump_sum or units == ONE, _("A lump sum is one amount: leave this empty."))
        price = self.unit_price.data
        if price is not None:
            row = product(units, price).result
            must_be(row <= MAX_AMOUNT, _("A line can come to at most 999 999 999.99."))

    @property
    def values(self) -> dict[str, Any]:
        chosen = next(c for c in self.offered if c.value == self.category.data)
        return super().values | {"category": chosen}


class OptionsForm(Form):
    """Flat rates instead of real costs; what they would delete is named and asked for first."""

    remove_lines = wtforms.BooleanField(lazy("Yes, delete these lines"))

    budget: Budget
    offered: Sequence[OptionOffer]

    @property
    def rates(self) -> dict[Option, Rate]:
        given = {offer.option: self[offer.option.value].data for offer in self.offered}
        return {option: rate for option, rate in given.items() if rate is not None}

    @property
    def covered(self) -> list[Category]:
        """The categories whose lines the chosen rates would delete."""
        return offers.covered_by(self.budget, set(self.rates))

    @property
    def doomed(self) -> list[Line]:
        return [line for line in self.budget.lines if line.category in self.covered]

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        for offer in self.offered:
            field = self[offer.option.value]
            if field.data is not None and (fault := _beyond(field.data, offer)):
                field.errors = [fault]
        if pair := clash(self.rates):
            self[pair[0].value].errors = [
                _("This rate and “%(other)s” exclude each other.", other=self[pair[1].value].label)
            ]
        if not self.errors and self.covered and not self.remove_lines.data:
            self.remove_lines.errors = [
                _("The lines named below would be deleted: please confirm that.")
            ]
        return not self.errors


def options_form(budget: Budget) -> OptionsForm:
    """Make the form with the flat rates that the rules of the project offer."""
    offered = offers.options_for(assembly.rules_of(budget.partner.project))
    fields = {
        offer.option.value: rate_field(offer.label, _hint_of_option(offer)) for offer in offered
    }
    kind = type("OptionsForm", (OptionsForm,), fields)
    form: OptionsForm = kind(budget)
    form.budget, form.offered = budget, offered
    return form


class SourceForm(wtforms.Form):
    """One origin of the contribution; a row without an amount is not kept."""

    name = TextField(lazy("Who pays"))
    status = wtforms.SelectField(lazy("Kind of money"), choices=lambda: options(SourceStatus))
    amount = MoneyField(lazy("Amount"), [Optional()])
    is_partner = wtforms.BooleanField(lazy("This is our own money"))

    def validate_name(self, field: TextField) -> None:
        must_be(field.data or not self.amount.data, _("Say who pays this."))

    def validate_is_partner(self, field: wtforms.BooleanField) -> None:
        automatic = self.status.data == SourceStatus.AUTOMATIC_PUBLIC.value
        must_be(not (field.data and automatic), _("Your own money cannot be automatic public."))


class FundingForm(Form):
    """Which funds pay how much, and where the contribution comes from."""

    sources = wtforms.FieldList(
        wtforms.FormField(SourceForm), lazy("Origins of the contribution"), max_entries=MAX_SOURCES
    )

    offered: Sequence[FundOffer]

    @property
    def rates(self) -> dict[str, Rate]:
        given = {offer.fund.code: self[_name(offer)].data for offer in self.offered}
        return {code: rate for code, rate in given.items() if rate}

    @property
    def origins(self) -> list[Origin]:
        return [
            Origin(row.name.data, _status(row.status.data), row.amount.data, row.is_partner.data)
            for row in (entry.form for entry in self.sources.entries)
            if row.amount.data
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if sum(self.rates.values(), Decimal(0)) > HUNDRED:
            self.form_errors.append(_("The funds cannot pay more than 100 % together."))
        if sum(one.is_partner for one in self.origins) > 1:
            self.form_errors.append(_("Only one of the origins can be your own money."))
        return not self.errors


def funding_form(figures: Figures) -> FundingForm:
    """Make the form with the funds that are open to the partner, their highest rates filled in."""
    budget = figures.budget
    offered = offers.funds_for(budget)
    fields = {_name(offer): rate_field(offer.fund.code, _hint_of_fund(offer)) for offer in offered}
    kind = type("FundingForm", (FundingForm,), fields)
    form: FundingForm = kind(budget, data=_rates_shown(budget, offered))
    form.offered = offered
    if not form.is_submitted():
        if not budget.sources and figures.computed.contribution.result:
            form.sources.append_entry(_own_money(figures))
        for _row in range(BLANK_ROWS):
            form.sources.append_entry()
    return form


class CommentsForm(Form):
    """What finance asks, line by line."""

    budget: Budget

    @property
    def comments(self) -> dict[int, str]:
        return {line.id: self[f"line_{line.id}"].data for line in self.budget.lines}


def comments_form(budget: Budget) -> CommentsForm:
    fields = {
        f"line_{line.id}": AreaField(f"{line.category.label}: {line.description}", limit=1000)
        for line in budget.lines
    }
    kind = type("CommentsForm", (CommentsForm,), fields)
    shown = {f"line_{line.id}": line.comment for line in budget.lines}
    form: CommentsForm = kind(budget, data=shown)
    form.budget = budget
    return form


def _name(offer: FundOffer) -> str:
    return f"rate_{offer.fund.code.lower()}"


def _status(value: str) -> SourceStatus:
    return next(status for status in SourceStatus if status.value == value)


def _rates_shown(budget: Budget, offered: Sequence[FundOffer]) -> Mapping[str, Rate | None]:
    """Return what is stored; before anything is, the highest rate of a fund that stands alone."""
    stored = {share.fund: share.rate for share in budget.funding}
    rated = [offer for offer in offered if offer.proposal is not None]
    if not stored and len(rated) == 1:
        return {_name(rated[0]): rated[0].proposal}
    return {_name(offer): stored.get(offer.fund.code) for offer in offered}


def _own_money(figures: Figures) -> dict[str, Any]:
    partner = figures.budget.partner
    private = partner.legal_status == LegalStatus.PRIVATE
    return {
        "name": partner.name,
        "status": (SourceStatus.PRIVATE if private else SourceStatus.PUBLIC).value,
        "amount": figures.computed.contribution.result,
        "is_partner": True,
    }


def _beyond(rate: Rate, offer: OptionOffer) -> str | None:
    if offer.rate is None:
        return None
    most = offer.rate.maximum
    if offer.rate.fixed and rate != most:
        return _("The programme fixes this rate at %(rate)s.", rate=percent(most))
    if rate > most:
        return _("The programme allows at most %(rate)s.", rate=percent(most))
    return None


def _hint_of_option(offer: OptionOffer) -> str:
    if offer.rate is None:
        return _("The rules at hand do not state whether this rate is allowed.")
    return _limit(offer.rate.maximum, offer.rate.evidence.verified, fixed=offer.rate.fixed)


def _hint_of_fund(offer: FundOffer) -> str:
    if offer.rate is None:
        return _("The rules at hand state no rate of this fund for your country.")
    return _limit(offer.rate.maximum, offer.rate.evidence.verified, fixed=offer.rate.fixed)


def _limit(most: Rate, verified: bool, *, fixed: bool) -> str:
    if fixed:
        text = _("Fixed at %(rate)s.", rate=percent(most))
    else:
        text = _("At most %(rate)s.", rate=percent(most))
    return text if verified else f"{text} {_('This rule is not verified.')}"

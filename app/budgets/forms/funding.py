"""Which funds pay, and where the contribution comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import wtforms
from wtforms.validators import Optional

from app.budgets import offers
from app.budgets.commands import Origin
from app.budgets.figures import Figures
from app.budgets.forms.fields import limit, rate_field
from app.budgets.models import Budget
from app.budgets.offers import FundOffer
from app.budgets.plan import SourceStatus
from app.core.forms import Form, MoneyField, TextField, must_be, options
from app.core.i18n import _, lazy
from app.core.money import HUNDRED, Rate
from app.programmes.vocabularies import LegalStatus

BLANK_ROWS = 2
MAX_SOURCES = 12


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


def _hint_of_fund(offer: FundOffer) -> str:
    if offer.rate is None:
        return _("The rules at hand state no rate of this fund for your country.")
    return limit(offer.rate.maximum, offer.rate.evidence.verified, fixed=offer.rate.fixed)

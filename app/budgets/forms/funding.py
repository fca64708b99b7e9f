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
from app.budgets.models import Budget
from app.budgets.offers import FundOffer
from app.budgets.plan import MAX_FUNDS, MAX_SOURCES, Pledge, SourceStatus
from app.core.documents import Document
from app.core.documents_field import DocumentField
from app.core.forms import Form, MoneyField, PercentField, TextField, must_be, options
from app.core.i18n import _, lazy
from app.core.money import HUNDRED, Rate
from app.programmes.vocabularies import LegalStatus, fund_name

BLANK_ROWS = 2
EVIDENCE = ("pdf", "png", "jpg", "docx")


class SourceForm(wtforms.Form):
    """One origin of the contribution; a row without an amount is not kept."""

    name = TextField(lazy("Who pays"))
    status = wtforms.SelectField(lazy("Kind of money"), choices=lambda: options(SourceStatus))
    amount = MoneyField(lazy("Amount"), [Optional()])
    pledge = wtforms.SelectField(
        lazy("How certain"),
        choices=lambda: options(Pledge),
        description=lazy("Committed is promised in writing; proved has a document."),
    )
    file = DocumentField(lazy("Evidence"), [Optional()], accept=EVIDENCE)
    is_partner = wtforms.BooleanField(lazy("This is our own money"))
    id = wtforms.HiddenField()

    filed: Document | None = None
    """The evidence that the row has already."""

    @property
    def number(self) -> int | None:
        """The id of the row that this changes; None for a new one."""
        text = str(self.id.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else None

    def validate_name(self, field: TextField) -> None:
        must_be(field.data or not self.amount.data, _("Say who pays this."))

    def validate_pledge(self, field: wtforms.SelectField) -> None:
        there = self.filed or self.file.upload or self.file.stashed
        proved = self.amount.data and field.data == Pledge.PROVED.value
        must_be(there or not proved, _("Attach the document that proves it."))

    def validate_is_partner(self, field: wtforms.BooleanField) -> None:
        automatic = self.status.data == SourceStatus.AUTOMATIC_PUBLIC.value
        must_be(not (field.data and automatic), _("Your own money cannot be automatic public."))


class FundingForm(Form):
    """Which funds pay how much, and where the contribution comes from."""

    sources = wtforms.FieldList(
        wtforms.FormField(SourceForm), lazy("Origins of the contribution"), max_entries=MAX_SOURCES
    )

    offered: Sequence[FundOffer]
    budget: Budget

    @property
    def rates(self) -> dict[str, Rate]:
        given = {offer.fund.code: self[_name(offer)].data for offer in self.offered}
        return {code: rate for code, rate in given.items() if rate}

    @property
    def withdrawn(self) -> list[str]:
        """The names of the funds that pay so far and that the rules do not offer now."""
        known = {offer.fund.code for offer in self.offered}
        return [fund_name(one.fund) for one in self.budget.funding if one.fund not in known]

    @property
    def origins(self) -> list[Origin]:
        known = {source.id for source in self.budget.sources}
        return [
            Origin(
                row.name.data,
                SourceStatus(row.status.data),
                row.amount.data,
                row.is_partner.data,
                Pledge(row.pledge.data),
                row.file.stashed,
                row.number if row.number in known else None,
            )
            for row in (entry.form for entry in self.sources.entries)
            if row.amount.data
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if sum(self.rates.values(), Decimal(0)) > HUNDRED:
            self.form_errors.append(_("The funds cannot pay more than 100 % together."))
        if len(self.rates) > MAX_FUNDS:
            self.form_errors.append(_("At most %(n)s funds can pay together.", n=MAX_FUNDS))
        if sum(one.is_partner for one in self.origins) > 1:
            self.form_errors.append(_("Only one of the origins can be your own money."))
        return not self.errors


def funding_form(figures: Figures) -> FundingForm:
    """Make the form with the funds that are open to the partner, their highest rates filled in."""
    budget = figures.budget
    offered = offers.funds_for(budget)
    fields = {
        _name(offer): PercentField(
            fund_name(offer.fund.code), [Optional()], description=_hint_of_fund(offer)
        )
        for offer in offered
    }
    kind = type("FundingForm", (FundingForm,), fields)
    form: FundingForm = kind(budget, data=_rates_shown(budget, offered))
    form.offered, form.budget = offered, budget
    if not form.is_submitted():
        if not budget.sources and figures.computed.contribution.result:
            form.sources.append_entry(_own_money(figures))
        room = MAX_SOURCES - len(form.sources.entries)
        for _row in range(min(BLANK_ROWS, room)):
            form.sources.append_entry()
    filed = {source.id: source.evidence for source in budget.sources}
    for entry in form.sources.entries:
        entry.form.filed = filed.get(entry.form.number)
    return form


def _name(offer: FundOffer) -> str:
    return f"rate_{offer.fund.code.lower()}"


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
    most = offers.ceiling(offer.rate.maximum, fixed=offer.rate.fixed)
    return most if offer.rate.evidence.verified else f"{most} {_('This rule is not verified.')}"

"""Payments: between programme, lead partner and partners, and to a partner's contribution."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import wtforms
from wtforms.validators import InputRequired, Optional

from app.budgets.models import Source
from app.consortia.models import Partner
from app.core.forms import REQUIRED, Form, MoneyField, TextField, has_come, must_be, pairs
from app.core.i18n import _, lazy
from app.programmes.vocabularies import fund_name
from app.spending.models import PaymentKind

TRANSFERS = (PaymentKind.INSTALMENT, PaymentKind.FORWARDED)


class TransferForm(Form):
    """What the programme paid to the lead partner, or the lead partner forwarded."""

    kind = wtforms.SelectField(
        lazy("What"), choices=lambda: pairs((k.value, k.label) for k in TRANSFERS)
    )
    fund = wtforms.SelectField(lazy("Fund"))
    partner = wtforms.SelectField(
        lazy("To which partner"),
        description=lazy("For money that was forwarded."),
    )
    amount = MoneyField(lazy("Amount"), [InputRequired(REQUIRED)])
    on = wtforms.DateField(lazy("Date"), [InputRequired(REQUIRED), has_come])
    note = TextField(lazy("Note"), [Optional()])

    def __init__(
        self, partners: Sequence[Partner], funds: Mapping[Partner, Collection[str]]
    ) -> None:
        """`funds` are those that each partner's budget or certificates name."""
        super().__init__()
        self.partners, self.funds = {str(one.uid): one for one in partners}, funds
        offered = ((str(one.uid), one.numbered) for one in partners)
        self.partner.choices = pairs(offered, blank=_("None"))
        self.fund.choices = pairs(
            (fund, fund_name(fund)) for fund in dict.fromkeys(chain(*funds.values()))
        )

    def validate_partner(self, field: wtforms.SelectField) -> None:
        forwards = self.kind.data == PaymentKind.FORWARDED.value
        must_be(field.data or not forwards, _("Say to which partner it was forwarded."))
        to, fund = self.partners.get(field.data), self.fund.data
        must_be(
            not forwards or to is None or fund in self.funds[to],
            _("The budget of this partner does not draw on %(fund)s.", fund=fund_name(fund)),
        )

    def validate_amount(self, field: MoneyField) -> None:
        must_be(field.data or field.process_errors, _("The amount must be above zero."))

    @property
    def values(self) -> dict[str, Any]:
        given = super().values
        kind = PaymentKind(given["kind"])
        to = self.partners.get(given["partner"]) if kind == PaymentKind.FORWARDED else None
        return given | {"kind": kind, "partner": to}


class ContributionForm(Form):
    """Money that a partner received from an origin of its contribution."""

    source_name = wtforms.SelectField(lazy("From"))
    amount = MoneyField(lazy("Amount"), [InputRequired(REQUIRED)])
    on = wtforms.DateField(lazy("Date"), [InputRequired(REQUIRED), has_come])
    note = TextField(lazy("Note"), [Optional()])

    def __init__(self, sources: Iterable[Source]) -> None:
        super().__init__()
        self.source_name.choices = pairs((s.name, s.name) for s in sources)

    def validate_amount(self, field: MoneyField) -> None:
        must_be(field.data or field.process_errors, _("The amount must be above zero."))

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"kind": PaymentKind.CONTRIBUTION}

"""Reports: their time, their items, and what the controller cuts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from wtforms.validators import InputRequired, Length, Optional

from app.budgets.plan import Category
from app.consortia.models import Partner
from app.core.documents_field import DocumentField
from app.core.forms import (
    REQUIRED,
    Form,
    MoneyField,
    TextField,
    has_come,
    in_our_time,
    must_be,
    pairs,
)
from app.core.i18n import _, amount, lazy, money
from app.core.money import ZERO
from app.spending import commands
from app.spending.baseline import Baseline
from app.spending.commands import Cut
from app.spending.exchange import EURO, is_currency
from app.spending.held import is_in_time
from app.spending.models import Expenditure, Report
from app.spending.wording import out_of_time

MINUS = ("-", "\u2212")
NO_CREDIT = lazy(
    "Write an amount above zero. A credit note lowers the cost that it belongs to: enter what was "
    "paid in the end. Where that cost is certified already, tell the controller."
)


class ForeignField(MoneyField):
    """An amount in whatever currency stands beside it; never below zero."""

    is_money = False

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            if self.raw_text.strip().startswith(MINUS):
                raise ValueError(str(NO_CREDIT)) from None
            raise


class PeriodForm(Form):
    """The time that a report is about."""

    starts_on = wtforms.DateField(lazy("First day"), [InputRequired(REQUIRED), in_our_time])
    ends_on = wtforms.DateField(lazy("Last day"), [InputRequired(REQUIRED), in_our_time])

    def __init__(self, partner: Partner, report: Report | None = None) -> None:
        super().__init__(report)
        self.partner, self.report = partner, report

    def validate_ends_on(self, field: wtforms.DateField) -> None:
        starts = self.starts_on.data
        must_be(starts is None or field.data >= starts, _("The last day is before the first."))
        paid = [item.paid_on for item in (self.report.items if self.report else ()) if item.paid_on]
        inside = all(starts <= day <= field.data for day in paid) if starts else True
        must_be(inside, _("An item of this report was paid at another time."))
        in_time = starts is None or is_in_time(self.partner, starts, field.data)
        must_be(in_time, str(out_of_time(self.partner.project)))


class ItemForm(Form):
    """One cost that was paid."""

    place = wtforms.SelectField(
        lazy("Line of the budget"),
        description=lazy("The line that the cost was planned in, or its category."),
    )
    description = TextField(lazy("What for"), [InputRequired(REQUIRED)])
    supplier = TextField(lazy("Supplier"), [Optional()])
    invoice = TextField(lazy("Number of the invoice"), [Optional()])
    invoiced_on = wtforms.DateField(lazy("Invoiced on"), [Optional()])
    paid_on = wtforms.DateField(lazy("Paid on"), [InputRequired(REQUIRED), has_come])
    amount = ForeignField(
        lazy("Amount"),
        [InputRequired(REQUIRED)],
        description=lazy("As it was paid, in the currency of the invoice."),
    )
    currency = TextField(
        lazy("Currency"),
        [InputRequired(REQUIRED)],
        default=EURO,
        description=lazy("Three letters, such as EUR or SEK."),
    )
    vat = ForeignField(
        lazy("Value added tax inside the amount"),
        [Optional()],
        description=lazy("In the same currency; leave it empty where there is none."),
    )
    document = DocumentField(
        lazy("Document"), [Optional()], description=lazy("The invoice with the proof of payment.")
    )

    def __init__(self, report: Report, baseline: Baseline, item: Expenditure | None = None) -> None:
        shown = {name: getattr(item, name) for name in commands.COLUMNS} if item else {}
        if item:
            shown["place"] = _place(item.category, item.line_uid)
            shown["vat"] = item.vat or None
        super().__init__(None, data=shown)
        self.entity, self.report = report, report
        self.places = _places(baseline, item)
        self.place.choices = pairs((key, label) for key, (_c, _l, label) in self.places.items())

    def validate_paid_on(self, field: wtforms.DateField) -> None:
        inside = self.report.starts_on <= field.data <= self.report.ends_on
        must_be(inside, _("This is not in the time that the report is about."))

    def validate_invoiced_on(self, field: wtforms.DateField) -> None:
        paid = self.paid_on.data
        soon = not field.data or not paid or field.data.year <= paid.year + 1
        must_be(soon, _("The invoice is dated long after its payment."))

    def validate_amount(self, field: ForeignField) -> None:
        must_be(field.data or field.process_errors, str(NO_CREDIT))

    def validate_currency(self, field: TextField) -> None:
        code = (field.data or "").upper()
        must_be(code == EURO or is_currency(code), _("This is no code of a currency."))
        field.data = code

    def validate_vat(self, field: ForeignField) -> None:
        whole = self.amount.data
        fits = field.data is None or whole is None or field.data <= whole
        must_be(fits, _("The tax cannot be more than the amount it is inside."))

    @property
    def values(self) -> dict[str, Any]:
        category, line_uid, _label = self.places[self.place.data]
        given = super().values
        named = {name: given[name] for name in commands.COLUMNS if name in given}
        return named | {"category": category, "line_uid": line_uid, "vat": given["vat"] or ZERO}


class CutsForm(Form):
    """What the controller does not accept, item by item."""

    items: Sequence[Expenditure]

    @property
    def cuts(self) -> dict[int, Cut]:
        return {
            item.id: Cut(self[f"cut_{item.id}"].data or ZERO, self[f"reason_{item.id}"].data or "")
            for item in self.items
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides what each field asks: no more than the amount, and never without a reason."""
        if not super().validate(extra_validators):
            return False
        for item in self.items:
            cut, most = self.cuts[item.id], item.euro or ZERO
            if cut.amount > most:
                text = _("The item comes to %(amount)s: cut at most that.", amount=money(most))
                self[f"cut_{item.id}"].errors = [text]
            elif cut.amount and not cut.reason:
                self[f"reason_{item.id}"].errors = [_("Say why: the partner reads it.")]
        return not self.errors


def cuts_form(report: Report, items: Sequence[Expenditure], first: int = 1) -> CutsForm:
    """Make the form of items of a report, two fields for each; `first` is the first's number."""
    fields: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    for number, item in enumerate(items, start=first):
        fields[f"cut_{item.id}"] = MoneyField(
            _("Item %(number)s: cut", number=number), [Optional()]
        )
        fields[f"reason_{item.id}"] = TextField(
            _("Item %(number)s: reason", number=number), [Optional(), Length(max=1000)]
        )
        shown |= {f"cut_{item.id}": item.cut or None, f"reason_{item.id}": item.cut_reason}
    form: CutsForm = type("CutsForm", (CutsForm,), fields)(report, data=shown)
    form.items = items
    return form


def _places(baseline: Baseline, item: Expenditure | None) -> dict[str, tuple[Category, Any, str]]:
    """Offer the lines of the budget, and each category for what was not planned."""
    found: dict[str, tuple[Category, Any, str]] = {}
    for category in baseline.categories:
        for line in baseline.lines:
            if line.category == category and line.uid is not None:
                label = f"{category.label}: {line.description} ({amount(line.amount)})"
                found[_place(category, line.uid)] = (category, line.uid, label)
        label = _("%(category)s: no line of its own", category=category.label)
        found[_place(category, None)] = (category, None, label)
    if item and (key := _place(item.category, item.line_uid)) not in found:
        label = _("%(category)s: a line that is gone", category=item.category.label)
        found[key] = (item.category, item.line_uid, label)
    return found


def _place(category: Category, line_uid: Any) -> str:
    return f"{category.value}:{line_uid or ''}"

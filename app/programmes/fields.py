"""The fields in which facts of a rule set are entered, one for each kind of value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import wtforms
from wtforms.validators import NumberRange, Optional

from app.core.choices import Choice
from app.core.forms import (
    Checkboxes,
    ListField,
    MoneyField,
    PercentField,
    TextField,
    in_our_time,
    options,
    pairs,
)
from app.core.i18n import _, country, lazy
from app.programmes import rules
from app.programmes.countries import GROUPS
from app.programmes.outline import Kind
from app.programmes.vocabularies import LegalStatus

NOT_STATED = lazy("The rules at hand do not state it")
NOT_CHOSEN = lazy("Not chosen")
NOWHERE = "ZZ"
CHOICES: Mapping[Kind, type[Choice]] = {
    Kind.OPTION: rules.FlatOption,
    Kind.PHASE: rules.Phase,
    Kind.PARTICIPATION: rules.ParticipationStatus,
    Kind.CONVERSION: rules.Conversion,
}


class MayBeBlank(Optional):
    """Lets a field stay blank without saying so: that its row or its fact may is said once."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags: dict[str, bool] = {}


class CodesField(wtforms.Field):
    """Codes of countries, or of regions in them, with commas or spaces between, in any case."""

    widget = wtforms.widgets.TextInput()

    def __init__(self, label: str, validators: Any, pattern: str, wrong: str, **kw: Any) -> None:
        super().__init__(label, validators, **kw)
        self.pattern, self.wrong = pattern, wrong

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_text = valuelist[0] if valuelist else ""
        self.data = tuple(re.findall(r"[^\s,;]+", self.raw_text.upper()))
        for code in self.data:
            if not (re.fullmatch(self.pattern, code) and _is_known(code)):
                raise ValueError(f"{self.wrong} {_('This is no such code: %(code)s.', code=code)}")

    def _value(self) -> str:
        if getattr(self, "raw_text", None) is not None:
            return str(self.raw_text)
        return ", ".join(self.data or ())


def _is_known(code: str) -> bool:
    place = code.partition("-")[0]
    return code in GROUPS or (place != NOWHERE and country(place) != place)


def field_of(kind: Kind, label: str, *, optional: bool = False) -> Any:
    """Make the field in which a value of this kind is entered; `optional` is said beside it."""
    blank = Optional() if optional else MayBeBlank()
    if kind is Kind.COUNTRIES:
        hint = lazy("Two letters each, or EU, EEA, CANDIDATE; commas between them.")
        wrong = lazy("Write countries as two letters, for example LT, PL.")
        return CodesField(label, [blank], r"[A-Z]{2}|EEA|CANDIDATE", wrong, description=hint)
    if kind is Kind.REGIONS:
        wrong = lazy("Write regions by ISO 3166-2, for example RU-KGD.")
        return CodesField(label, [blank], r"[A-Z]{2}-[A-Z0-9]{1,3}", wrong)
    if kind is Kind.STATUSES:
        return Checkboxes(label, choices=lambda: options(LegalStatus))
    if kind is Kind.FLAG:
        yes_no = [("yes", lazy("yes")), ("no", lazy("no"))]
        return wtforms.SelectField(label, choices=lambda: pairs(yes_no, blank=NOT_STATED))
    if kind is Kind.COUNT:
        return wtforms.IntegerField(label, [blank, NumberRange(min=1, max=999)])
    if kind is Kind.DAY:
        return wtforms.DateField(label, [blank, in_our_time])
    if kind in (Kind.PERCENT, Kind.AMOUNT):
        return (PercentField if kind is Kind.PERCENT else MoneyField)(label, [blank])
    if kind is Kind.TICK:
        return wtforms.BooleanField(label)
    if kind in CHOICES:
        return wtforms.SelectField(label, choices=lambda: options(CHOICES[kind], blank=NOT_CHOSEN))
    return TextField(label)


def evidence_fields() -> dict[str, Any]:
    """Make the fields of the evidence; they follow those that were made before them."""
    return {
        "verified": wtforms.BooleanField(lazy("I have read it in the source")),
        "sources": ListField(
            lazy("Source"),
            description=lazy("The address where it is stated; further ones in lines of their own."),
            render_kw={"rows": 1},
        ),
    }

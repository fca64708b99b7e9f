"""The importer of partner-search forms: text in, a draft's facts out, no line lost."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from app.searches.importer.contacts import normalise_phone
from app.searches.importer.draft import Remark
from app.searches.importer.formtext import UnreadableForm, read_form
from app.searches.importer.profiles import SoughtSlot
from app.searches.importer.reading import read_sections
from app.searches.importer.sections import sections_of

__all__ = [
    "EstimatedBudget",
    "FormFields",
    "ImportedForm",
    "Remark",
    "SoughtSlot",
    "UnmatchedLine",
    "UnreadableForm",
    "as_json",
    "import_form",
    "read_form",
]


@dataclass(frozen=True)
class EstimatedBudget:
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class FormFields:
    """What a form says, by field; absent text is None, an absent list empty."""

    title: str | None = None
    acronym: str | None = None
    lead_applicant: str | None = None
    contact_name: str | None = None
    address: str | None = None
    phone: str | None = None
    phone_normalised: str | None = None
    fax: str | None = None
    fax_normalised: str | None = None
    email: str | None = None
    website: str | None = None
    keywords: tuple[str, ...] = ()
    description: str | None = None
    objectives: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    found_partners: tuple[str, ...] = ()
    partners_sought: str | None = None
    countries: tuple[str, ...] = ()
    estimated_budget: EstimatedBudget | None = None
    duration_months: int | None = None
    form_date: date | None = None
    priority: str | None = None
    priority_options: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnmatchedLine:
    """A line that fitted nowhere; lines count from 1, white space is collapsed."""

    line: int
    text: str


@dataclass(frozen=True)
class ImportedForm:
    fields: FormFields
    slots: tuple[SoughtSlot, ...]
    warnings: tuple[Remark, ...]
    unmatched: tuple[UnmatchedLine, ...]


def import_form(text: str) -> ImportedForm:
    """Read a filled partner-search form.

    Every line that is not blank, a label or an ornament is found in a field, a slot or among the
    unmatched. What is uncertain is left empty, with a warning. Never raises.
    """
    draft = read_sections(sections_of(text))
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in draft.values.items()
    }
    if money := values.pop("estimated_budget", None):
        values["estimated_budget"] = EstimatedBudget(money.amount, money.currency)
    for name in ("description", "partners_sought"):
        if name in values:
            values[name] = "\n\n".join(values[name])
    for name in ("phone", "fax"):
        values[f"{name}_normalised"] = normalise_phone(values.get(name) or "")
    return ImportedForm(
        FormFields(**values),
        tuple(draft.slots),
        tuple(draft.remarks),
        tuple(UnmatchedLine(line.number, line.text) for line in draft.left_over),
    )


def as_json(form: ImportedForm, reference: str | None) -> dict[str, object]:
    """Return the object that `flask import-search` prints."""
    shown: dict[str, object] = {
        field.name: _plain(getattr(form.fields, field.name)) for field in fields(form.fields)
    }
    return {
        "reference": reference,
        "fields": shown,
        "slots": [
            {name: _plain(value) for name, value in asdict(slot).items()} for slot in form.slots
        ],
        "warnings": [str(remark) for remark in form.warnings],
        "unmatched": [asdict(line) for line in form.unmatched],
    }


def _plain(value: object) -> object:
    if isinstance(value, EstimatedBudget):
        return {"amount": f"{value.amount:.2f}", "currency": value.currency}
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value

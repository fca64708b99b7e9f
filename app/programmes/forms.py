"""What administrators enter: a new version of a programme's rules, begun from an existing one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import wtforms
from flask import request
from wtforms.validators import NumberRange, Optional

from app.core.forms import (
    REQUIRED,
    AreaField,
    Checkboxes,
    Form,
    ListField,
    MoneyField,
    PercentField,
    TextField,
    must_be,
    options,
    pairs,
)
from app.core.i18n import _, lazy
from app.programmes import rules
from app.programmes.drafting import (
    Document,
    document_of,
    is_blank,
    is_empty,
    unconfirmed,
    values_of,
)
from app.programmes.models import RuleSet
from app.programmes.nodes import RuleError
from app.programmes.outline import FACTS, LISTS, SECTIONS, FactEntry, Kind, ListEntry
from app.programmes.vocabularies import LegalStatus

SPARE_ROWS = 3
NOT_STATED = lazy("The rules at hand do not state it")
PLACE = re.compile(r"([a-z_.]+?)(?:\.value)?(?:\[(\d+)\](?:\.([a-z_]+).*)?)?")
"""A path of a document: the list, the number of a row in it, the key of a column."""
REASONS = {
    "must not lie before the first day": lazy("The last day must not lie before the first day."),
    "names a fund twice": lazy("A fund stands here twice."),
    "must not be less than the minimum": lazy(
        "The largest grant must not be less than the smallest one."
    ),
    "names a flat rate twice for the same countries": lazy(
        "A flat rate stands here twice for the same countries."
    ),
    "names one twice": lazy("A name stands here twice."),
    "must be capital letters": lazy("Write the code in capital letters, for example ERDF."),
}


class CodesField(wtforms.Field):
    """Codes with commas or spaces between them, in any case of letters."""

    widget = wtforms.widgets.TextInput()

    def __init__(self, label: str, validators: Any, pattern: str, wrong: str, **kw: Any) -> None:
        super().__init__(label, validators, **kw)
        self.pattern, self.wrong = pattern, wrong

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_text = valuelist[0] if valuelist else ""
        self.data = tuple(re.findall(r"[^\s,;]+", self.raw_text.upper()))
        for code in self.data:
            if not re.fullmatch(self.pattern, code):
                raise ValueError(f"{self.wrong} {_('This is no such code: %(code)s.', code=code)}")

    def _value(self) -> str:
        if getattr(self, "raw_text", None) is not None:
            return str(self.raw_text)
        return ", ".join(self.data or ())


def _evidence_fields() -> dict[str, Any]:
    """Make the fields of the evidence; they follow those that were made before them."""
    return {
        "verified": wtforms.BooleanField(lazy("I have read it in the source")),
        "sources": ListField(
            lazy("Source"),
            description=lazy("The address where it is stated; further ones in lines of their own."),
            render_kw={"rows": 1},
        ),
    }


class Evidenced(wtforms.Form):
    """Something that is stated: whether it was verified, and where."""

    def validate_sources(self, field: ListField) -> None:
        must_be(field.data or not self["verified"].data, _("Name the source that you have read."))
        must_be(
            self["verified"].data or not field.data,
            _("A source stands only where it was read: tick the box, or leave the source out."),
        )


class Fact(Evidenced):
    """A value that stands alone; empty means that the rules at hand do not state it."""

    def validate_verified(self, field: wtforms.BooleanField) -> None:
        must_be(not field.data or not is_blank(self["value"].data), _("State the fact as well."))


class Row(Evidenced):
    """A row of a list; one in which nothing stands is left out."""

    entry: ListEntry

    @property
    def is_empty(self) -> bool:
        return is_empty(self.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides what each field asks: a row that says something says all it must."""
        fine = bool(super().validate(extra_validators))
        for column in self.entry.columns:
            field = self[column.key]
            if not (self.is_empty or column.optional or field.errors) and is_blank(field.data):
                field.errors = [*field.errors, REQUIRED]
                fine = False
        return fine


class VersionForm(Form):
    """A new version of the rules; `basis` stays as it is."""

    valid_from = wtforms.DateField(lazy("First day"))
    valid_to = wtforms.DateField(lazy("Last day"))
    validity = wtforms.FormField(
        type("Validity", (Evidenced,), _evidence_fields()), lazy("Who says from when to when")
    )
    note = AreaField(
        lazy("Why there is a new version"),
        [wtforms.validators.DataRequired(REQUIRED)],
        limit=2000,
        description=lazy("One or two sentences for those who compare the versions."),
    )

    compared = wtforms.BooleanField(
        lazy("I have read the new values in the sources that are named beside them")
    )

    document: Document

    def __init__(self, basis: RuleSet, version: int) -> None:
        super().__init__(None, data=values_of(basis.document))
        self.basis, self.version = basis, version
        wanted = request.form.get("more", "")
        for entry in LISTS:
            spare = SPARE_ROWS if wanted == entry.name else not self.is_submitted()
            for _row in range(spare):
                self[entry.name].append_entry()

    @property
    def wants_rows(self) -> bool:
        """Whether more rows are asked for, and nothing is to be kept yet."""
        return "more" in request.form

    def section(self, name: str) -> Iterator[Any]:
        """Yield the fields of one part of the form in their order."""
        for entry in LISTS:
            if entry.section == name:
                yield from ([self[f"{entry.name}_stated"]] if entry.stated else [])
                yield self[entry.name]
        yield from (self[fact.name] for fact in FACTS if fact.section == name)

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides what each field asks: rules that can be read as a whole."""
        if not super().validate(extra_validators):
            return False
        values = dict(self.data)
        for entry in LISTS:
            values[entry.name] = [row.data for row in self._rows(entry)]
        self.document = document_of(self.basis.document, values, self.version)
        try:
            rules.parse(self.document)
        except RuleError as error:
            self._show(error)
            return False
        named = unconfirmed(self.basis.document, self.document)
        if named and not self.compared.data:
            self.compared.errors = [
                _(
                    "These have changed and still cite what was read before: %(facts)s. Please "
                    "confirm that the source says so, or mark them as not verified.",
                    facts=", ".join(map(str, named)),
                )
            ]
            return False
        return True

    def _rows(self, entry: ListEntry) -> list[Row]:
        forms = (item.form for item in self[entry.name].entries)
        return [row for row in forms if not row.is_empty]

    def _show(self, error: RuleError) -> None:
        """Say beside the field what is wrong, or above the form where no field is meant."""
        reason = str(REASONS.get(error.reason, error.reason))
        field = self._field_at(error.path)
        if field is None:
            self.form_errors.append(f"{error.path}: {reason}")
        else:
            field.errors = [*field.errors, reason]
        for entry in LISTS:  # lists keep the errors that their rows had when they were asked
            rows = self[entry.name]
            rows.errors = [text for text in rows.errors if isinstance(text, str)]
            rows.errors += [row.errors for row in rows.entries if row.errors]

    def _field_at(self, path: str) -> Any:
        """Find the field that a path of the document leads to."""
        if path in {"valid.from", "valid.to"}:
            return self[path.replace(".", "_")]
        place = PLACE.fullmatch(path)
        if place is None:
            return None
        for entry in LISTS:
            if entry.path == place[1] and place[2]:
                row = self._rows(entry)[int(place[2])]
                return row[place[3]] if place[3] in row else row[entry.columns[0].key]
            if entry.path == place[1]:
                return self[entry.name]
        names = {fact.path: fact.name for fact in FACTS}
        fact = names.get(path.removesuffix(".value"))
        return self[fact].form["value"] if fact else None


def _field(kind: Kind, label: str) -> Any:
    """Make the field in which a value of this kind is entered."""
    if kind is Kind.COUNTRIES:
        hint = lazy("Two letters each, or EU, EEA, CANDIDATE; commas between them.")
        wrong = lazy("Write countries as two letters, for example LT, PL.")
        return CodesField(label, [Optional()], r"[A-Z]{2}|EEA|CANDIDATE", wrong, description=hint)
    if kind is Kind.REGIONS:
        wrong = lazy("Write regions by ISO 3166-2, for example RU-KGD.")
        return CodesField(label, [Optional()], r"[A-Z]{2}-[A-Z0-9]{1,3}", wrong)
    if kind is Kind.STATUSES:
        return Checkboxes(label, choices=lambda: options(LegalStatus))
    if kind is Kind.FLAG:
        yes_no = [("yes", lazy("yes")), ("no", lazy("no"))]
        return wtforms.SelectField(label, choices=lambda: pairs(yes_no, blank=NOT_STATED))
    if kind is Kind.COUNT:
        return wtforms.IntegerField(label, [Optional(), NumberRange(min=1, max=999)])
    simple = {
        Kind.PERCENT: PercentField,
        Kind.AMOUNT: MoneyField,
        Kind.DAY: wtforms.DateField,
    }
    if kind in simple:
        return simple[kind](label, [Optional()])
    if kind is Kind.TICK:
        return wtforms.BooleanField(label)
    if kind in CHOICES:
        return wtforms.SelectField(label, choices=lambda: options(CHOICES[kind], blank=NOT_CHOSEN))
    return TextField(label)


NOT_CHOSEN = lazy("Not chosen")
CHOICES = {
    Kind.OPTION: rules.FlatOption,
    Kind.PHASE: rules.Phase,
    Kind.PARTICIPATION: rules.ParticipationStatus,
    Kind.CONVERSION: rules.Conversion,
}


def _add_list(entry: ListEntry) -> None:
    if entry.stated:
        flag = wtforms.BooleanField(lazy("The rules say which there are: those below, or none"))
        kind = type("Fact", (Fact,), {"value": flag, **_evidence_fields()})
        setattr(VersionForm, f"{entry.name}_stated", wtforms.FormField(kind, entry.label))
    columns = {column.key: _field(column.kind, column.label) for column in entry.columns}
    kind = type("Row", (Row,), {"entry": entry, **columns, **_evidence_fields()})
    setattr(VersionForm, entry.name, wtforms.FieldList(wtforms.FormField(kind), entry.label))


def _add_fact(fact: FactEntry) -> None:
    value = _field(fact.kind, lazy("What the rules state"))
    kind = type("Fact", (Fact,), {"value": value, **_evidence_fields()})
    setattr(VersionForm, fact.name, wtforms.FormField(kind, fact.label))


for _section in SECTIONS:
    for _entry in LISTS:
        if _entry.section == _section:
            _add_list(_entry)
    for _one in FACTS:
        if _one.section == _section:
            _add_fact(_one)

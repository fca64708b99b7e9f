"""What administrators enter: a new version of a programme's rules, begun from an existing one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import wtforms
from flask import request
from wtforms.validators import DataRequired, InputRequired

from app.core.forms import REQUIRED, AreaField, Form, ListField, in_our_time, must_be
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
from app.programmes.fields import evidence_fields, field_of
from app.programmes.models import RuleSet
from app.programmes.nodes import RuleError
from app.programmes.outline import FACTS, LISTS, SECTIONS, FactEntry, ListEntry

SPARE_ROWS = 1
MORE_ROWS = 3
PLACE = re.compile(r"([a-z_.]+?)(?:\.value)?(?:\[(\d+)\](?:\.([a-z_]+).*)?)?")
"""A path of a document: the list, the number of a row in it, the key of a column."""
DATES = "must not lie before the first day"
REASONS = {
    DATES: lazy("The last day must not lie before the first day."),
    "names a fund twice": lazy("A fund stands here twice."),
    "is not a fund here": lazy("This fund does not stand among the funds above."),
    "must not be less than the minimum": lazy(
        "The largest grant must not be less than the smallest one."
    ),
    "names a flat rate twice for the same countries": lazy(
        "A flat rate stands here twice for the same countries."
    ),
    "names one twice": lazy("A name stands here twice."),
    "must be capital letters": lazy("Write the code in capital letters, for example ERDF."),
}
"""What a refusal ends with, and how the form says it."""


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


@dataclass(frozen=True)
class Part:
    """A part of the form that unfolds: a list, or facts that stand alone; `wanted` opens it."""

    name: str
    title: str
    fields: tuple[Any, ...]
    wanted: bool = False

    @property
    def rows(self) -> int | None:
        """How many rows of the list hold something; None where the part is no list."""
        last = self.fields[-1]
        return sum(not row.form.is_empty for row in last) if last.type == "FieldList" else None

    @property
    def stated(self) -> int:
        """How many of the facts have a value."""
        return sum(not is_blank(fact.form["value"].data) for fact in self.fields)

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)


class VersionForm(Form):
    """A new version of the rules; `basis` stays as it is."""

    valid_from = wtforms.DateField(lazy("First day"), [InputRequired(REQUIRED), in_our_time])
    valid_to = wtforms.DateField(lazy("Last day"), [InputRequired(REQUIRED), in_our_time])
    validity = wtforms.FormField(
        type("Validity", (Evidenced,), evidence_fields()), lazy("Who says from when to when")
    )
    note = AreaField(
        lazy("Why there is a new version"),
        [DataRequired(REQUIRED)],
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
        self.wanted = request.form.get("more", "")
        for entry in LISTS:
            more = MORE_ROWS if self.wanted == entry.name else 0
            for _row in range(more if self.is_submitted() else SPARE_ROWS):
                self[entry.name].append_entry()

    def validate_valid_to(self, field: wtforms.DateField) -> None:
        first = self.valid_from.data
        must_be(not first or not field.data or first <= field.data, REASONS[DATES])

    @property
    def wants_rows(self) -> bool:
        """Whether more rows are asked for, and nothing is to be kept yet."""
        return "more" in request.form

    @property
    def parts(self) -> Iterable[Part]:
        """The parts of the form in their order: each list alone, then the facts of its section."""
        for section, title in SECTIONS.items():
            for entry in LISTS:
                if entry.section == section:
                    stated = [self[f"{entry.name}_stated"]] if entry.stated else []
                    wanted = entry.name == self.wanted
                    yield Part(entry.name, entry.label, (*stated, self[entry.name]), wanted)
            facts = [self[fact.name] for fact in FACTS if fact.section == section]
            yield Part(section, title, tuple(facts))

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
        said = (text for end, text in REASONS.items() if error.reason.endswith(end))
        reason = str(next(said, error.reason))
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


def _add_list(entry: ListEntry) -> None:
    if entry.stated:
        flag = wtforms.BooleanField(lazy("The rules say which there are: those below, or none"))
        kind = type("Fact", (Fact,), {"value": flag, **evidence_fields()})
        setattr(VersionForm, f"{entry.name}_stated", wtforms.FormField(kind, entry.label))
    columns = {
        column.key: field_of(column.kind, column.label, optional=column.optional)
        for column in entry.columns
    }
    kind = type("Row", (Row,), {"entry": entry, **columns, **evidence_fields()})
    setattr(VersionForm, entry.name, wtforms.FieldList(wtforms.FormField(kind), entry.label))


def _add_fact(fact: FactEntry) -> None:
    value = field_of(fact.kind, lazy("What the rules state"))
    kind = type("Fact", (Fact,), {"value": value, **evidence_fields()})
    setattr(VersionForm, fact.name, wtforms.FormField(kind, fact.label))


for _section in SECTIONS:
    for _list in LISTS:
        if _list.section == _section:
            _add_list(_list)
    for _one in FACTS:
        if _one.section == _section:
            _add_fact(_one)

"""Reading a list of organisations into entries; every fault names row, column and value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms.validators import ValidationError

from app.core.i18n import _
from app.core.tables import Row, Table
from app.directory.duplicates import fold
from app.directory.numbers import read_vat
from app.entries.columns import (
    CORDIS,
    CORDIS_FIELDS,
    FIELDS,
    IDENTIFIES,
    SME,
    is_cordis,
    read_activity_type,
    read_sme,
)

REQUIRED = ("name", "country")
SHOWN = 80  # characters of a value that is wrong


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be used, and what was expected there."""

    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        return _(
            "Row %(row)s, column %(column)s: “%(value)s” cannot be used; expected: %(expected)s.",
            row=self.row,
            column=self.column,
            value=self.value,
            expected=self.expected,
        )


@dataclass(frozen=True)
class Entry:
    """A row as facts; empty cells are left out, for they say nothing."""

    row: int
    facts: Mapping[str, Any]
    slug: str = ""

    @property
    def name(self) -> str:
        return str(self.facts["name"])

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from others of its list: our own address, the PIC, the source's number."""
        if self.slug:
            return ("slug", self.slug)
        if pic := self.facts.get("pic"):
            return ("pic", pic)
        if other := self.facts.get("other_id"):
            return ("other", self.facts.get("other_id_kind", ""), other)
        return ("name", self.facts["country"], fold(self.name))


@dataclass
class Reading:
    """What a list says: entries, what is wrong in it, and the columns that mean nothing to us."""

    source: str
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: tuple[str, ...] = ()


def read_entries(table: Table, source: str = "") -> Reading:
    """Read a table whose heads are those of CORDIS or the names of our fields."""
    cordis = is_cordis(table.header)
    reading = Reading(source or (CORDIS if cordis else ""))
    known = {*CORDIS_FIELDS, "activity_type", "sme"} if cordis else {*FIELDS, IDENTIFIES}
    reading.unread = tuple(head for head in table.header if head not in known)
    for column in REQUIRED:
        if column not in table.header:
            reading.faults.append(Fault(1, column, "", _("a column with this head")))
    if reading.faults:
        return reading
    for row in table.rows:
        _read_row(row, reading, cordis=cordis)
    reading.faults += _doubles(reading.entries)
    reading.faults.sort(key=lambda fault: fault.row)
    return reading


def _read_row(row: Row, reading: Reading, *, cordis: bool) -> None:
    faults: list[Fault] = []
    facts = _cordis_facts(row, faults) if cordis else _plain_facts(row, faults)
    for column in REQUIRED:
        if not row.cells[column].strip() and column not in facts:
            faults.append(Fault(row.number, column, "", _("something: it must not be empty")))
    if faults:
        reading.faults += faults
    else:
        reading.entries.append(Entry(row.number, facts, row.cells.get(IDENTIFIES, "").strip()))


def _plain_facts(row: Row, faults: list[Fault]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for column, read in FIELDS.items():
        if row.cells.get(column, "").strip():
            _into(facts, column, row, column, read, faults)
    if "vat" in facts and "country" in facts:
        _into(facts, "vat", row, "vat", lambda text: read_vat(facts["country"], text).text, faults)
    return facts


def _cordis_facts(row: Row, faults: list[Fault]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for column, (name, read) in CORDIS_FIELDS.items():
        if row.cells.get(column, "").strip() or column == "country":
            _into(facts, name, row, column, read, faults)
    if facts.get("abbreviation") in {"", facts.get("name")}:
        facts.pop("abbreviation", None)
    made: dict[str, Any] = {}
    _into(made, "activity", row, "activity_type", read_activity_type, faults)
    _into(made, "sme", row, "sme", read_sme, faults)
    facts |= made.get("activity", {})
    is_private = facts.get("partner_type") == "enterprise-except-sme"
    return facts | SME if made.get("sme") and is_private else facts


def _into(
    facts: dict[str, Any], name: str, row: Row, column: str, read: Any, faults: list[Fault]
) -> None:
    """Read a cell into a fact, or note what is wrong with it."""
    value = row.cells.get(column, "")
    try:
        facts[name] = read(value)
    except (ValueError, ValidationError) as error:
        expected = str(error).rstrip(".")
        faults.append(Fault(row.number, column, value.strip()[:SHOWN], expected))


def _doubles(entries: Iterable[Entry]) -> list[Fault]:
    """Find rows that name the same organisation as an earlier one by its identifier."""
    seen: dict[tuple[str, ...], int] = {}
    faults = []
    for entry in entries:
        first = seen.setdefault(entry.key, entry.row)
        if first != entry.row:
            column = {"other": "other_id"}.get(entry.key[0], entry.key[0])
            value = entry.name if column == "name" else entry.key[-1]
            expected = _("another value: row %(row)s has this one already", row=first)
            faults.append(Fault(entry.row, column, value[:SHOWN], expected))
    return faults

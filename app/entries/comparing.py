"""Comparing a list with the directory: which entry a row means, what a new one looks like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db
from app.core.i18n import _
from app.directory.duplicates import Facts, Hint, facts, hints
from app.directory.lookalikes import candidates
from app.directory.models import Organisation
from app.entries.reading import Entry, Fault, Reading
from app.entries.report import Outcome, Report, line_of

V = TypeVar("V")
CHUNK = 500
MOST_HINTS = 3


def report_on(reading: Reading) -> Report:
    """Find out what the import of a list would do; one with faults does nothing."""
    if reading.faults:
        return Report(reading.source, [], reading.faults, reading.unread)
    there = _existing(reading)
    if faults := list(_taken_numbers(reading, there)):
        return Report(reading.source, [], faults, reading.unread)
    lines = [line_of(entry, _meant(entry, there)) for entry in reading.entries]
    alike = _alike([line.entry for line in lines if line.outcome == Outcome.NEW])
    lines = [replace(line, alike=alike.get(line.entry.row, ())) for line in lines]
    return Report(reading.source, lines, [], reading.unread)


def _existing(reading: Reading) -> Mapping[tuple[str, ...], Organisation]:
    """Find the entries that the rows mean, by the rows' keys; a few statements for each 500."""
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in reading.entries:
        by_kind[entry.key[0]].append(entry)
    found: dict[tuple[str, ...], Organisation] = {}
    pics = [entry.facts["pic"] for entry in reading.entries if "pic" in entry.facts]
    for one in _those(Organisation.pic, pics):
        found["pic", one.pic or ""] = one
    for one in _those(Organisation.slug, [e.key[1] for e in by_kind["slug"]]):
        found["slug", one.slug] = one
    for one in _those(Organisation.other_id, [e.key[2] for e in by_kind["other"]]):
        found["other", one.other_id_kind, one.other_id] = one
    for one in _those(Organisation.folded_name, [e.key[2] for e in by_kind["name"]]):
        if one.source and one.source == reading.source:
            found["name", one.country, one.folded_name] = one
    return found


def _meant(entry: Entry, there: Mapping[tuple[str, ...], Organisation]) -> Organisation | None:
    return there.get(entry.key) or there.get(("pic", entry.facts.get("pic", "")))


def _taken_numbers(
    reading: Reading, there: Mapping[tuple[str, ...], Organisation]
) -> Iterator[Fault]:
    """Find the rows that would give an entry the PIC of another one."""
    for entry in reading.entries:
        holder = there.get(("pic", entry.facts.get("pic", "")))
        if holder is not None and _meant(entry, there) is not holder:
            expected = _("the PIC of this entry: that of %(name)s is another", name=holder.name)
            yield Fault(entry.row, "pic", entry.facts["pic"], expected)


def _those(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    values: Sequence[str],
) -> Iterator[Organisation]:
    for part in _chunks(values):
        yield from db.session.scalars(
            sa.select(Organisation).where(column.in_(part)).order_by(Organisation.id)
        )


def _alike(entries: Sequence[Entry]) -> dict[int, list[tuple[str, str, Hint]]]:
    """Find by row number what is in the directory already and agrees exactly in some way."""
    asked = {entry.row: _compared(entry) for entry in entries}
    found: dict[int, list[Hint]] = {}
    for rows in _chunks(list(asked)):
        near = _by_trait(candidates([asked[row] for row in rows]))
        for row in rows:
            same = {c.id: c for trait in _traits(asked[row]) for c in near.get(trait, ())}
            if likely := hints(asked[row], same.values()):
                found[row] = likely[:MOST_HINTS]
    ids = {hint.candidate.id for likely in found.values() for hint in likely}
    named = {
        id_: (slug, name)
        for part in _chunks(list(ids))
        for id_, slug, name in db.session.execute(
            sa.select(Organisation.id, Organisation.slug, Organisation.name).where(
                Organisation.id.in_(part)
            )
        )
    }
    return {
        row: [(*named[hint.candidate.id or 0], hint) for hint in likely]
        for row, likely in found.items()
    }


def _compared(entry: Entry) -> Facts:
    given = entry.facts
    names = (given["name"], given.get("name_english", ""))
    return facts(
        None,
        given["country"],
        *names,
        website=given.get("website", ""),
        pic=given.get("pic"),
        vat=given.get("vat", ""),
    )


def _traits(entry: Facts) -> Iterator[tuple[str, str]]:
    yield from (("name", name) for name in entry.names)
    if entry.domain:
        yield "domain", entry.domain
    if entry.vat:
        yield "vat", entry.vat


def _by_trait(found: Iterable[Facts]) -> dict[tuple[str, str], list[Facts]]:
    by_trait: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for candidate in found:
        for trait in _traits(candidate):
            by_trait[trait].append(candidate)
    return by_trait


def _chunks(values: Sequence[V]) -> Iterator[Sequence[V]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))

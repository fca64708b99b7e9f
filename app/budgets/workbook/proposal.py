"""What a file would do to a budget: found out as a whole before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.budgets.differences import Difference, compare
from app.budgets.plan import MAX_FUNDS, Illegal
from app.budgets.workbook.columns import period_heads
from app.budgets.workbook.content import Part
from app.budgets.workbook.layout import totals_of
from app.budgets.workbook.reading import Ground, Reading, check, of_nobody, read_document
from app.budgets.workbook.records import Fault, Note, Record, Rows
from app.core.i18n import _

EXPECTED_AT = re.compile(r"(?P<part>options\.\w+|\w+(?:\[\d+\])?)(?:\.(?P<cell>\w+))?")
HEAD_OF = {"is_partner": "own", "options": "rate", "funds": "rate"}
"""The column in which a fault of the whole shows, where it has another name in plans."""


@dataclass(frozen=True)
class Proposal:
    """What a file says, compared with the budget as it is; with faults, nothing of it is done."""

    document: Mapping[str, Any]
    faults: Sequence[Fault]
    notes: Sequence[Note] = ()
    is_stale: bool = False
    """Whether the budget was edited after the file was made of it."""
    difference: Difference | None = None

    @property
    def does_something(self) -> bool:
        return self.difference is not None and not self.difference.is_nothing


@dataclass(frozen=True)
class Target:
    """The budget that a file is for, and what it allows."""

    partner: int
    budget: str
    version: int
    periods: int
    ground: Ground


def propose(rows: Rows, target: Target) -> Proposal:
    """Compare what a file says with the budget, once it is sure that nothing is missing there."""
    own = str(target.partner)
    named = [record for record in rows.records if record.partner]
    known = dict.fromkeys([own, *(record.partner for record in named if record.kind == "about")])
    faults = rows.faults(target.ground.periods) or [*of_nobody(named, known)]
    mine = [record for record in rows.records if record.partner in {"", own}]
    return Proposal({}, faults) if faults else proposal_of(mine, target)


def proposal_of(records: Sequence[Record], target: Target) -> Proposal:
    """Compare the rows of one partner with its budget."""
    about = [record for record in records if record.kind == "about"]
    if faults := [*_of_another(about, target)]:
        return Proposal({}, faults)
    reading = read_document(records, target.ground)
    document = {**target.ground.document, **reading.document}
    part = Part(target.partner, document, target.periods)
    faults = reading.faults or [*_illegal(reading, part)]
    if faults:
        return Proposal({}, faults, reading.notes)
    return Proposal(
        document,
        (),
        [*reading.notes, *_changed_totals(records, part)],
        any(record["version"].strip() not in {"", str(target.version)} for record in about),
        compare(target.ground.document, document),
    )


def _of_another(about: Iterable[Record], target: Target) -> Iterable[Fault]:
    """Find out that a file was made of another budget."""
    for record in about:
        if (text := record["budget"].strip()) and text != target.budget:
            expected = _("%(id)s: this is the file of another budget", id=target.budget)
            yield Fault(record.sheet, record.at("budget"), text, expected)


def _illegal(reading: Reading, part: Part) -> Iterable[Fault]:
    """Name the cell at which the rows of a file do not fit one another."""
    try:
        part.plan  # noqa: B018 - a plan that breaks a rule cannot be made
    except Illegal as illegal:
        found = EXPECTED_AT.fullmatch(illegal.path)
        name, cell = (found["part"], found["cell"] or "") if found else (illegal.path, "")
        record = reading.places.get(name) or _last_of(reading, name)
        if record is None:
            raise
        head = HEAD_OF.get(cell) or HEAD_OF.get(name.partition(".")[0]) or cell
        expected = _expected(name, cell)
        yield Fault(record.sheet, record.at(head), record[head].strip(), expected)


def _last_of(reading: Reading, name: str) -> Record | None:
    found = [record for key, record in reading.places.items() if key.startswith(name)]
    return found[-1] if found else None


def _expected(name: str, cell: str) -> str:
    """Say what a plan asks of its parts together (`plan.Illegal` says it for programs)."""
    if name.startswith("options"):
        return _("nothing: this flat rate cannot stand beside the others")
    if cell == "category":
        return _("another category: a flat rate computes this one")
    if name == "funds":
        return _("at most %(n)s funds, which pay 100 per cent together at most", n=MAX_FUNDS)
    if name.startswith("funds"):
        return _("each fund once")
    if cell == "is_partner":
        return _("no: another origin is the partner itself")
    return _("public or private: the partner's own money is not automatic")


def _changed_totals(records: Iterable[Record], part: Part) -> list[Note]:
    """Compare the computed cells of a file with what its rows come to."""
    notes: list[Note] = []
    rows = totals_of(part)
    heads = ("real_costs", "amount", *period_heads(part.period_names))
    for record in records:
        if record.kind == "total" and record["row"].strip() in rows:
            values = rows[record["row"].strip()][1:]
            for head, value in zip(heads, values, strict=True):
                if value is not None:
                    check(notes, record, head, value)
        elif record.kind == "fund" and record["fund"].strip() in part.amounts.funds:
            check(notes, record, "amount", part.amounts.funds[record["fund"].strip()])
    return notes

"""What the file of a whole project would do to its budgets, found out before one is written."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from app.budgets.differences import Difference
from app.budgets.version_document import COSTS
from app.budgets.workbook.columns import costs_of
from app.budgets.workbook.proposal import Proposal, Target, proposal_of
from app.budgets.workbook.reading import of_nobody
from app.budgets.workbook.records import (
    COST,
    CSV,
    KINDS,
    Fault,
    Note,
    Record,
    Rows,
)
from app.core.i18n import _
from app.core.inspection import FileRefused

SHEETS = {kind: sheet for sheet, kind in KINDS.items()}


@dataclass(frozen=True)
class Member:
    """A partner's budget before whoever sends a file: whether they may see it, and write in it."""

    target: Target
    name: str
    is_open: bool
    may_write: bool

    @property
    def uid(self) -> uuid.UUID:
        return uuid.UUID(self.target.budget)


@dataclass(frozen=True)
class Wish:
    """What a file wants of one budget that its sender may write in."""

    member: Member
    proposal: Proposal

    @property
    def uid(self) -> uuid.UUID:
        return self.member.uid

    @property
    def changes_flat_rates(self) -> bool:
        return self.proposal.difference is not None and bool(self.proposal.difference.options)


@dataclass(frozen=True)
class ProjectProposal:
    """What a file says of all budgets of a project; with faults, nothing of it is done."""

    wishes: Sequence[Wish]
    faults: Sequence[Fault]
    outdated: Sequence[Member] = ()
    """Whose budgets were edited after the file was made."""

    @cached_property
    def changes(self) -> list[Wish]:
        return [] if self.faults else [one for one in self.wishes if one.proposal.does_something]

    @property
    def does_something(self) -> bool:
        return bool(self.changes)

    @property
    def notes(self) -> list[Note]:
        return [note for wish in self.wishes for note in wish.proposal.notes]


def propose_for_project(rows: Rows, members: Sequence[Member]) -> ProjectProposal:
    """Compare what a file says with all budgets of a project.

    Raises FileRefused where it has not the costs of a partner of whom it says other things.
    """
    if missing := rows.faults(members[0].target.ground.periods if members else ()):
        return ProjectProposal((), missing)
    faults = [*of_nobody(rows.records, [str(member.target.partner) for member in members])]
    wishes, outdated = [], []
    for member in members:
        records = rows.of(member.target.partner)
        if not records:
            continue  # the file does not know of this partner
        proposal = proposal_of(records, _told(member, rows).target)
        if proposal.is_stale:
            outdated.append(member)
        if member.may_write:
            _has_costs(member, rows)
            faults += proposal.faults
            wishes.append(Wish(member, proposal))
        elif not proposal.is_stale:
            faults += _of_another(member, proposal, records)
    return ProjectProposal(wishes, faults, outdated)


def _told(member: Member, rows: Rows) -> Member:
    """Keep to what a file was told of a budget: only the funds, where it has not its costs."""
    here = member.is_open and (_is_there(member, rows) or member.may_write)
    if here:
        return member
    ground = member.target.ground
    hidden: dict[str, Any] = {"options": {}, "contribution_sources": []}
    hidden |= {name: [] for name in COSTS}
    told = replace(ground, document={**ground.document, **hidden})
    return replace(member, target=replace(member.target, ground=told))


def _is_there(member: Member, rows: Rows) -> bool:
    """Whether a file has the costs of a partner; of a table, whether it has a cost or an origin."""
    records = rows.of(member.target.partner)
    if CSV not in rows.heads:
        return costs_of(member.target.partner, alone=False) in rows.heads
    return any(record.kind in {COST, "source"} for record in records)


def _has_costs(member: Member, rows: Rows) -> None:
    sheet = costs_of(member.target.partner, alone=False)
    if CSV not in rows.heads and sheet not in rows.heads:
        raise FileRefused(_("The workbook has no sheet %(sheet)s.", sheet=sheet))


def _of_another(member: Member, proposal: Proposal, records: Sequence[Record]) -> Iterator[Fault]:
    """Name the first row that differs from a budget in which the sender must not write."""
    expected = _("no change: you do not write in this partner's budget")
    if proposal.faults:
        first = proposal.faults[0]
        yield Fault(first.sheet, first.cell, member.name, expected)
    elif proposal.difference is not None and proposal.does_something:
        kind, words = _first_change(proposal.difference)
        heads = ("id", "description", "name", "fund")
        found = (
            one for one in records if one.kind == kind and words & {one[head] for head in heads}
        )
        if record := next(found, None):
            yield Fault(record.sheet, record.at(""), member.name, expected)
            return
        sheet = SHEETS.get(kind) or costs_of(member.target.partner, alone=False)
        sheet = CSV if records[0].sheet == CSV else sheet
        yield Fault(sheet, "", member.name, expected)


def _first_change(difference: Difference) -> tuple[str, set[str]]:
    """Return the kind of rows in which something differs, and by what one may know the row."""
    for kind, rows in ((COST, difference.lines), ("source", difference.sources)):
        if rows:
            return kind, {rows[0].key, rows[0].title} - {""}
    if difference.rates:
        return "fund", {difference.rates[0].label}
    return "option", set()

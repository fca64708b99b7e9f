"""What happens to lists of organisations: received, and applied as a whole or not at all."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from app.core import documents
from app.core.actors import Actor
from app.core.db import db, lock
from app.core.documents import Stashed, claim
from app.core.errors import Conflict, DomainError
from app.core.history import record
from app.core.i18n import _, lazy
from app.core.tables import read_table
from app.core.times import now
from app.core.workflow import Event
from app.directory.choices import Kind, ProfileState
from app.directory.commands import edit, enter_many
from app.directory.queries import organisations
from app.entries.comparing import report_on
from app.entries.models import Import
from app.entries.reading import read_entries
from app.entries.report import Outcome, Report

KIND = "list of organisations"
PART = 500


def receive(stashed: Stashed, source: str, actor: Actor) -> Import:
    """Keep a list that was sent; nothing is entered before somebody has read what it would do."""
    document = claim(stashed, KIND)
    received = Import(file_name=stashed.name, source=source, document=document, person_id=actor.id)
    db.session.add(received)
    return received


def report_of(received: Import) -> Report:
    """Read a list that was kept and compare it with the directory as it is now.

    Raises FileRefused.
    """
    if received.document is None:
        raise DomainError(lazy("The list was imported by command: there is no file to look at."))
    content = BytesIO(documents.content(received.document))
    return read_report(content, received.file_name, received.source)


def read_report(stream: IO[bytes], name: str, source: str) -> Report:
    """Read a list from anywhere and compare it with the directory; raises FileRefused."""
    return report_on(read_entries(read_table(stream, name), source))


def apply_report(report: Report, name: str) -> Import | None:
    """Apply a list that the system was given, without keeping the file.

    Returns None for a list that does nothing: the directory says the same already.
    """
    if not report.does_something:
        return None
    received = Import(file_name=name, source=report.source)
    db.session.add(received)
    apply(report, received, Actor.SYSTEM)
    return received


def apply_import(received: Import, actor: Actor) -> None:
    """Do what the report says; raises Conflict where it has been done, DomainError for faults."""
    lock(received)
    db.session.refresh(received, ["applied_at"])
    if received.applied_at is not None:
        raise Conflict(lazy("This list has been imported already."))
    apply(report_of(received), received, actor)


def apply(report: Report, received: Import, actor: Actor) -> None:
    """Enter the new entries and change those that nobody looks after."""
    if report.faults:
        raise DomainError(
            _("The list has %(n)s errors: nothing was imported.", n=len(report.faults))
        )
    enter_many(
        [
            {"kind": Kind.OTHER, "source": report.source, "state": ProfileState.UNCLAIMED}
            | dict(line.entry.facts)
            for line in report.lines
            if line.outcome == Outcome.NEW
        ]
    )
    _change(report)
    received.source = report.source
    received.counts, received.applied_at = report.counts, now()
    record(Event(received, "import.apply", actor), {"counts": report.counts})


def _change(report: Report) -> None:
    lines = {
        line.organisation.id: line
        for line in report.lines
        if line.outcome == Outcome.CHANGED and line.organisation is not None
    }
    ids = sorted(lines)
    for start in range(0, len(ids), PART):
        for id_, organisation in organisations(ids[start : start + PART]).items():
            edit(organisation, {name: new for name, (_old, new) in lines[id_].changes.items()})

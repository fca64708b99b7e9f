"""What an import does, row by row; pure, and found out before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.choices import Choice
from app.core.i18n import _, lazy
from app.directory.choices import ProfileState
from app.directory.duplicates import Hint
from app.directory.models import Organisation
from app.entries.reading import Entry, Fault


class Outcome(Choice):
    """What becomes of a row."""

    NEW = "new", lazy("New"), "live", "add"
    CHANGED = "changed", lazy("Changed"), "wait", "edit"
    UNCHANGED = "unchanged", lazy("Unchanged"), "", "equal"
    KEPT = "kept", lazy("Looked after by its organisation: kept"), "", "lock"


Changes = Mapping[str, tuple[Any, Any]]
"""Field -> (what stands there, what the list says)."""


@dataclass(frozen=True)
class Line:
    """One row: the entry it means, where there is one, and what would change in it."""

    entry: Entry
    outcome: Outcome
    organisation: Organisation | None = None
    changes: Changes = field(default_factory=dict)
    alike: Sequence[tuple[str, str, Hint]] = ()
    """Slug, name and hint of entries that a new one may be the same as."""

    @property
    def sentences(self) -> list[str]:
        """What there is to say of the row besides its outcome."""
        said = [
            f"{name}: “{_shown(before)}” → “{_shown(after)}”"
            for name, (before, after) in self.changes.items()
        ]
        for slug, name, hint in self.alike:
            reasons = "; ".join(str(reason.label) for reason in hint.reasons)
            said.append(
                _(
                    "Possible duplicate of %(name)s (%(slug)s): %(reasons)s.",
                    name=name,
                    slug=slug,
                    reasons=reasons,
                )
            )
        return said


@dataclass(frozen=True)
class Report:
    """The whole import: its lines, or what is wrong, and then nothing of it is done."""

    source: str
    lines: Sequence[Line]
    faults: Sequence[Fault]
    unread: Sequence[str] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have which outcome, how many look like an entry that is there, faults."""
        found = Counter(line.outcome for line in self.lines)
        return {outcome.value: found[outcome] for outcome in Outcome} | {
            "duplicates": sum(1 for line in self.lines if line.alike),
            "errors": len(self.faults),
        }

    @property
    def does_something(self) -> bool:
        return any(line.outcome in {Outcome.NEW, Outcome.CHANGED} for line in self.lines)


def line_of(entry: Entry, organisation: Organisation | None) -> Line:
    """Compare a row with the entry that has its identifier.

    What an organisation looks after itself is never changed by a list, nor what was archived,
    suspended or merged; the differences are shown.
    """
    if organisation is None:
        return Line(entry, Outcome.NEW)
    changes = {
        name: (getattr(organisation, name), value)
        for name, value in entry.facts.items()
        if getattr(organisation, name) != value
    }
    if not changes:
        return Line(entry, Outcome.UNCHANGED, organisation)
    is_ours = organisation.state == ProfileState.UNCLAIMED
    return Line(entry, Outcome.CHANGED if is_ours else Outcome.KEPT, organisation, changes)


def _shown(value: Any) -> str:
    if isinstance(value, Choice):
        return str(value.label)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)

"""The history of one entity in words, as `ui/timeline.html` shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.core.history import Entry
from app.core.i18n import instant
from app.core.workflow import Flow

Line = tuple[str, str, str, str, str]
"""When, what, by whom and why, icon, kind."""


def timeline(
    entries: Iterable[Entry],
    flow: Flow[Any],
    events: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> list[Line]:
    """Word the entries: moves as done, `events` by theirs, edits by the fields' `labels`.

    What is worded nowhere is shown by its name rather than left out.
    """
    return [_line(entry, flow, events or {}, labels or {}) for entry in entries]


def _line(
    entry: Entry, flow: Flow[Any], events: Mapping[str, str], labels: Mapping[str, str]
) -> Line:
    subject, _, name = entry.action.partition(".")
    move = flow.moves.get(name) if subject == flow.subject else None
    title = move.past if move else events.get(entry.action, entry.action)
    changed = [str(labels[name]) for name in entry.changes or {} if name in labels]
    said = [entry.actor_name or "", ", ".join(changed), entry.note or ""]
    symbol = "edit" if name == "edit" else "check"
    return instant(entry.at), str(title), " · ".join(part for part in said if part), symbol, ""

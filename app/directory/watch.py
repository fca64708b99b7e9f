"""The watch over accreditations: when their end is told, and what they are needed for.

Nothing here depends on the worker's having run: what an accreditation is worth is seen from its
days and its state wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.core.times import localdate
from app.directory.models import Accreditation

STAGES = (90, 30, 7, 0)
"""Days before the end at which it is told; 0 is that it has ended."""

STILL_TOLD = timedelta(days=30)
"""How long after its end an accreditation is still told to have ended."""


@dataclass(frozen=True)
class Use:
    """What an accreditation is needed for: a title, until when, where that is, and how it stands.

    `until` is None where the end is not known; `said` is the sentence on how it falls short, or
    empty; `link` are an endpoint and its values.
    """

    title: str
    until: date | None
    said: str
    link: tuple[str, dict[str, Any]]


Read = Callable[[Collection[Accreditation]], Mapping[int, Sequence[Use]]]
_readers: list[Read] = []


def needed_for(read: Read) -> Read:
    """Register a feature that needs accreditations: it returns its uses by their id."""
    _readers.append(read)
    return read


def uses_of(held: Collection[Accreditation]) -> dict[int, list[Use]]:
    """Return by id what accreditations are needed for, what ends first going first."""
    found: dict[int, list[Use]] = {one.id: [] for one in held}
    for read in _readers:
        for id_, uses in read(held).items():
            found[id_] += uses
    for uses in found.values():
        uses.sort(key=lambda use: (use.until or date.max, use.title))
    return found


def stage(held: Accreditation, today: date) -> int | None:
    """Return the stage of its end that is to be told today; None where there is nothing to tell.

    Each stage is told once and a later one takes the place of those before it. What was verified
    after a stage had come is fresh in mind: only the next one is told.
    """
    left = (held.valid_until - today).days
    come = [days for days in STAGES if (left <= days if days else left < 0)]
    if not come:
        return None
    latest = min(come)
    if held.told_days is not None and held.told_days <= latest:
        return None
    seen_on = localdate(held.verified_at) if held.verified_at else held.valid_from
    was_fresh = latest and seen_on >= held.valid_until - timedelta(days=latest)
    return None if was_fresh else latest

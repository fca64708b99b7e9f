"""What a country was to the European Union on a day; codes are ISO 3166-1 alpha-2."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from app.core.choices import Choice
from app.core.i18n import lazy
from app.vocabularies.shipped import words
from app.vocabularies.words import Word

EEA_BEGAN = date(1994, 1, 1)


class Status(Choice):
    """The closest tie goes first: a country with two ties at once shows the earlier one here."""

    MEMBER = "member", lazy("EU Member State")
    ACCEDING = "acceding", lazy("Acceding country")
    CANDIDATE = "candidate", lazy("Candidate country")
    EEA = "eea", lazy("EEA country")
    EFTA = "efta", lazy("EFTA country")
    POTENTIAL = "potential-candidate", lazy("Potential candidate country")
    NEIGHBOUR = "neighbour", lazy("Neighbourhood partner country")


GROUPS = ("EU", "EEA", "CANDIDATE")
_GROUPS = {
    "EU": (frozenset({Status.MEMBER}), date.min),
    "EEA": (frozenset({Status.MEMBER, Status.EEA}), EEA_BEGAN),
    "CANDIDATE": (frozenset({Status.CANDIDATE, Status.ACCEDING}), date.min),
}
"""The statuses that make a country a member of the group, and since when the group exists."""


@dataclass(frozen=True)
class Tie:
    """A status that a country holds from its first to its last day, both included."""

    country: str
    status: Status
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass
class _Source:
    """Where ties are read from, and what was read last."""

    vocabulary: Callable[[], tuple[Word, ...]]
    words: tuple[Word, ...] = ()
    ties: tuple[Tie, ...] = ()


_source = _Source(partial(words, "country-status"))


def read_from(vocabulary: Callable[[], tuple[Word, ...]]) -> None:
    """Read ties from another vocabulary than the one that is shipped.

    The function returns the same tuple as long as nothing has changed.
    """
    _source.vocabulary = vocabulary


def _ties() -> tuple[Tie, ...]:
    found = _source.vocabulary()
    if found is not _source.words:
        _source.ties = tuple(_tie(word) for word in found)
        _source.words = found
    return _source.ties


def _tie(word: Word) -> Tie:
    return Tie(word.code[:2], Status(word.facts["status"]), word.valid_from, word.valid_until)


def status(country: str, on: date) -> Status | None:
    """Return the closest tie of the country on that day; None where none is recorded."""
    held = {tie.status for tie in _ties() if tie.country == country and tie.holds(on)}
    return next((status for status in Status if status in held), None)


def members(group: str, on: date) -> frozenset[str]:
    """Return the countries of a group on that day.

    `EU` are the Member States. `EEA` are these with the EEA's other countries, from 1994 on.
    `CANDIDATE` are candidates and acceding countries: until the day of accession a call that is
    open to candidates is open to both. Any other group is a KeyError.
    """
    wanted, began = _GROUPS[group]
    return frozenset(
        tie.country for tie in _ties() if tie.status in wanted and tie.holds(on) and on >= began
    )


def memberships(country: str) -> list[tuple[str, date, date | None]]:
    """List (group, first day, last day) for each time that the country belonged to a group."""
    return [
        (group, max(tie.since, began), tie.until)
        for group, (wanted, began) in _GROUPS.items()
        for tie in _ties()
        if tie.country == country
        and tie.status in wanted
        and (tie.until is None or tie.until >= began)
    ]


def known() -> frozenset[str]:
    """Return the countries of which a tie to the European Union is recorded at any time."""
    return frozenset(tie.country for tie in _ties())


def expand(codes: Iterable[str], on: date) -> frozenset[str]:
    """Return countries and groups as countries alone, the groups resolved on that day."""
    found: set[str] = set()
    for code in codes:
        found |= members(code, on) if code in GROUPS else {code}
    return frozenset(found)

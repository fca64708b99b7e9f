"""What a reader asks of the listing: the query parameters, read and checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.choices import Choice
from app.core.filters import (
    LONGEST_TEXT,
    MOST_PAGES,
    MOST_PER_PAGE,
    Fault,
    Given,
    Reader,
    amount,
    day,
    narrowing,
    whole,
)
from app.core.i18n import lazy
from app.searches.models import SearchState

__all__ = ["LONGEST_TEXT", "MOST_PAGES", "MOST_PER_PAGE", "Fault", "Wanted", "read_wanted"]
MOST_DAYS = 36500


class Status(Choice):
    """How searches stand, in the words of the listing; a pause counts as closed."""

    OPEN = "open", lazy("Open")
    UNCONFIRMED = "unconfirmed", lazy("Open, not confirmed lately")
    CLOSED = "closed", lazy("Closed")
    AGREED = "agreed", lazy("Partnership agreed")
    WITHDRAWN = "withdrawn", lazy("Withdrawn")
    ANY = "any", lazy("All")


STATES = {
    Status.OPEN: frozenset({SearchState.OPEN}),
    Status.UNCONFIRMED: frozenset({SearchState.OPEN}),
    Status.CLOSED: frozenset(
        {
            SearchState.PAUSED,
            SearchState.CLOSED,
            SearchState.PARTNERS_FOUND,
            SearchState.UNSUCCESSFUL,
        }
    ),
    Status.AGREED: frozenset({SearchState.AGREED}),
    Status.WITHDRAWN: frozenset({SearchState.WITHDRAWN}),
}
"""The standings behind each status; every public one is behind exactly one, but for what is open:
whether it has faded tells two apart."""


class Sort(Choice):
    DEADLINE = "deadline", lazy("Deadline, soonest first")
    NEWEST = "newest", lazy("Newest first")
    RELEVANCE = "relevance", lazy("Best text match")
    BUDGET = "budget", lazy("Budget, largest first")


@dataclass(frozen=True)
class Wanted:
    """What is looked for, by the names of the parameters; several values mean any of them.

    A priority is written `<programme>:<code>`, such as `bsr-interreg-iii-b:3`.
    """

    q: str = ""
    programme: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    partner_type: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    standard: tuple[str, ...] = ()
    iaf: tuple[str, ...] = ()
    nace: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    budget_min: Decimal | None = None
    budget_max: Decimal | None = None
    deadline_before: date | None = None
    posted_within: int | None = None
    status: tuple[str, ...] = (Status.OPEN.value,)
    sort: Sort = Sort.DEADLINE
    page: int = 1
    per_page: int = 20

    def without(self, name: str) -> Wanted:
        """Return the same question with one filter left open."""
        changed: dict[str, Any] = {name: getattr(Wanted(), name)}
        return replace(self, **changed)

    @property
    def narrowing(self) -> list[tuple[str, str]]:
        """List (parameter, value) of every filter that is set."""
        return narrowing(self, Wanted(), FILTERS)


FILTERS = tuple(
    field.name for field in fields(Wanted) if field.name not in {"sort", "page", "per_page"}
)
LISTS = (
    *("programme", "priority", "country", "partner_type", "role", "standard", "iaf", "nace"),
    *("theme", "language", "status"),
)


def read_wanted(given: Given, known: Mapping[str, Collection[str]]) -> tuple[Wanted, list[Fault]]:
    """Read the parameters; what cannot be used is left open and told of.

    `known` are the values that a parameter can have, where they can be listed. A text without an
    order has its best matches first.
    """
    reader = Reader(given, known)
    several = {name: reader.several(name) for name in LISTS}
    money = lazy("Write an amount such as 250000 or 250000.00.")
    single = reader.of_every_list() | {
        "budget_min": reader.single("budget_min", amount, money),
        "budget_max": reader.single("budget_max", amount, money),
        "deadline_before": reader.single(
            "deadline_before", day, lazy("Write a day such as 2026-06-08.")
        ),
        "posted_within": reader.single(
            "posted_within", whole(MOST_DAYS), lazy("Write a number of days.")
        ),
        "sort": reader.single("sort", Sort, lazy("Choose one of the values that the page offers.")),
    }
    chosen = {name: value for name, value in (several | single).items() if value not in {None, ()}}
    if "q" in chosen:
        chosen.setdefault("sort", Sort.RELEVANCE)
    return Wanted(**chosen), reader.faults

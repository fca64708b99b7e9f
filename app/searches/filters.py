"""What a reader asks of the listing: the query parameters, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.choices import Choice
from app.core.i18n import lazy
from app.core.money import MAX_AMOUNT
from app.searches.models import SearchState

MOST_PER_PAGE = 100
LONGEST_TEXT = 200
MOST_DAYS = 36500
MOST_PAGES = 1_000_000


class Status(Choice):
    """How searches stand, in the words of the listing; a pause counts as closed."""

    OPEN = "open", lazy("Open")
    CLOSED = "closed", lazy("Closed")
    AGREED = "agreed", lazy("Partnership agreed")
    WITHDRAWN = "withdrawn", lazy("Withdrawn")
    ANY = "any", lazy("All")


STATES = {
    Status.OPEN: frozenset({SearchState.OPEN}),
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
"""The standings behind each status; every public one is behind exactly one status."""


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
        plain = Wanted()
        pairs: list[tuple[str, str]] = []
        for name in FILTERS:
            value = getattr(self, name)
            if value != getattr(plain, name):
                pairs.extend((name, str(one)) for one in (_several(value)))
        return pairs


FILTERS = tuple(
    field.name for field in fields(Wanted) if field.name not in {"sort", "page", "per_page"}
)
LISTS = (
    *("programme", "priority", "country", "partner_type", "role", "standard", "iaf"),
    *("language", "status"),
)


@dataclass(frozen=True)
class Fault:
    """A parameter that could not be used, and the sentence that says how it is written."""

    name: str
    value: str
    sentence: str


@dataclass
class _Reader:
    given: Mapping[str, Sequence[str]]
    known: Mapping[str, Collection[str]]
    faults: list[Fault] = field(default_factory=list)

    def several(self, name: str) -> tuple[str, ...]:
        """Read a filter that may be repeated; what is not known is a fault."""
        values = [value.strip() for value in self.given.get(name, ()) if value.strip()]
        known = self.known.get(name)
        for value in values:
            if known is not None and value not in known:
                self.faults.append(Fault(name, value, lazy("This value is not known.")))
        return tuple(dict.fromkeys(v for v in values if known is None or v in known))

    def single(self, name: str, read: Callable[[str], Any], sentence: str) -> Any:
        """Read the last of what is given under a name; None where there is nothing to use."""
        text = (self.given.get(name) or [""])[-1].strip()
        if not text:
            return None
        try:
            return read(text)
        except (ValueError, InvalidOperation):
            self.faults.append(Fault(name, text, sentence))
            return None


def read_wanted(
    given: Mapping[str, Sequence[str]], known: Mapping[str, Collection[str]]
) -> tuple[Wanted, list[Fault]]:
    """Read the parameters; what cannot be used is left open and told of.

    `known` are the values that a parameter can have, where they can be listed.
    """
    reader = _Reader(given, known)
    several = {name: reader.several(name) for name in LISTS}
    one_of = lazy("Choose one of the values that the page offers.")
    amount = lazy("Write an amount such as 250000 or 250000.00.")
    count = lazy("Write a whole number of at least 1.")
    single = {
        "q": reader.single("q", _text, lazy("Use at most 200 characters.")),
        "budget_min": reader.single("budget_min", _amount, amount),
        "budget_max": reader.single("budget_max", _amount, amount),
        "deadline_before": reader.single(
            "deadline_before", date.fromisoformat, lazy("Write a day such as 2026-06-08.")
        ),
        "posted_within": reader.single(
            "posted_within", _whole(MOST_DAYS), lazy("Write a number of days.")
        ),
        "sort": reader.single("sort", _sort, one_of),
        "page": reader.single("page", _whole(MOST_PAGES), count),
        "per_page": reader.single(
            "per_page", _whole(MOST_PER_PAGE), lazy("Write a whole number from 1 to 100.")
        ),
    }
    chosen = {name: value for name, value in (several | single).items() if value not in {None, ()}}
    return Wanted(**chosen), reader.faults


def _sort(text: str) -> Sort:
    for sort in Sort:
        if sort == text:
            return sort
    raise ValueError


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError
    return text


def _amount(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or not 0 <= value <= MAX_AMOUNT:
        raise ValueError
    if value != value.quantize(Decimal("0.01")):
        raise ValueError
    return value


def _whole(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
            raise ValueError
        return int(text)

    return read


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)

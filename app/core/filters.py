"""The filters of a list: read from the parameters of an address, and offered by the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.i18n import lazy
from app.core.money import MAX_AMOUNT

MOST_PER_PAGE = 100
LONGEST_TEXT = 200
MOST_PAGES = 1_000_000

Given = Mapping[str, Sequence[str]]
"""The parameters of an address, each of which may stand there several times."""
Choice = tuple[str, str, int | None, bool]
"""Value, text, number of hits, whether it is ticked: what the macro `facet` takes."""


@dataclass(frozen=True)
class Facet:
    """One filter of several values."""

    title: str
    name: str
    choices: Sequence[Choice]
    is_open: bool


@dataclass(frozen=True)
class Chip:
    """A filter that is set; `rest` are the values of its parameter without it."""

    text: str
    name: str
    rest: Sequence[str]


@dataclass(frozen=True)
class Fault:
    """A parameter that could not be used, and the sentence that says how it is written."""

    name: str
    value: str
    sentence: str


@dataclass
class Reader:
    """Reads parameters; what cannot be used is left open and noted among `faults`.

    `known` are the values that a parameter can have, where they can be listed.
    """

    given: Given
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

    def of_every_list(self) -> dict[str, Any]:
        """Read the text that is looked for and which page is shown."""
        pages = lazy("Write a whole number of at least 1.")
        per_page = lazy("Write a whole number from 1 to 100.")
        return {
            "q": self.single("q", text, lazy("Use at most 200 characters.")),
            "page": self.single("page", whole(MOST_PAGES), pages),
            "per_page": self.single("per_page", whole(MOST_PER_PAGE), per_page),
        }


def text(written: str) -> str:
    """Raises ValueError where it is too long."""
    if len(written) > LONGEST_TEXT:
        raise ValueError
    return written


def amount(written: str) -> Decimal:
    """Raises ValueError or InvalidOperation for what is no amount of money."""
    value = Decimal(written)
    if not value.is_finite() or not 0 <= value <= MAX_AMOUNT:
        raise ValueError
    if value != value.quantize(Decimal("0.01")):
        raise ValueError
    return value


def day(written: str) -> date:
    """Raises ValueError for what is no day as 2026-06-08."""
    return date.fromisoformat(written)


def whole(most: int) -> Callable[[str], int]:
    """Read a whole number from 1 to `most`; raises ValueError."""

    def read(written: str) -> int:
        if not written.isascii() or not written.isdigit() or not 1 <= int(written) <= most:
            raise ValueError
        return int(written)

    return read


def choices(
    texts: Mapping[str, str], counts: Mapping[str, int], chosen: Iterable[str]
) -> list[Choice]:
    """Offer every text with its number of hits, in the order of the texts; nothing is left out."""
    ticked = set(chosen)
    return [(code, name, counts.get(code, 0), code in ticked) for code, name in texts.items()]


def narrowing(wanted: Any, plain: Any, names: Iterable[str]) -> list[tuple[str, str]]:
    """List (parameter, value) of every filter that is set, so that it differs from `plain`."""
    pairs: list[tuple[str, str]] = []
    for name in names:
        value = getattr(wanted, name)
        if value != getattr(plain, name):
            several = value if isinstance(value, tuple) else (value,)
            pairs.extend((name, str(one)) for one in several)
    return pairs


def chips(pairs: Sequence[tuple[str, str]], word: Callable[[str, str], str]) -> list[Chip]:
    """Name every filter that is set, so that it can be taken off by itself."""
    return [
        Chip(
            word(name, value),
            name,
            [other for same, other in pairs if same == name and other != value],
        )
        for name, value in pairs
    ]

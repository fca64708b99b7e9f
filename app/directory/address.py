"""The address of the listing: what its parameters ask for, and what in them cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.directory.listing import Shown, Wanted
from app.directory.models import Kind

MOST_PER_PAGE = 100
LONGEST_TEXT = 200
KINDS = frozenset(kind.value for kind in Kind)


class Parameters(Protocol):
    """The parameters of an address, each of which may stand there several times."""

    def get(self, key: str, default: str) -> str: ...
    def getlist(self, key: str) -> list[str]: ...


def read(given: Parameters) -> tuple[Wanted, Shown, Sequence[str]]:
    """Return what is asked for, and the names of the parameters whose values are of no use."""
    kinds = _some(given, "kind")
    countries = frozenset(code.upper() for code in _some(given, "country"))
    page, per_page = (
        _number(given, name, plain) for name, plain in (("page", 1), ("per_page", 20))
    )
    text = given.get("q", "").strip()
    useless = {
        "q": len(text) > LONGEST_TEXT,
        "kind": not kinds <= KINDS,
        "country": any(len(code) != 2 or not code.isalpha() for code in countries),
        "page": page is None,
        "per_page": per_page is None or per_page > MOST_PER_PAGE,
    }
    wanted = Wanted(
        text[:LONGEST_TEXT],
        kinds & KINDS,
        frozenset() if useless["country"] else countries,
        _some(given, "standard"),
    )
    shown = Shown(page or 1, min(per_page or 20, MOST_PER_PAGE))
    return wanted, shown, [name for name, is_useless in useless.items() if is_useless]


def _some(given: Parameters, name: str) -> frozenset[str]:
    return frozenset(value.strip() for value in given.getlist(name) if value.strip())


def _number(given: Parameters, name: str, plain: int) -> int | None:
    text = given.get(name, str(plain))
    return (
        int(text) if text.isascii() and text.isdecimal() and len(text) < 7 and int(text) else None
    )

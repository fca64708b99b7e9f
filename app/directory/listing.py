"""Narrowing the directory down: filters, the number of hits behind each, alphabetical order."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """What the filters look at."""

    id: int
    name: str
    kind: str
    country: str


@dataclass(frozen=True)
class Wanted:
    """What a reader is looking for; a filter with several values means any of them."""

    text: str = ""
    kinds: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    standards: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        return not (self.text or self.kinds or self.countries or self.standards)


@dataclass(frozen=True)
class Shown:
    """Which page of the list, and how long a page is."""

    page: int = 1
    per_page: int = 20


@dataclass(frozen=True)
class Found:
    """Ids in alphabetical order, and what each choice of a filter would find beside the others."""

    ids: Sequence[int]
    kinds: Mapping[str, int]
    countries: Mapping[str, int]
    standards: Mapping[str, int]


def narrow(cards: Iterable[Card], standards: Mapping[int, frozenset[str]], wanted: Wanted) -> Found:
    """Apply the filters to those that the text found; `standards` are what each id attests."""
    kinds: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    attested: Counter[str] = Counter()
    hits: list[Card] = []
    for card in cards:
        has = standards.get(card.id, frozenset())
        fits = (
            not wanted.kinds or card.kind in wanted.kinds,
            not wanted.countries or card.country in wanted.countries,
            not wanted.standards or bool(has & wanted.standards),
        )
        kind, country, standard = fits
        if country and standard:
            kinds[card.kind] += 1
        if kind and standard:
            countries[card.country] += 1
        if kind and country:
            attested.update(has)
        if all(fits):
            hits.append(card)
    hits.sort(key=lambda card: (_alphabetical(card.name), card.id))
    return Found([card.id for card in hits], kinds, countries, attested)


def _alphabetical(name: str) -> str:
    """Order names alike on every database: without case and accents."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))

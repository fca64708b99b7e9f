"""Whom a text names: organisations, cities and countries that are written in it.

Pure; imports numpy, so import it where it is used.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from babel import Locale

from app.matching.evidence import Numbers, Party
from app.matching.texts import folded, words

SHORTEST_NAME = 8
"""Letters of a name that is looked for as it stands; shorter ones are ordinary words too often."""

SHORTEST_CITY = 4
SHORTEST_WORD = 3
CAPITALISED = re.compile(r"[^\W\d_a-z]\w*")

NATIONAL = {
    "CZ": ("czech",), "DE": ("german",), "DK": ("danish",), "ES": ("spanish",), "FI": ("finnish",),
    "FR": ("french",), "GB": ("uk", "british", "england", "scotland"), "GR": ("greek",),
    "HU": ("hungarian",), "IT": ("italian",), "NL": ("dutch",), "NO": ("norwegian",),
    "PL": ("polish",), "PT": ("portuguese",), "RO": ("romanian",), "SE": ("swedish",),
    "TR": ("turkey",), "UA": ("ukrainian",), "US": ("usa",), "LT": ("lithuanian",),
    "LV": ("latvian",), "EE": ("estonian",), "RU": ("russian", "kaliningrad"),
    "BY": ("belarusian",),
}  # fmt: skip
"""What else stands for a country in a text, beside its English name."""


class Mentions:
    """Says for each of some organisations how a text names it."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self._size = len(parties)
        names = [set(_long(words(party.names[0]))) if party.names else set() for party in parties]
        self._holders = _places(names)
        total = self._size + 1
        self._rarity = {
            word: math.log(total / (len(places) + 0.5)) for word, places in self._holders.items()
        }
        self._wholes = np.array([sum(self._rarity[word] for word in own) or 1.0 for own in names])
        self._phrases = _Phrases()
        self._cities = _Phrases()
        self._countries: dict[str, list[int]] = {}
        for place, party in enumerate(parties):
            for name in {_phrase(name) for name in party.names}:
                if len(name) >= SHORTEST_NAME + 2 and " " in name.strip():
                    self._phrases.add(name, place)
            if len(party.city) >= SHORTEST_CITY:
                self._cities.add(_phrase(party.city), place)
            self._countries.setdefault(party.country, []).append(place)

    def of(self, headings: Sequence[str], body: str) -> dict[str, Numbers]:
        """Return by the kind of mention a number for each organisation; 0 is no mention.

        `name`, `city` and `country` are 0 or 1; `words` is the share of the telling words of the
        name that the text writes with a capital, `rare_words` how rare they are together.
        """
        whole = _phrase(" ".join((*headings, body)))
        present = set(whole.split())
        found = {kind: np.zeros(self._size) for kind in ("name", "city", "country", "rare_words")}
        for word in sorted(present & _capitalised(body) & self._holders.keys()):
            found["rare_words"][self._holders[word]] += self._rarity[word]
        for kind, phrases in (("name", self._phrases), ("city", self._cities)):
            found[kind][phrases.places_in(whole, present)] = 1
        for code, places in self._countries.items():
            if any(name in whole for name in _names_of(code)):
                found["country"][places] = 1
        return found | {"words": found["rare_words"] / self._wholes}


class _Phrases:
    """Finds which of many phrases a text holds, by their first words."""

    def __init__(self) -> None:
        self._by_first: dict[str, dict[str, list[int]]] = {}

    def add(self, phrase: str, place: int) -> None:
        if first := phrase.split()[:1]:
            self._by_first.setdefault(first[0], {}).setdefault(phrase, []).append(place)

    def places_in(self, whole: str, present: set[str]) -> list[int]:
        return [
            place
            for first in present & self._by_first.keys()
            for phrase, places in self._by_first[first].items()
            if phrase in whole
            for place in places
        ]


def _places(names: Sequence[set[str]]) -> dict[str, list[int]]:
    holders: dict[str, list[int]] = {}
    for place, own in enumerate(names):
        for word in own:
            holders.setdefault(word, []).append(place)
    return holders


def _long(found: Sequence[str]) -> list[str]:
    return [word for word in found if len(word) >= SHORTEST_WORD]


def _phrase(text: str) -> str:
    """Write a text as words between spaces, so that only whole words are found in it."""
    return f" {' '.join(words(text))} "


def _capitalised(text: str) -> set[str]:
    return {folded(word) for word in CAPITALISED.findall(text)}


@cache
def _names_of(code: str) -> tuple[str, ...]:
    name = Locale("en").territories.get(code, "")
    return tuple(_phrase(name) for name in (name, *NATIONAL.get(code, ())) if name)

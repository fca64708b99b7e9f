"""Where cities are: names as people write them, found among those of GeoNames."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.atlas.projection import Point, project

DATA = Path(__file__).parent / "data"
WORD = re.compile(r"[^\W_]+")
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ё": "е"})
DIGRAPHS = re.compile("([aou])e")


@dataclass(frozen=True)
class Place:
    """A city: `at` is in the kilometres of the projection."""

    country: str
    name: str
    at: Point


@cache
def find_place(country: str, city: str) -> Place | None:
    """Find a city by what somebody entered: `MUNCHEN`, `Praha 4`, `Køln`, `Калининград`.

    Words at the end are left off one by one: they are districts and numbers of post offices.
    """
    words = _folded(city).split()
    for length in range(len(words), 0, -1):
        name = " ".join(words[:length])
        if found := _places().get((country, name)) or _places().get((country, _short(name))):
            return found
    return None


@cache
def _places() -> dict[tuple[str, str], Place]:
    """Read the places, the largest of those with one name; then the names they have besides."""
    found: dict[tuple[str, str], Place] = {}
    for country, name, latitude, longitude in _rows("places.csv"):
        if (key := (country, _folded(name))) not in found:
            found[key] = Place(country, name, project(float(latitude), float(longitude)))
    for country, other, name in _rows("other_names.csv"):
        if place := found.get((country, _folded(name))):
            found.setdefault((country, _folded(other)), place)
    return found


def _rows(name: str) -> list[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    return " ".join(WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def _short(name: str) -> str:
    """Write `koeln` and `muenster` as the place itself is folded: `koln`, `munster`."""
    return DIGRAPHS.sub(r"\1", name)

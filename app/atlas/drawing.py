"""Drawings of counts: which shape gets which shade, which place which circle. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import floor, log10, sqrt
from pathlib import Path
from typing import NamedTuple

from app.atlas.projection import Point

DATA = Path(__file__).parent / "data"
SHADES = 4
MOST_CIRCLES = 60
LARGEST_CIRCLE = 26.0
SMALLEST_CIRCLE = 5.0
NICE = (1, 2, 5, 10)


@dataclass(frozen=True)
class View:
    """A window of the map with the shapes in it, as `shapes.py` has written them."""

    width: int
    height: int
    west: float
    north: float
    scale: float
    land: Mapping[str, str]
    middles: Mapping[str, Sequence[int]]

    def at(self, point: Point) -> tuple[float, float]:
        """Turn kilometres of the projection into units of the drawing."""
        x, y = point
        return round((x - self.west) / self.scale, 1), round((y - self.north) / self.scale, 1)

    def shows(self, x: float, y: float) -> bool:
        return 0 <= x <= self.width and 0 <= y <= self.height


class Count(NamedTuple):
    """How many there are under a name, and the address of the list of them."""

    name: str
    number: int
    href: str


@dataclass(frozen=True)
class Spot:
    """A count at a place, in kilometres of the projection."""

    count: Count
    at: Point


@dataclass(frozen=True)
class Area:
    """A country or region as it is drawn; `shade` is 1 for few to SHADES for many."""

    code: str
    count: Count
    shade: int
    x: int
    y: int


@dataclass(frozen=True)
class Circle:
    """A place as it is drawn."""

    count: Count
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Sheet:
    """Everything that the template of the map draws."""

    view: View
    areas: Sequence[Area]
    circles: Sequence[Circle]
    key: Sequence[tuple[int, int, int]]
    """Of each shade that is used: the shade, its least and its greatest number."""


@cache
def view(name: str) -> View:
    """Return `europe` or `baltic`."""
    return View(**json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")))


def sheet(seen: View, counts: Mapping[str, Count], spots: Iterable[Spot] = ()) -> Sheet:
    """Shade the countries and regions by their counts; put circles on the largest places.

    The area of a circle is in proportion to its number. What the view does not show is left out.
    """
    drawn = {code: count for code, count in counts.items() if code in seen.land and count.number}
    most = max((count.number for count in drawn.values()), default=0)
    bounds = classes(most)
    areas = [
        Area(code, count, shade_of(count.number, bounds), *seen.middles[code])
        for code, count in sorted(drawn.items(), key=lambda item: item[1].name)
    ]
    used = {area.shade for area in areas}
    ranges = zip(bounds, [*(bound - 1 for bound in bounds[1:]), most], strict=False)
    key = [(shade, *ends) for shade, ends in enumerate(ranges, 1) if shade in used]
    return Sheet(seen, areas, _circles(seen, spots), key)


def classes(most: int) -> list[int]:
    """Return the least number of each shade, such as 1, 5, 20, 100: round, and ever farther apart.

    Counts of organisations differ by powers, so that equal steps would leave all but one pale.
    """
    if most < 1:
        return []
    steps = (round_number(most ** (step / SHADES)) for step in range(SHADES))
    return sorted(set(steps))


def shade_of(number: int, bounds: Sequence[int]) -> int:
    """Return the shade of a number, 1 for the palest; 0 for none."""
    return sum(number >= bound for bound in bounds)


def round_number(value: float) -> int:
    """Return the nearest of 1, 2, 5, 10, 20, 50 and so on."""
    power = 10 ** floor(log10(value))
    return int(min((step * power for step in NICE), key=lambda step: abs(step - value)))


def _circles(seen: View, spots: Iterable[Spot]) -> list[Circle]:
    """Draw the largest first, so that small circles stay on top."""
    placed = [(spot, *seen.at(spot.at)) for spot in spots]
    shown = sorted(
        (one for one in placed if seen.shows(one[1], one[2])),
        key=lambda one: (-one[0].count.number, one[0].count.name),
    )[:MOST_CIRCLES]
    if not shown:
        return []
    most = shown[0][0].count.number
    return [
        Circle(
            spot.count,
            x,
            y,
            round(max(LARGEST_CIRCLE * sqrt(spot.count.number / most), SMALLEST_CIRCLE), 1),
        )
        for spot, x, y in shown
    ]

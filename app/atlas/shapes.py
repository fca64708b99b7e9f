"""Makes the shapes and places that the maps are drawn of, from public files; see data/README.md.

    python -m app.atlas.shapes world-atlas-countries-50m.json cities15000.csv

It is pure and is run by hand: the application reads only what it has written into `data/`.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from typing import Any

from babel.core import get_global

from app.atlas.projection import Point, project

DATA = Path(__file__).parent / "data"
FARTHEST = 9000.0
"""Kilometres from the centre: rings with a point beyond it are on the other side of the earth."""

GRID = 40

Ring = list[Point]
Dot = tuple[int, int]


@dataclass(frozen=True)
class View:
    """A window of the map: its corner and size in kilometres, and how coarse its lines are."""

    name: str
    west: float
    north: float
    width: float
    height: float
    scale: float
    """Kilometres in one unit of the drawing."""
    smallest: float
    """Islands below so many square kilometres are left out."""

    def shows(self, x: float, y: float) -> bool:
        return 0 <= x * self.scale <= self.width and 0 <= y * self.scale <= self.height


VIEWS = (
    View("europe", -2700, -2040, 5400, 4480, 4.0, 150),
    View("baltic", -860, -880, 1660, 1262, 2.5, 60),
)

# Where Natural Earth draws who holds an area, we draw whose it is to the European Union and the
# United Nations (General Assembly, resolution 68/262; Security Council, 541 and 550).
CRIMEA = (44.95, 34.1)
KALININGRAD = (54.7, 20.6)
UNNUMBERED = {"Kosovo": "XK", "N. Cyprus": "CY"}
PARTS = {"AX": "FI"}
"""Has a code of its own, but its organisations give that of the whole."""


def main(atlas: str, cities: str) -> None:
    """Write the shapes of every view, and the places."""
    topology = json.loads(Path(atlas).read_text(encoding="utf-8"))
    arcs = [[project(y, x) for x, y in arc] for arc in _degrees(topology)]
    rings = _rings(topology, arcs)
    for view in VIEWS:
        coarse = [_simplified(arc, view.scale * 0.7) for arc in arcs]
        land, middles = {}, {}
        for code, own in sorted(rings.items()):
            if outlines := _outlines(own, coarse, arcs, view):
                land[code] = "".join(_written(outline) for outline in outlines)
                middles[code] = _middle(max(outlines, key=_area), view)
        drawn = {
            "width": round(view.width / view.scale),
            "height": round(view.height / view.scale),
            "west": view.west,
            "north": view.north,
            "scale": view.scale,
            "land": land,
            "middles": middles,
        }
        text = json.dumps(drawn, separators=(",", ":")).replace('",', '",\n')
        (DATA / f"{view.name}.json").write_text(text + "\n", encoding="utf-8")
    _write_places(cities)


def _degrees(topology: dict[str, Any]) -> Iterable[Ring]:
    """Undo the quantisation of TopoJSON: arcs are differences of whole numbers."""
    (across, down), (left, low) = topology["transform"].values()
    for arc in topology["arcs"]:
        x = y = 0
        found = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            found.append((x * across + left, max(-90.0, min(90.0, y * down + low))))
        yield found


def _rings(topology: dict[str, Any], arcs: Sequence[Ring]) -> dict[str, list[list[int]]]:
    """Return the outer rings of each country, as numbers of arcs; holes are other countries."""
    codes = get_global("territory_aliases")
    found: dict[str, list[list[int]]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        name = country["properties"]["name"]
        code = (codes.get(country.get("id", ""), []) or [UNNUMBERED.get(name, "")])[0]
        many = country["type"] == "MultiPolygon"
        for polygon in country["arcs"] if many else [country["arcs"]]:
            outline = _line(polygon[0], arcs)
            if max(hypot(*point) for point in outline) > FARTHEST or not code:
                continue
            owner = PARTS.get(code, code)
            if code == "RU":
                owner = "UA" if _holds(outline, CRIMEA) else code
                owner = "RU-KGD" if _holds(outline, KALININGRAD) else owner
            found.setdefault(owner, []).append(polygon[0])
    return {code: _merged(own) for code, own in found.items()}


def _merged(rings: list[list[int]]) -> list[list[int]]:
    """Join rings of one country that touch: the border between them is none."""
    whole: list[list[int]] = []
    for ring in rings:
        for number, other in enumerate(whole):
            shared = [arc for arc in ring if ~arc in other]
            if shared:
                here, there = ring.index(shared[0]), other.index(~shared[0])
                around = other[there + 1 :] + other[:there]
                joined = ring[:here] + around + ring[here + 1 :]
                whole[number] = [arc for arc in joined if arc not in shared and ~arc not in shared]
                break
        else:
            whole.append(ring)
    return whole


def _line(ring: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Put the arcs of a ring together; a negative number is an arc walked backwards."""
    points: Ring = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc if not points else arc[1:]
    return points


def _holds(outline: Ring, place: tuple[float, float]) -> bool:
    return _crossings(*project(*place), outline) % 2 == 1


def _crossings(x: float, y: float, outline: Sequence[Point]) -> int:
    """Count how often a line from the point to the right crosses the outline: odd is inside."""
    return sum(
        (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in zip(outline, [*outline[1:], outline[0]], strict=True)
    )


def _simplified(arc: Ring, tolerance: float) -> Ring:
    """Leave out what lies nearer than the tolerance to the line without it (Douglas, Peucker).

    Arcs are shared by neighbours, so that borders still meet.
    """
    kept = {0, len(arc) - 1}
    open_parts = [(0, len(arc) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        far, at = max(
            ((_distance(arc[n], arc[first], arc[last]), n) for n in range(first + 1, last)),
            default=(0.0, 0),
        )
        if far > tolerance:
            kept.add(at)
            open_parts += [(first, at), (at, last)]
    return [arc[n] for n in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    across, down = end[0] - start[0], end[1] - start[1]
    length = hypot(across, down)
    if length == 0:
        return hypot(point[0] - start[0], point[1] - start[1])
    return abs(across * (start[1] - point[1]) - (start[0] - point[0]) * down) / length


def _outlines(
    rings: Sequence[Sequence[int]], coarse: Sequence[Ring], fine: Sequence[Ring], view: View
) -> list[list[Dot]]:
    """Return the rings that the view shows, in whole units of the drawing."""
    edge = 12 * view.scale
    sides = (
        (0, view.west - edge, 1),
        (0, view.west + view.width + edge, -1),
        (1, view.north - edge, 1),
        (1, view.north + view.height + edge, -1),
    )
    found = []
    for ring in rings:
        if _area(_line(ring, fine)) < view.smallest:
            continue
        line = _line(ring, coarse)
        for axis, limit, sign in sides:
            line = _clipped(line, axis, limit, sign)
        units = [
            (round((x - view.west) / view.scale), round((y - view.north) / view.scale))
            for x, y in line
        ]
        dots = [dot for n, dot in enumerate(units) if dot != units[n - 1]]
        if len(dots) > 2 and any(view.shows(*dot) for dot in dots):
            found.append(dots)
    return found


def _middle(outline: Sequence[Dot], view: View) -> Dot:
    """Find, on a grid, the place in an outline that is farthest from its edge and in the view."""
    xs, ys = zip(*outline, strict=True)
    left, right = max(0, min(xs)), min(round(view.width / view.scale), max(xs))
    top, bottom = max(0, min(ys)), min(round(view.height / view.scale), max(ys))
    best, middle = -1.0, next(dot for dot in outline if view.shows(*dot))
    sides = list(zip(outline, [*outline[1:], outline[0]], strict=True))
    for across in range(1, GRID):
        for down in range(1, GRID):
            x = left + (right - left) * across / GRID
            y = top + (bottom - top) * down / GRID
            if _crossings(x, y, outline) % 2:
                free = min(_to_side((x, y), *side) for side in sides)
                free = min(free, x - left + 9, right - x + 9, y - top + 9, bottom - y + 9)
                if free > best:
                    best, middle = free, (round(x), round(y))
    return middle


def _to_side(point: Point, start: Point, end: Point) -> float:
    """Return how far a point is from a stretch of line."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down or 1
    share = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length
    share = min(1.0, max(0.0, share))
    return hypot(point[0] - start[0] - share * across, point[1] - start[1] - share * down)


def _written(dots: Sequence[Dot]) -> str:
    (x, y), steps = dots[0], []
    for a, b in dots[1:]:
        steps.append(f"{a - x}{'' if b < y else ' '}{b - y}")
        x, y = a, b
    text = steps[0]
    for step in steps[1:]:
        text += step if step.startswith("-") else f" {step}"
    return f"M{dots[0][0]} {dots[0][1]}l{text}z"


def _clipped(ring: Ring, axis: int, limit: float, sign: int) -> Ring:
    """Cut a ring at a line along an axis (Sutherland, Hodgman)."""
    found: Ring = []
    for here, before in zip(ring, [*ring[-1:], *ring[:-1]], strict=True):
        inside, was_inside = (sign * (point[axis] - limit) >= 0 for point in (here, before))
        if inside != was_inside:
            share = (limit - before[axis]) / (here[axis] - before[axis])
            found.append(
                (
                    before[0] + share * (here[0] - before[0]),
                    before[1] + share * (here[1] - before[1]),
                )
            )
        if inside:
            found.append(here)
    return found


def _area(ring: Sequence[Point]) -> float:
    turned = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in turned)) / 2


def _write_places(cities: str) -> None:
    """Keep name, country and place, the largest of those with one name first."""
    with Path(cities).open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: -int(row["population"]))
    with (DATA / "places.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("country", "name", "latitude", "longitude"))
        for row in rows:
            place = (f"{float(row['lat']):.2f}", f"{float(row['lon']):.2f}")
            out.writerow((row["country"], row["name"], *place))


if __name__ == "__main__":
    main(*sys.argv[1:])

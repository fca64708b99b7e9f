"""The small map of the Baltic: one harbour for each country around it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import NamedTuple

from app.atlas.drawing import Count, view
from app.atlas.projection import project

SMALLEST, LARGEST = 6.0, 13.0
HOME = "RU-KGD"
"""Where the sea routes of the drawing lead."""


class Harbour(NamedTuple):
    """Where a country's circle stands, in degrees, and its words beside it, in units."""

    latitude: float
    longitude: float
    across: int
    down: int
    anchor: str


HARBOURS = {
    "BY": Harbour(53.9, 27.57, 0, 34, "middle"),
    "DE": Harbour(54.09, 12.14, 0, 34, "middle"),
    "DK": Harbour(55.68, 12.57, 0, -16, "middle"),
    "EE": Harbour(59.0, 24.75, 18, 6, "start"),
    "FI": Harbour(60.17, 24.94, 0, -16, "middle"),
    "LT": Harbour(55.4, 22.9, 18, 6, "start"),
    "LV": Harbour(56.95, 24.11, 18, 6, "start"),
    "NO": Harbour(59.91, 10.75, 0, 34, "middle"),
    "PL": Harbour(54.2, 18.65, -18, 20, "end"),
    "RU": Harbour(59.94, 30.31, -2, 34, "middle"),
    "RU-KGD": Harbour(54.71, 20.51, -18, -2, "end"),
    "SE": Harbour(59.0, 17.6, -20, 6, "end"),
}


@dataclass(frozen=True)
class Port:
    """A harbour as it is drawn; `route` is the path over the sea to the home port."""

    code: str
    count: Count
    x: float
    y: float
    r: float
    text_x: float
    text_y: float
    anchor: str
    route: str


def ports(counts: Mapping[str, Count]) -> list[Port]:
    """Draw the countries around the sea that have a number, by their names."""
    seen = view("baltic")
    home_x, home_y = seen.at(project(HARBOURS[HOME].latitude, HARBOURS[HOME].longitude))
    shown = [(code, count) for code, count in counts.items() if code in HARBOURS and count.number]
    most = max((count.number for _, count in shown), default=1)
    drawn = []
    for code, count in sorted(shown, key=lambda one: one[1].name):
        harbour = HARBOURS[code]
        x, y = seen.at(project(harbour.latitude, harbour.longitude))
        share = log2(1 + count.number) / log2(1 + most)
        bent_x = (x + home_x) / 2 + (y - home_y) / 6
        bent_y = (y + home_y) / 2 - (x - home_x) / 6
        drawn.append(
            Port(
                code,
                count,
                x,
                y,
                round(SMALLEST + (LARGEST - SMALLEST) * share, 1),
                x + harbour.across,
                y + harbour.down,
                harbour.anchor,
                f"M{x} {y}Q{bent_x:.0f} {bent_y:.0f} {home_x} {home_y}" if code != HOME else "",
            )
        )
    return drawn

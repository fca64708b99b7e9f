"""A chart of spending over time: stacked columns and the curve of their running sum. Pure.

All places are percent of the drawing, so the browser may give it any size and no text is ever
stretched; (0, 0) is the upper left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from app.core.money import ZERO

TOP, FLOOR = Decimal(4), Decimal(88)
"""The height of the largest amount, and of zero; the labels stand below."""
FILLED = Decimal("0.55")
"""How much of its place a column takes."""
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_LINES = 4
MOST_LABELS = 10
PLACES = Decimal("0.01")

Stack = Sequence[tuple[str, Decimal]]
"""Amounts by the key of their source, from the floor upwards."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a column: the key of its source, and its box."""

    key: str
    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """Where the curve stands at the end of a period; `label` is empty where there is no room."""

    label: str
    x: Decimal
    y: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns, the curve, and the lines of the scale with their amounts."""

    parts: tuple[Part, ...]
    points: tuple[Point, ...]
    scale: tuple[tuple[Decimal, Decimal], ...]

    @property
    def steps(self) -> list[tuple[Point, Point]]:
        """The pieces of the curve, from point to point."""
        return list(zip(self.points, self.points[1:], strict=False))


def chart(periods: Sequence[tuple[str, Stack]]) -> Chart:
    """Draw periods, each with its label and its stack; amounts below zero are drawn as nothing."""
    running, sums = ZERO, []
    for _label, stack in periods:
        running += sum((max(amount, ZERO) for _key, amount in stack), ZERO)
        sums.append(running)
    lines = _scale(running)
    top = max(running, lines[-1] if lines else ZERO) or Decimal(1)
    place = Decimal(100) / max(len(periods), 1)
    every = -(-len(periods) // MOST_LABELS)

    def height(amount: Decimal) -> Decimal:
        return amount * (FLOOR - TOP) / top

    parts, points = [], []
    for i, ((label, stack), total) in enumerate(zip(periods, sums, strict=True)):
        middle, foot = place * i + place / 2, FLOOR
        for key, amount in stack:
            if amount > 0:
                tall = height(amount)
                foot -= tall
                x = middle - place * FILLED / 2
                parts.append(
                    Part(key, _at(x), _at(foot), _at(place * FILLED), _at(tall)),
                )
        shown = label if i % every == 0 else ""
        points.append(Point(shown, _at(middle), _at(FLOOR - height(total))))
    scale = tuple((_at(FLOOR - height(line)), line) for line in lines)
    return Chart(tuple(parts), tuple(points), scale)


def _scale(most: Decimal) -> list[Decimal]:
    """Choose round amounts up to the first that is not below `most`."""
    if most <= 0:
        return []
    power = Decimal(10) ** (most.adjusted() - 1)
    while True:
        for step in STEPS:
            count = int((most / (step * power)).to_integral_value(ROUND_CEILING))
            if count <= MOST_LINES:
                return [step * power * n for n in range(1, count + 1)]
        power *= 10


def _at(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_UP)

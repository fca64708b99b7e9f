"""Whether a change of a budget is minor or major, by the flexibility of the rule set; pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.budgets.differences import Difference, Sum
from app.core.choices import Choice
from app.core.i18n import lazy
from app.core.money import HUNDRED, Rate, half_up


class Size(Choice):
    """Who decides of a change: finance of a minor one, the director of a major one."""

    MINOR = "minor", lazy("Minor change"), "good", "pass"
    MAJOR = "major", lazy("Major change"), "turn", "warn"


@dataclass(frozen=True, slots=True)
class Shift:
    """A part of the budget that moves; percent of what it was, None where it was nothing."""

    part: Sum
    percent: Decimal | None
    exceeds: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """How large a change is, and every part that moves; `limit` is in percent."""

    size: Size
    limit: Rate
    shifts: tuple[Shift, ...]

    @property
    def beyond(self) -> tuple[Shift, ...]:
        """The parts for which the change is major."""
        return tuple(shift for shift in self.shifts if shift.exceeds)


def assess(difference: Difference, limit: Rate) -> Assessment:
    """Compare each category, each fund and the total with the share by which it may move.

    A part moves up or down alike, and exactly the limit is still within it. What was nothing before
    has no share that it may move by, so a new category or a new fund is major.
    """
    parts = (*difference.categories, *difference.funds, difference.total)
    shifts = tuple(_shift(part, limit) for part in parts if part.difference)
    size = Size.MAJOR if any(shift.exceeds for shift in shifts) else Size.MINOR
    return Assessment(size, limit, shifts)


def _shift(part: Sum, limit: Rate) -> Shift:
    moved = abs(part.difference)
    exceeds = moved * HUNDRED > limit * part.old
    percent = half_up(part.difference * HUNDRED / part.old) if part.old else None
    return Shift(part, percent, exceeds)

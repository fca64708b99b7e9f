"""What an undertaking has got and would get as de minimis aid, and what is left of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.aid.ceilings import Ceiling, ceiling_on
from app.core.money import ZERO, Amount


@dataclass(frozen=True)
class Grant:
    """De minimis aid that was granted; `state` is the ISO code of the Member State."""

    day: date
    amount: Amount
    state: str


@dataclass(frozen=True)
class Plan:
    """De minimis aid that is not granted yet; an empty `state` is not known."""

    amount: Amount
    state: str


@dataclass(frozen=True)
class Standing:
    """How far a ceiling is used: `used` was granted from `since` to `until`.

    `state` is empty where the ceiling counts the aid of all Member States together.
    """

    ceiling: Ceiling
    state: str
    used: Amount
    since: date
    until: date

    @property
    def left(self) -> Amount:
        """What may still be granted; nothing where the ceiling is reached or exceeded."""
        return max(self.ceiling.amount - self.used, ZERO)

    def counts(self, plan: Plan) -> bool:
        """Whether it would count here: of this Member State, or of one not known yet."""
        one_state = not self.state or not plan.state or self.state == plan.state
        return not self.ceiling.per_state or one_state

    def together(self, plans: Iterable[Plan]) -> Amount:
        return sum((one.amount for one in plans if self.counts(one)), ZERO)

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.ceiling.amount


def standing(
    grants: Sequence[Grant], state: str, on: date, activities: Collection[str] = ()
) -> Standing | None:
    """Say how things stand for a new grant of a Member State on a day.

    The ceiling holds for any window: of all that hold the day, the one that leaves least counts,
    also where what fills it was granted after the day. Each is held against the ceiling of the day
    that it ends with, as the grant of that day was. An empty `state` is not known yet: the one that
    has granted most counts. `activities` are those of the undertaking by NACE. None where no
    regulation is recorded for the day.
    """
    if ceiling_on(on, activities) is None:
        return None
    later = {one.day for one in grants if one.day > on}
    each = [
        _window(ceiling, end, of, grants)
        for end in sorted({on} | later)
        if (ceiling := ceiling_on(end, activities)) and ceiling.first_day(end) <= on
        for of in _states(ceiling, state, grants)
    ]
    return min(each, key=lambda one: one.ceiling.amount - one.used)


def standings(
    grants: Sequence[Grant], on: date, activities: Collection[str] = ()
) -> list[Standing]:
    """Say how things stand on a day for each Member State that has granted anything, by code."""
    states = sorted({one.state for one in grants})
    found = [standing(grants, state, on, activities) for state in states]
    by_state = {one.state: one for one in found if one is not None}
    return list(by_state.values())


def _states(ceiling: Ceiling, state: str, grants: Iterable[Grant]) -> list[str]:
    """List for which Member States a window is counted: each that may be meant, or all at once."""
    if not ceiling.per_state:
        return [""]
    return [state] if state else sorted({one.state for one in grants} or {""})


def _window(ceiling: Ceiling, end: date, state: str, grants: Iterable[Grant]) -> Standing:
    since, until = ceiling.first_day(end), ceiling.last_day(end)
    counting = (
        one.amount
        for one in grants
        if since <= one.day <= until and (not ceiling.per_state or one.state == state)
    )
    return Standing(ceiling, state, sum(counting, ZERO), since, until)

"""What an undertaking has received as de minimis aid, and what is left of its ceiling. Pure."""

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
class Standing:
    """How far a ceiling is used: `used` was granted from `since` to `until`, the fullest window.

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

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.ceiling.amount


def standing(
    grants: Sequence[Grant], state: str, on: date, activities: Collection[str] = ()
) -> Standing | None:
    """Say how things stand for a new grant of a Member State on a day.

    The ceiling holds for any window: of all that hold the day, the fullest counts, also where what
    fills it was granted after the day. An empty `state` is not known yet: the one that has granted
    most counts. `activities` are those of the undertaking by NACE. None where no regulation is
    recorded for the day.
    """
    ceiling = ceiling_on(on, activities)
    if ceiling is None:
        return None
    if not ceiling.per_state:
        return _fullest(ceiling, grants, "", on)
    states = {state} if state else {one.state for one in grants} or {""}
    each = [
        _fullest(ceiling, [one for one in grants if one.state == of], of, on)
        for of in sorted(states)
    ]
    return max(each, key=lambda one: one.used)


def standings(
    grants: Sequence[Grant], on: date, activities: Collection[str] = ()
) -> list[Standing]:
    """Say how things stand on a day for each Member State that has granted anything, by code."""
    states = sorted({one.state for one in grants})
    found = [standing(grants, state, on, activities) for state in states]
    by_state = {one.state: one for one in found if one is not None}
    return list(by_state.values())


def _fullest(ceiling: Ceiling, grants: Iterable[Grant], state: str, on: date) -> Standing:
    granted = list(grants)
    later = {one.day for one in granted if one.day > on and ceiling.first_day(one.day) <= on}
    windows = [(ceiling.first_day(end), ceiling.last_day(end)) for end in sorted({on} | later)]
    each = [
        Standing(
            ceiling,
            state,
            sum((one.amount for one in granted if since <= one.day <= until), ZERO),
            since,
            until,
        )
        for since, until in windows
    ]
    return max(each, key=lambda one: one.used)

"""The clocks by themselves: thousands of profiles over more than a year, without a database."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.clock import PROFILE, SEARCH, Freshness, Step

DAY = timedelta(days=1)
BEGIN = date(2026, 1, 1)


@dataclass
class Profile:
    confirmed_on: date
    asked_on: date | None = None
    reminded_on: date | None = None

    def live(self, today: date) -> Step | None:
        """What the worker does for it on a day."""
        step = PROFILE.step(self.confirmed_on, self.asked_on, self.reminded_on, today)
        if step == Step.ASK:
            self.asked_on = today
        elif step == Step.REMIND:
            self.reminded_on = today
        return step


def test_ten_thousand_profiles_over_four_hundred_days():
    """Asked at 180 days, reminded 14 days later, faded 30 days after they were asked; all of them."""
    chance = random.Random(7)
    ages = {180: Step.ASK, 194: Step.REMIND}
    for _ in range(10_000):
        profile = Profile(BEGIN - chance.randrange(180) * DAY)
        first = (BEGIN - profile.confirmed_on).days
        mails = [
            (first + day, step) for day in range(400) if (step := profile.live(BEGIN + day * DAY))
        ]
        assert mails == list(ages.items())
        faded = PROFILE.fades_on(profile.confirmed_on)
        assert faded == profile.asked_on + 30 * DAY
        assert PROFILE.freshness(profile.confirmed_on, faded - DAY) == Freshness.DUE
        assert PROFILE.freshness(profile.confirmed_on, faded) == Freshness.FADED


def test_who_answers_is_left_in_peace_until_the_next_time():
    profile, asked = Profile(BEGIN), []
    for number in range(1, 800):
        today = BEGIN + number * DAY
        if profile.live(today):
            asked.append(today)
            profile = Profile(today + 3 * DAY)
    assert asked == [BEGIN + 180 * DAY, BEGIN + 363 * DAY, BEGIN + 546 * DAY, BEGIN + 729 * DAY]


def test_days_that_the_worker_slept_through_are_caught_up_once():
    profile = Profile(BEGIN)
    awake = [BEGIN + days * DAY for days in (100, 205, 206, 218, 219, 220, 500)]
    assert [(today - BEGIN, step) for today in awake if (step := profile.live(today))] == [
        (205 * DAY, Step.ASK),
        (219 * DAY, Step.REMIND),
    ]


def test_twice_a_day_is_once():
    profile = Profile(BEGIN)
    due = BEGIN + 180 * DAY
    assert [profile.live(due), profile.live(due)] == [Step.ASK, None]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_clocks_that_change_change_nothing(day):
    """The day of the change in Brussels has 23 or 25 hours, and each hour the same answer as UTC."""
    confirmed = day - 180 * DAY
    midnight = datetime.combine(day, time(), UTC)
    zone = ZoneInfo("Europe/Brussels")
    moments = [midnight + timedelta(hours=hour) for hour in range(24)]
    assert len({moment.astimezone(zone).utcoffset() for moment in moments}) == 2
    assert {PROFILE.step(confirmed, None, None, moment.date()) for moment in moments} == {Step.ASK}
    eve = moments[0] - timedelta(seconds=1)
    assert PROFILE.step(confirmed, None, None, eve.date()) is None


def test_searches_are_asked_for_after_thirty_days():
    ages = (29, 30, 59, 60)
    assert [SEARCH.freshness(BEGIN, BEGIN + age * DAY) for age in ages] == [
        Freshness.CONFIRMED,
        Freshness.DUE,
        Freshness.DUE,
        Freshness.FADED,
    ]


def test_what_nobody_ever_confirmed_is_not_called_old():
    assert PROFILE.freshness(None, BEGIN) == Freshness.UNKNOWN

"""The periods of a project, and what of a plan is in use."""

from __future__ import annotations

from datetime import date

from app.consortia.schedule import Period, Ties, periods_of


def test_periods_follow_one_another_without_a_gap():
    first, second, third = periods_of(3, 6, date(2006, 9, 1))

    assert first == Period(1, date(2006, 9, 1), date(2007, 2, 28))
    assert second == Period(2, date(2007, 3, 1), date(2007, 8, 31))
    assert third.last_day == date(2008, 2, 29)


def test_period_that_begins_on_a_day_that_some_months_lack_begins_on_their_last():
    days = [one.first_day for one in periods_of(3, 1, date(2023, 12, 31))]

    assert days == [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29)]


def test_last_period_ends_with_the_project():
    periods = periods_of(2, 12, date(2006, 1, 1), date(2007, 10, 31))

    assert [one.last_day for one in periods] == [date(2006, 12, 31), date(2007, 10, 31)]


def test_project_that_ends_before_its_last_period_leaves_the_days_as_computed():
    periods = periods_of(2, 12, date(2006, 1, 1), date(2006, 6, 30))

    assert periods[1] == Period(2, date(2007, 1, 1), date(2007, 12, 31))


def test_periods_of_a_project_without_a_first_day_have_numbers_only():
    assert periods_of(2, 6, None) == (Period(1), Period(2))
    assert periods_of(0, 6, date(2006, 1, 1)) == ()


def test_partners_of_later_periods_are_named_once():
    ties = Ties(periods={3: ("B", "A"), 2: ("C",), 4: ("A",)})

    assert ties.beyond(2) == ("B", "A")
    assert ties.beyond(4) == ()

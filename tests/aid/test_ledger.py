"""What is left of a de minimis ceiling."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from app.aid.ceilings import Window, ceiling_on, ceilings, limit_on
from app.aid.ledger import Grant, Plan, standing, standings
from app.aid.regimes import Regime

D = Decimal


def grant(day: str, amount: str, state: str = "DE") -> Grant:
    return Grant(date.fromisoformat(day), D(amount), state)


def left(grants: list[Grant], on: str, state: str = "DE") -> Decimal:
    found = standing(grants, state, date.fromisoformat(on))
    assert found is not None
    return found.left


@pytest.mark.parametrize(
    ("day", "amount", "window", "per_state"),
    [
        ("2001-02-02", "100000.00", Window.ROLLING, False),
        ("2006-12-31", "100000.00", Window.ROLLING, False),
        ("2007-01-01", "200000.00", Window.FISCAL, False),
        ("2013-12-31", "200000.00", Window.FISCAL, False),
        ("2014-01-01", "200000.00", Window.FISCAL, True),
        ("2023-12-31", "200000.00", Window.FISCAL, True),
        ("2024-01-01", "300000.00", Window.ROLLING, True),
    ],
)
def test_ceiling_of_the_day(day, amount, window, per_state):
    found = ceiling_on(date.fromisoformat(day))

    assert (found.amount, found.window, found.per_state) == (D(amount), window, per_state)


def test_ceilings_follow_one_another_without_a_gap_and_name_their_source():
    every = ceilings()

    for activities in {one.activities for one in every}:
        each = [one for one in every if one.activities == activities]
        for one, following in pairwise(each):
            assert (following.since - one.until).days == 1
    assert all(one.evidence.source.startswith("http") for one in every if not one.activities)
    assert all(one.evidence.verified == bool(one.evidence.source) for one in every)


@pytest.mark.parametrize(
    ("day", "code", "amount"),
    [
        ("2007-01-01", "49.41", "100000.00"),
        ("2007-01-01", "49.42", "200000.00"),
        ("2023-12-31", "49.41", "100000.00"),
        ("2024-01-01", "49.41", "300000.00"),
        ("2007-12-31", "01.41", "3000.00"),
        ("2008-01-01", "01.41", "7500.00"),
        ("2014-01-01", "01.1", "15000.00"),
        ("2019-03-14", "01.50", "20000.00"),
        ("2024-12-16", "01.50", "50000.00"),
        ("2024-12-16", "01.61", "300000.00"),
        ("2024-12-16", "71.20", "300000.00"),
        ("2004-12-31", "03.11", "100000.00"),
        ("2005-01-01", "03.11", "3000.00"),
        ("2007-07-31", "10.20", "3000.00"),
        ("2007-08-01", "10.20", "30000.00"),
        ("2014-01-01", "03.2", "30000.00"),
        ("2023-10-24", "10.20", "30000.00"),
        ("2023-10-25", "10.20", "200000.00"),
        ("2023-10-25", "03.22", "30000.00"),
        ("2026-06-01", "03", "30000.00"),
    ],
)
def test_activity_has_the_ceiling_of_its_day_where_it_is_lower(day, code, amount):
    found = ceiling_on(date.fromisoformat(day), {"71.20", code})

    assert found.amount == D(amount)


@pytest.mark.parametrize(
    ("day", "code", "amount"),
    [
        ("2026-06-01", "01", "50000.00"),
        ("2026-06-01", "A", "30000.00"),
        ("2023-06-01", "49", "100000.00"),
        ("2023-06-01", "49.3", "200000.00"),
        ("2026-06-01", "02", "300000.00"),
    ],
)
def test_code_that_leaves_the_activity_open_has_the_lower_ceiling(day, code, amount):
    assert ceiling_on(date.fromisoformat(day), {code}).amount == D(amount)


def test_all_de_minimis_aid_fills_the_lower_ceiling_of_fishery_by_fiscal_years():
    """30 000 in three calendar years, also since the general regulation counts by the day."""
    grants = [grant("2023-12-01", "12000.00"), grant("2025-02-01", "9000.00")]

    for day, rest in (("2025-11-30", "9000.00"), ("2026-01-01", "21000.00")):
        found = standing(grants, "DE", date.fromisoformat(day), {"03.11"})
        assert found.left == D(rest)


def test_aid_counts_against_the_lower_ceiling_of_an_activity():
    grants = [grant("2022-05-01", "60000.00"), grant("2023-05-01", "30000.00")]

    for day, rest in (("2023-06-01", "10000.00"), ("2024-06-01", "210000.00")):
        found = standing(grants, "DE", date.fromisoformat(day), {"49.41"})
        assert found.left == D(rest)


def test_day_before_any_rule_has_none():
    assert ceiling_on(date(2001, 2, 1)) is None
    assert standing([], "DE", date(2000, 1, 1)) is None


def test_three_years_roll():
    grants = [grant("2024-03-15", "200000.00"), grant("2025-06-01", "50000.00")]

    assert left(grants, "2025-06-01") == D("50000.00")
    assert left(grants, "2027-03-15") == D("50000.00")  # three years later the day still counts
    assert left(grants, "2027-03-16") == D("250000.00")
    assert left(grants, "2028-06-01") == D("250000.00")
    assert left(grants, "2028-06-02") == D("300000.00")


def test_three_years_around_a_leap_day():
    """From 28 February 2025 they end on 28 February 2028, from 29 February 2024 on 28 in 2027."""
    assert left([grant("2025-02-28", "1.00")], "2028-02-28") == D("299999.00")
    assert left([grant("2025-02-28", "1.00")], "2028-02-29") == D("300000.00")
    assert left([grant("2025-03-01", "1.00")], "2028-02-29") == D("299999.00")
    assert left([grant("2024-02-29", "1.00")], "2027-02-28") == D("299999.00")
    assert left([grant("2024-02-29", "1.00")], "2027-03-01") == D("300000.00")


def test_what_was_granted_under_the_old_ceiling_counts_under_the_new_one():
    assert left([grant("2022-02-01", "200000.00")], "2024-06-01") == D("100000.00")


def test_what_is_granted_later_counts_for_an_earlier_day():
    """Any period of three years: a grant put in afterwards may not overfill a later window."""
    grants = [grant("2025-01-10", "100000.00"), grant("2027-01-10", "150000.00")]

    assert left(grants, "2024-06-01") == D("50000.00")
    assert left(grants, "2024-01-09") == D("200000.00")


def test_later_grant_is_held_against_the_ceiling_of_its_own_day():
    """250 000 in 2024 leave 50 000 of 300 000, and not less than nothing of the 200 000 before."""
    later = [grant("2024-05-01", "250000.00")]

    assert left(later, "2023-06-01") == D("50000.00")
    assert left(later, "2021-05-01") == D("50000.00")
    assert left(later, "2021-04-30") == D("200000.00")  # further back than three years
    haulier = standing(later, "DE", date(2023, 6, 1), {"49.41"})
    assert (haulier.left, haulier.ceiling.amount) == (D("50000.00"), D("300000.00"))


def test_later_grant_of_another_state_counts_only_where_its_regulation_says_so():
    later = [grant("2014-05-01", "150000.00", "DE"), grant("2014-06-01", "60000.00", "PL")]

    assert left(later, "2013-06-01", "PL") == D("140000.00")
    assert left(later, "2013-06-01", "DE") == D("50000.00")
    assert left(later, "2013-06-01", "") == D("50000.00")


def test_last_day_of_fiscal_years_and_the_first_of_the_years_that_roll():
    """The turn of 2023: three calendar years until then, three years back from the day since."""
    grants = [grant("2021-01-01", "100000.00"), grant("2020-12-31", "90000.00")]

    assert left(grants, "2023-12-31") == D("100000.00")
    assert left(grants, "2022-12-31") == D("10000.00")
    assert left(grants, "2024-01-01") == D("200000.00")
    assert left(grants, "2024-01-02") == D("300000.00")


def test_fiscal_years_count_whole():
    grants = [grant("2018-01-02", "120000.00"), grant("2020-12-30", "30000.00")]

    assert left(grants, "2020-01-01") == D("50000.00")
    assert left(grants, "2021-01-01") == D("170000.00")
    assert left(grants, "2022-06-01") == D("170000.00")
    assert left(grants, "2023-01-01") == D("200000.00")


def test_fiscal_years_that_hold_the_day_count_also_when_they_end_later():
    grants = [grant("2019-05-01", "90000.00"), grant("2021-05-01", "90000.00")]

    assert left(grants, "2020-05-01") == D("20000.00")


def test_member_states_count_for_themselves_since_2014_and_together_before():
    then = [grant("2010-05-01", "90000.00", "DE"), grant("2010-06-01", "80000.00", "PL")]
    now = [grant("2025-05-01", "90000.00", "DE"), grant("2025-06-01", "80000.00", "PL")]

    assert left(then, "2011-01-01", "PL") == D("30000.00")
    assert left(now, "2026-01-01", "PL") == D("220000.00")
    assert [(one.state, one.left) for one in standings(now, date(2026, 1, 1))] == [
        ("DE", D("210000.00")),
        ("PL", D("220000.00")),
    ]
    assert [one.state for one in standings(then, date(2011, 1, 1))] == [""]


def test_state_that_is_not_known_is_the_fullest_one():
    grants = [grant("2025-05-01", "90000.00", "DE"), grant("2025-06-01", "180000.00", "PL")]

    assert left(grants, "2026-01-01", "") == D("120000.00")
    assert left([], "2026-01-01", "") == D("300000.00")


def test_ceiling_that_is_just_reached_is_not_exceeded():
    found = standing([grant("2025-05-01", "300000.00")], "DE", date(2025, 6, 1))

    assert (found.left, found.is_exceeded) == (D("0.00"), False)


def test_plans_count_together_where_their_state_may_be_one():
    plans = [Plan(D("5.00"), "DE"), Plan(D("7.00"), "PL"), Plan(D("11.00"), "")]

    def together(day: str, state: str) -> Decimal:
        return standing([], state, date.fromisoformat(day)).together(plans)

    assert [together("2026-06-01", state) for state in ("DE", "PL", "")] == [D(16), D(18), D(23)]
    assert together("2010-06-01", "DE") == D(23)


def test_more_than_the_ceiling_leaves_nothing():
    found = standing([grant("2025-05-01", "300000.01")], "DE", date(2025, 6, 1))

    assert (found.left, found.is_exceeded) == (D("0.00"), True)


def test_limits_of_the_block_exemption_have_their_days_and_sources():
    assert limit_on(Regime.GBER_20, date(2024, 1, 1)).amount == D("2200000.00")
    assert limit_on(Regime.GBER_20A, date(2024, 1, 1)).amount == D("22000.00")
    assert (
        limit_on(Regime.GBER_20A, date(2024, 1, 1)).evidence.source == "https://interact.eu/news/43"
    )
    assert not limit_on(Regime.GBER_20A, date(2022, 1, 1)).evidence.verified
    assert limit_on(Regime.GBER_20A, date(2006, 1, 1)) is None
    assert limit_on(Regime.DE_MINIMIS, date(2024, 1, 1)) is None

"""What countries were to the Union, by date."""

from __future__ import annotations

from datetime import date

import pytest

from app.programmes import countries
from app.programmes.countries import expand, members, status

BEFORE, AFTER = date(2004, 4, 30), date(2004, 5, 1)


@pytest.mark.parametrize(
    ("country", "on", "expected"),
    [
        ("LT", date(2003, 4, 15), "candidate"),
        ("LT", date(2003, 4, 16), "acceding"),
        ("LT", BEFORE, "acceding"),
        ("LT", AFTER, "member"),
        ("GB", date(2020, 1, 31), "member"),
        ("GB", date(2020, 2, 1), None),
        ("GR", date(2000, 1, 1), "member"),
        ("NO", date(2006, 1, 1), "eea"),
        ("IS", date(2012, 1, 1), "candidate"),
        ("CH", date(2006, 1, 1), "efta"),
        ("RU", date(2006, 1, 1), "neighbour"),
        ("XK", date(2026, 1, 1), "potential-candidate"),
        ("UK", date(2006, 1, 1), None),
        ("US", date(2006, 1, 1), None),
    ],
)
def test_the_status_of_a_country_on_a_day(country, on, expected):
    assert status(country, on) == expected


@pytest.mark.parametrize(
    ("on", "count"),
    [
        (BEFORE, 15),
        (AFTER, 25),
        (date(2007, 1, 1), 27),
        (date(2013, 7, 1), 28),
        (date(2026, 1, 1), 27),
    ],
)
def test_the_union_grows_and_shrinks(on, count):
    assert len(members("EU", on)) == count


def test_acceding_countries_count_as_candidates_until_they_join():
    assert members("CANDIDATE", AFTER) == {"BG", "RO", "TR"}
    assert members("CANDIDATE", BEFORE) == members("CANDIDATE", AFTER) | (
        members("EU", AFTER) - members("EU", BEFORE)
    )


def test_the_eea_is_the_union_and_three_more_from_1994():
    assert members("EEA", AFTER) - members("EU", AFTER) == {"IS", "LI", "NO"}
    assert members("EEA", date(1993, 12, 31)) == frozenset()


def test_an_unknown_group_is_an_error():
    with pytest.raises(KeyError):
        members("NATO", AFTER)


def test_groups_and_countries_become_countries():
    assert expand(["EU", "RU"], BEFORE) == members("EU", BEFORE) | {"RU"}
    assert expand([], BEFORE) == frozenset()


def test_membership_of_a_group_lasts_as_long_as_the_tie():
    assert ("EU", date(2004, 5, 1), None) in countries.memberships("LT")
    assert not [group for group, _, _ in countries.memberships("RU")]


@pytest.mark.parametrize("group", countries.GROUPS)
@pytest.mark.parametrize(
    "on", [date(1993, 7, 1), date(2003, 6, 1), date(2006, 6, 8), date(2026, 1, 1)]
)
def test_memberships_and_members_agree(group, on):
    told = {
        country
        for country in countries.known()
        for name, since, until in countries.memberships(country)
        if name == group and since <= on and (until is None or on <= until)
    }

    assert told == countries.members(group, on)

"""The projection, against points whose place is known without it."""

from __future__ import annotations

from math import cos, dist, pi, radians, sin

import pytest

from app.atlas.projection import CENTRE, EARTH, project, unproject

DEGREE = pi * EARTH / 180


def test_the_centre_lies_in_the_middle():
    assert project(*CENTRE) == pytest.approx((0, 0), abs=1e-9)


def test_east_is_right_and_north_is_up():
    east, south = project(54.0, 21.0)
    assert east == pytest.approx(DEGREE * cos(radians(54)), rel=1e-3)
    assert project(55.0, 20.0) == pytest.approx((0, -DEGREE), rel=1e-4)
    assert abs(south) < 1


@pytest.mark.parametrize(
    ("place", "kilometres"),
    # Great-circle distances from the centre turn into chords: 2 R sin(d / 2R).
    [((90.0, 0.0), 36 * DEGREE), ((54.0, 20.0), 0.0), ((0.0, 20.0), 54 * DEGREE)],
)
def test_distances_from_the_centre_are_chords(place, kilometres):
    assert dist((0, 0), project(*place)) == pytest.approx(
        2 * EARTH * sin(kilometres / (2 * EARTH)), abs=1e-6
    )


def test_areas_are_true():
    """A field of a thousandth of a degree has its true area in Lapland and in Sicily alike."""
    for latitude, longitude in ((69.0, 25.0), (37.5, 14.0), (40.4, 49.8)):
        south_west = project(latitude, longitude)
        across = project(latitude, longitude + 0.001)
        up = project(latitude + 0.001, longitude)
        (a, b), (c, d) = ((x - south_west[0], y - south_west[1]) for x, y in (across, up))
        true = (0.001 * DEGREE) ** 2 * cos(radians(latitude))
        assert abs(a * d - b * c) == pytest.approx(true, rel=1e-4)


@pytest.mark.parametrize("place", [(54.71, 20.51), (64.15, -21.94), (40.38, 49.89), CENTRE])
def test_what_is_laid_flat_is_found_again(place):
    assert unproject(*project(*place)) == pytest.approx(place, abs=1e-9)


def test_the_far_side_of_the_earth_has_no_place():
    with pytest.raises(ValueError, match="rim"):
        project(-54.0, -160.0)

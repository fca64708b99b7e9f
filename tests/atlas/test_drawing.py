"""What is drawn of counts, and the shapes that are shipped."""

from __future__ import annotations

from datetime import date
from math import pi

import pytest

from app.atlas.drawing import Count, Spot, classes, shade_of, sheet, view
from app.atlas.harbours import HARBOURS, ports
from app.atlas.places import find_place
from app.atlas.projection import project
from app.programmes.countries import expand

TODAY = date(2026, 1, 1)


def counted(**numbers: int) -> dict[str, Count]:
    return {
        code.replace("_", "-"): Count(code, number, f"/?country={code}")
        for code, number in numbers.items()
    }


@pytest.mark.parametrize(
    ("most", "bounds"),
    [
        (0, []),
        (1, [1]),
        (4, [1, 2]),
        (16, [1, 2, 5, 10]),
        (256, [1, 5, 20, 50]),
        (10_000, [1, 10, 100, 1000]),
    ],
)
def test_shades_are_round_and_ever_farther_apart(most, bounds):
    assert classes(most) == bounds


def test_shades_grow_with_the_number():
    shades = [shade_of(number, classes(256)) for number in (0, 1, 4, 5, 19, 20, 49, 50, 256)]
    assert shades == [0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_a_country_without_any_is_land_and_no_link():
    drawn = sheet(view("europe"), counted(EE=3, LV=0, KE=9))
    assert [area.code for area in drawn.areas] == ["EE"]
    assert drawn.key == [(2, 2, 3)]


def test_areas_of_circles_are_in_proportion():
    here = [
        Spot(Count(str(number), number, "/"), project(50 + number / 1000, 10))
        for number in (100, 25)
    ]
    large, small = sheet(view("europe"), {}, here).circles
    assert (large.count.number, small.count.number) == (100, 25)
    assert pi * large.r**2 / (pi * small.r**2) == pytest.approx(4)


def test_a_place_off_the_map_has_no_circle():
    nairobi = Spot(Count("Nairobi", 16, "/"), project(-1.29, 36.82))
    assert sheet(view("europe"), {}, [nairobi]).circles == []


def test_at_most_so_many_circles_the_largest():
    spots = [Spot(Count(str(n), n, "/"), project(50, 10 + n / 100)) for n in range(1, 200)]
    circles = sheet(view("europe"), {}, spots).circles
    assert [circle.count.number for circle in circles] == list(range(199, 139, -1))


def test_kaliningrad_is_a_shape_of_its_own():
    for name in ("europe", "baltic"):
        land = view(name).land
        assert {"RU", "RU-KGD", "LT", "PL"} <= land.keys()
        assert land["RU-KGD"] not in land["RU"]


def test_the_map_has_every_country_of_our_programmes():
    members = expand({"EU", "EEA"}, TODAY) - {"MT", "LI"}
    caucasus = {"AM", "AZ", "GE"}
    neighbours = {"BY", "UA", "MD", "TR", "XK", "RS", "BA", "ME", "MK", "AL", "GB", "CH"}
    assert members | caucasus | neighbours <= view("europe").land.keys()


def test_numbers_stand_in_their_countries():
    """The middle of each shape lies in its bounding box and inside of the drawing."""
    for name in ("europe", "baltic"):
        seen = view(name)
        for code, (x, y) in seen.middles.items():
            assert seen.shows(x, y), (name, code)


def test_places_lie_in_their_countries():
    """A city of Kaliningrad is where its shape is."""
    seen, place = view("baltic"), find_place("RU", "Kaliningrad")
    x, y = seen.at(place.at)
    middle_x, middle_y = seen.middles["RU-KGD"]
    assert abs(x - middle_x) < 40
    assert abs(y - middle_y) < 25


@pytest.mark.parametrize(
    ("country", "written", "name"),
    [
        ("RU", "Калининград", "Kaliningrad"),
        ("DE", "MUNCHEN", "Munich"),
        ("DE", "Muenchen", "Munich"),
        ("CZ", "Praha 4", "Prague"),
        ("DK", "København K", "Copenhagen"),
        ("BE", "BRUXELLES / BRUSSEL", "Brussels"),
        ("PL", "Łódź", "Łódź"),
        ("PL", "lodz", "Łódź"),
        ("FR", "Grenoble Cedex 1", "Grenoble"),
        ("GB", "Newcastle upon Tyne", "Newcastle upon Tyne"),
    ],
)
def test_cities_are_found_as_people_write_them(country, written, name):
    place = find_place(country, written)
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize(
    ("country", "written"), [("LT", "Kaliningrad"), ("EE", ""), ("EE", "Nowhere")]
)
def test_what_is_not_known_has_no_place(country, written):
    assert find_place(country, written) is None


def test_the_small_map_shows_harbours_with_a_number():
    drawn = ports(counted(EE=7, LV=0, RU_KGD=9, IT=3))
    assert [(port.code, bool(port.route)) for port in drawn] == [("EE", True), ("RU-KGD", False)]
    assert drawn[1].r > drawn[0].r


def test_what_is_shipped_is_small():
    for name, most in (("europe", 40_000), ("baltic", 10_000)):
        assert sum(map(len, view(name).land.values())) < most


def test_every_harbour_is_on_the_small_map():
    seen = view("baltic")
    for harbour in HARBOURS.values():
        assert seen.shows(*seen.at(project(harbour.latitude, harbour.longitude)))

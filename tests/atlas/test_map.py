"""The page of the map and the small map in the heads of the lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import Tag

from app.core.times import now
from app.directory.choices import Kind, ProfileState
from app.searches.models import SearchState
from tests.making import Make
from tests.visitor import Visitor

See = Callable[..., Visitor]


def numbers(page: Visitor, of: str = "svg.map--chart a") -> dict[str, int]:
    """What the links of the map say: names and numbers."""
    labels = [str(link["aria-label"]) for link in page.page.select(of)]
    return {name: int(number) for name, number in (label.split(": ") for label in labels)}


def table(page: Visitor, of: str) -> dict[str, int]:
    rows = [row.find_all(["th", "td"]) for row in page.page.select(f"{of} tbody tr")]
    return {cells[0].get_text(strip=True): int(cells[1].get_text(strip=True)) for cells in rows}


def chart(page: Visitor) -> Tag:
    found = page.page.select_one("svg.map--chart")
    assert found is not None
    return found


@pytest.fixture
def somewhere(make: Make) -> None:
    make.organisation(name="A", country="LT", city="Vilnius", region_code="LT011")
    make.organisation(name="B", country="LT", city="VILNIUS")
    make.organisation(name="C", country="RU", city="Калининград", region_code="RU-KGD")
    make.organisation(name="D", country="RU", city="Moskva", region_code="RU-MOW")
    make.organisation(name="E", country="DE", city="", kind=Kind.LABORATORY)
    make.organisation(name="F", country="KE", city="Nairobi")


@pytest.fixture
def hidden(make: Make) -> None:
    for state in (ProfileState.DRAFT, ProfileState.ARCHIVED, ProfileState.SUSPENDED):
        make.organisation(country="EE", city="Tartu", region_code="EE008", state=state)


@pytest.mark.usefixtures("somewhere", "hidden")
def test_map_and_tables_say_the_same(visitor: See) -> None:
    page = visitor().open("/map")
    assert numbers(page) == {
        "Germany": 1,
        "Kaliningrad region": 1,
        "Lithuania": 2,
        "Russia": 2,
        "Vilnius": 2,
        "Kaliningrad": 1,
        "Moscow": 1,
    }
    shown = {name: n for name, n in numbers(page).items() if name in table(page, "#countries")}
    assert table(page, "#countries") == shown | {"Kenya": 1}
    assert table(page, "#cities") == {"Vilnius": 2, "Kaliningrad": 1, "Moscow": 1}
    assert "6 organisations" in page.text
    assert "Tartu" not in page.answer.text
    assert "Estonia" not in page.answer.text


@pytest.mark.usefixtures("somewhere", "hidden")
def test_every_link_of_the_map_leads_to_as_many(visitor: See) -> None:
    page = visitor().open("/map?kind=consultancy&q=")
    links = [(str(a["aria-label"]), str(a["href"])) for a in page.page.select("svg.map--chart a")]
    assert len(links) == 6
    for label, href in links:
        found = visitor().open(href.replace("/organisations?", "/organisations.json?"))
        assert found.answer.json["total"] == int(label.split(": ")[1]), (label, href)
        assert "kind=consultancy" in href


@pytest.mark.usefixtures("somewhere")
def test_map_is_of_the_query_and_equals_the_filters_of_the_list(visitor: See) -> None:
    page = visitor().open("/map?kind=laboratory")
    assert numbers(page) == {"Germany": 1}
    page = visitor().open("/map?country=LT")
    listed = visitor().open("/organisations?country=LT")
    boxes = listed.page.select("label.option:has(input[name=country])")
    counts = {
        str(box.span and box.span.get_text()): int(re.sub(r"\D", "", box.get_text().split(":")[-1]))
        for box in boxes
    }
    assert table(page, "#countries").items() >= counts.items()
    assert table(page, "#cities") == {"Vilnius": 2}


def test_searches_are_drawn_by_the_countries_they_look_in(make: Make, visitor: See) -> None:
    first = make.search(0)
    make.slot(first, countries=["LT", "PL"])
    make.slot(first, number=2, countries=["RU"])
    make.slot(make.search(0), countries=["LT"])
    make.slot(make.search(0, state=SearchState.DRAFT), countries=["EE"])
    make.slot(make.search(0, deadline_at=now() - timedelta(days=1)), countries=["SE"])

    page = visitor().open("/map?what=searches")
    assert numbers(page) == {
        "Kaliningrad region, Russia": 1,
        "Lithuania": 2,
        "Poland": 1,
        "Russia": 1,
    }
    for link in page.page.select("svg.map--chart a"):
        found = visitor().open(
            str(link["href"])
            .replace("/searches?", "/searches.json?")
            .replace("/?", "/searches.json?")
        )
        assert found.answer.json["total"] == int(str(link["aria-label"]).split(": ")[1])
    assert "2 searches" in page.text


@pytest.mark.usefixtures("somewhere")
def test_map_is_small_and_says_what_it_is_in_words(visitor: See) -> None:
    for path in ("/map", "/map?what=searches"):
        page = visitor().open(path)
        drawn = chart(page)
        assert len(str(drawn)) < 100_000
        assert [str(tag.name) for tag in drawn.select(":scope > *")][:2] == ["title", "desc"]
        assert drawn["aria-labelledby"] == "map-title map-text"
        assert all(link["aria-label"] for link in drawn.select("a"))
        assert "Natural Earth" in page.text
        assert "GeoNames" in page.text
        assert "style=" not in str(drawn)


@pytest.mark.usefixtures("somewhere")
def test_list_shows_the_small_map_of_what_it_finds(visitor: See) -> None:
    page = visitor().open("/organisations")
    drawn = page.page.select_one(".hero svg.map")
    assert drawn is not None
    assert len(str(drawn)) < 25_000
    assert numbers(page, ".hero svg.map a") == {"Germany": 1, "Lithuania": 2, "Russia": 2}
    assert visitor().open("/organisations?q=nothing-like-that").page.select(".hero svg.map") == []


def test_odd_questions_get_a_map_nonetheless(visitor: See) -> None:
    for query in ("what=nonsense", "country=XX", "kind=x&page=7", "what=searches&status=never"):
        assert visitor().open(f"/map?{query}").status == 200


def test_number_of_statements_does_not_grow(make: Make, visitor: See, counting: Any) -> None:
    def statements() -> int:
        visitor().open("/map")
        with counting() as made:
            visitor().open("/map")
        return len(made)

    make.organisation(city="Vilnius")
    few = statements()
    for city in ("Kaunas", "Klaipėda", "Šiauliai", "Panevėžys", "Alytus") * 5:
        make.organisation(city=city)
    assert statements() == few

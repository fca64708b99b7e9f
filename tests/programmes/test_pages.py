"""The public pages of programmes."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.programmes.commands import load_programmes


@pytest.fixture
def loaded(app):
    load_programmes()
    db.session.commit()


def test_programmes_are_listed_for_everybody(loaded, visitor):
    person = visitor().open("/programmes")

    assert "BSR INTERREG III B Neighbourhood Programme 2000–2006" in person.text
    assert "Set-Cookie" not in person.answer.headers


def test_listing_without_programmes_says_so(app, visitor):
    assert "No programme is known yet." in visitor().open("/programmes").text


def test_programme_shows_priorities_and_rules_with_their_evidence(loaded, visitor):
    person = visitor().open("/programmes/tacis-cbc-spf")
    rows = [" ".join(row.get_text(" ").split()) for row in person.page.select("tr")]

    assert "Largest grant EUR 200,000 Verified oldrnsc.leontief.ru" in [
        row.replace("\u202f", " ").replace("\xa0", " ") for row in rows
    ]
    assert "Smallest grant EUR 100,000 Not verified" in [
        row.replace("\u202f", " ").replace("\xa0", " ") for row in rows
    ]


def test_countries_are_shown_as_they_took_part_on_the_day_asked_for(loaded, visitor):
    def line_of(country: str, on: str) -> str:
        person = visitor().open(f"/programmes/interreg-bsr-2021-27?on={on}")
        rows = person.page.select("#countries tr")
        return next(
            (" ".join(row.get_text(" ").split()) for row in rows if country in row.get_text()), ""
        )

    assert "Open" not in line_of("Russia", "2023-01-01")
    assert "Suspended" in line_of("Russia", "2023-01-01")
    assert "EU Member State Open" in line_of("Poland", "2023-01-01")


def test_countries_that_take_part_alike_share_a_line(loaded, visitor):
    person = visitor().open("/programmes/interreg-bsr-2021-27?on=2023-01-01")
    heads = [head.get_text() for head in person.page.select("#countries tbody th")]

    assert "Belarus, Russia" in heads
    assert any({"Germany", "Poland"} <= set(head.split(", ")) for head in heads)
    assert len(heads) == len(set(heads))


def test_page_counts_what_was_verified_and_nests_the_measures(loaded, visitor):
    person = visitor().open("/programmes/interreg-bsr-2021-27")
    priorities = person.page.select("#priorities li")

    assert len(priorities) == 4
    assert priorities[0].p.get_text().startswith("1.1 ")
    verified = person.page.select("#rules .tag--good")
    assert f"{len(verified) + 2} rules verified" in person.text  # two more say who takes part
    assert "4" in visitor().open("/programmes").page.select("tbody tr")[0].get_text()


def test_day_that_cannot_be_read_is_said_and_today_shown(loaded, visitor):
    person = visitor().open("/programmes/bsr-interreg-iii-b?on=yesterday")

    assert person.status == 200
    assert "Write the day as in 2006-06-08." in person.text


def test_programme_unknown_is_no_page(loaded, visitor):
    assert visitor().open("/programmes/nothing").status == 404


def test_programme_is_shown_in_russian(loaded, visitor):
    person = visitor().open("/programmes/bsr-interreg-iii-b?lang=ru")

    assert (
        person.page.h1.get_text()
        == "Программа добрососедства ИНТЕРРЕГ III B региона Балтийского моря, 2000–2006"
    )

"""The public listing: filters, facets, orders, statements, JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.actors import Actor
from app.core.db import db
from app.core.times import now
from app.directory.choices import PartnerRole, Role
from app.searches import narrowing, policy
from app.searches.commands import make_findable
from app.searches.filters import Sort, Status, Wanted, read_wanted
from app.searches.models import HIDDEN, PartnerSearch, SearchState
from app.searches.queries import (
    find,
    get_search,
    listing,
    numbers_by_standing,
    published,
    workbench,
)
from tests.making import actor

PUBLIC = [state for state in SearchState if state not in HIDDEN]


def titles(**wanted) -> list[str]:
    return [search.title for search in listing(Wanted(**wanted))]


def counts(facet: str, **wanted) -> dict[str, int]:
    return find(Wanted(**wanted)).counts(facet)


def seeking(make, title: str, *, slots: list[dict], **given):
    search = make.search(slots=0, title=title, **given)
    for number, facts in enumerate(slots, start=1):
        make.slot(search, number=number, **facts)
    return search


def test_country_fits_when_named_or_covered_by_a_group(make):
    seeking(make, "Named", slots=[{"countries": ["LT"]}])
    seeking(make, "Union", slots=[{"countries": ["EU", "RU"]}])
    seeking(make, "Neighbour", slots=[{"countries": ["RU"]}, {"countries": ["BY"]}])

    assert titles(country=("LT",)) == ["Named", "Union"]
    assert titles(country=("RU",)) == ["Union", "Neighbour"]
    assert titles(country=("BY", "LT")) == ["Named", "Union", "Neighbour"]
    assert titles(country=("JP",)) == []
    assert titles(country=("EU",)) == ["Union"]


def test_group_is_that_of_the_day_whose_rules_count(make):
    seeking(make, "Then", slots=[{"countries": ["EU"]}], rules_as_of=date(2006, 6, 8))
    seeking(make, "Candidates", slots=[{"countries": ["CANDIDATE"]}], rules_as_of=date(2006, 6, 8))
    seeking(make, "Before", slots=[{"countries": ["EU"]}], rules_as_of=date(2004, 4, 30))
    seeking(make, "Today", slots=[{"countries": ["EU"]}])

    assert titles(country=("BG",)) == ["Candidates", "Today"]
    assert titles(country=("LT",)) == ["Then", "Today"]
    assert titles(country=("GB",)) == ["Then", "Before"]
    counted = counts("country")
    assert (counted["BG"], counted["LT"], counted["GB"], counted["SE"]) == (2, 2, 2, 3)


def test_filters_of_slots_match_whole_values(make):
    seeking(
        make, "One", slots=[{"partner_types": ["sme"], "standards": ["ISO 9001"], "iaf_sectors": [3, 12], "role": PartnerRole.PARTNER}],
    )  # fmt: skip
    seeking(
        make, "Two", slots=[{"partner_types": ["enterprise-except-sme"], "standards": ["ISO 90011"], "iaf_sectors": [2], "role": PartnerRole.LEAD}],
    )  # fmt: skip

    assert titles(partner_type=("sme",)) == ["One"]
    assert titles(standard=("ISO 9001",)) == ["One"]
    assert titles(iaf=("2",)) == ["Two"]
    assert titles(iaf=("12", "2")) == ["One", "Two"]
    assert titles(role=("lead",)) == ["Two"]


def test_plain_filters(make):
    first, second = make.programme(slug="a"), make.programme(slug="b")
    make.search(
        title="A",
        programme=first,
        language="ru",
        estimated_budget=Decimal("100.00"),
        deadline_at=datetime(2099, 6, 8, 21, 30, tzinfo=UTC),
    )
    make.search(
        title="B",
        programme=second,
        estimated_budget=Decimal("300.00"),
        published_at=now() - timedelta(days=10),
        deadline_at=datetime(2099, 6, 8, 22, 30, tzinfo=UTC),
    )

    assert titles(programme=("a",)) == ["A"]
    assert titles(programme=("a", "b")) == ["A", "B"]
    assert titles(language=("ru",)) == ["A"]
    assert titles(budget_min=Decimal(100), budget_max=Decimal(299)) == ["A"]
    assert titles(budget_min=Decimal("100.01")) == ["B"]
    assert titles(posted_within=7) == ["A"]
    assert titles(deadline_before=date(2099, 6, 8)) == ["A"]
    assert titles(deadline_before=date(2099, 6, 9)) == ["A", "B"]
    assert titles(deadline_before=date(2099, 6, 7)) == []
    assert titles(deadline_before=date.max) == ["A", "B"]


def test_priority_is_that_of_its_programme(make):
    whole, other = make.whole(), make.whole()
    make.search(title="A", **whole)
    make.search(title="B", **other)

    assert titles(priority=(f"{whole['programme'].slug}:1",)) == ["A"]
    assert titles(priority=(f"{whole['programme'].slug}:2",)) == []


@pytest.mark.parametrize("state", PUBLIC)
def test_every_public_search_has_exactly_one_status(make, state):
    make.search(title="It", state=state)
    make.search(title="Over", deadline_at=now() - timedelta(days=1))

    under = [
        status for status in Status if status != Status.ANY and "It" in titles(status=(status,))
    ]

    assert len(under) == 1
    assert "Over" in titles(status=("closed",))
    assert "Over" not in titles(status=("open",))


def test_search_closes_by_the_clock_although_nothing_is_written(make, clock):
    make.search(title="It", deadline_at=now() + timedelta(hours=1))
    assert titles() == ["It"]

    clock(now() + timedelta(hours=2))

    assert titles() == []
    assert titles(status=("closed",)) == ["It"]
    assert narrowing.by_status(find(Wanted()))["open"] == 0


def test_orders(make):
    make.search(
        title="A",
        deadline_at=now() + timedelta(days=9),
        published_at=now() - timedelta(days=3),
        estimated_budget=Decimal(1),
    )
    make.search(
        title="B",
        deadline_at=now() + timedelta(days=3),
        published_at=now() - timedelta(days=9),
        estimated_budget=None,
    )
    make.search(
        title="C",
        deadline_at=now() - timedelta(days=3),
        published_at=now() - timedelta(days=5),
        estimated_budget=Decimal(3),
    )
    make.search(
        title="D",
        deadline_at=now() - timedelta(days=1),
        published_at=now() - timedelta(days=6),
        estimated_budget=Decimal(2),
    )

    assert titles(status=("any",)) == ["B", "A", "D", "C"]
    assert titles(status=("any",), sort=Sort.NEWEST) == ["A", "C", "D", "B"]
    assert titles(status=("any",), sort=Sort.BUDGET) == ["C", "D", "A", "B"]
    assert titles(status=("any",), sort=Sort.RELEVANCE) == ["B", "A", "D", "C"]


def test_text_finds_titles_slots_and_criteria_and_ranks_titles_first(make):
    make.search(title="Something else", description="quality")
    make.search(title="Quality centre")
    make.search(title="Unrelated", description="nothing")
    for number in (1, 2, 3):
        make_findable(get_search(f"PS-2026-00{number}"))
    db.session.commit()

    assert titles(q="quality", sort=Sort.RELEVANCE) == ["Quality centre", "Something else"]
    assert len(titles(q="accredited")) == 3
    assert titles(q="nothing whatever") == []
    assert counts("country", q="quality") == {}


def test_facets_leave_their_own_filter_open_and_obey_the_others(make):
    first, second = make.programme(slug="a"), make.programme(slug="b")
    seeking(
        make,
        "1",
        slots=[{"countries": ["LT"], "partner_types": ["sme"]}, {"countries": ["LT", "PL"]}],
        programme=first,
    )
    seeking(make, "2", slots=[{"countries": ["PL"], "partner_types": ["other"]}], programme=second)
    seeking(make, "draft", slots=[{"countries": ["PL"]}], programme=second, state=SearchState.DRAFT)

    assert counts("programme") == {"a": 1, "b": 1}
    assert counts("country") == {"LT": 1, "PL": 2}
    assert counts("partner_type") == {"sme": 1, "other": 1}
    assert counts("programme", programme=("a",)) == {"a": 1, "b": 1}
    assert counts("country", programme=("a",)) == {"LT": 1, "PL": 1}
    assert counts("partner_type", programme=("a",)) == {"sme": 1}
    assert counts("country", country=("LT",)) == {"LT": 1, "PL": 2}
    assert counts("programme", country=("LT",)) == {"a": 1}


def test_facet_shows_what_its_filter_would_find(make):
    seeking(make, "1", slots=[{"countries": ["EU"]}, {"countries": ["CANDIDATE", "LT"]}])
    seeking(make, "2", slots=[{"countries": ["EEA", "RU"]}], rules_as_of=date(2003, 6, 1))
    seeking(make, "3", slots=[{"countries": []}])
    counted = counts("country")

    for code in ("LT", "PL", "RU", "NO", "TR", "GB", "JP"):
        assert counted.get(code, 0) == len(titles(country=(code,))), code


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    "path", ["/searches", "/searches?q=iso&country=LT&programme=a&sort=relevance", "/searches.json"]
)
def test_listing_takes_at_most_six_statements(make, client, counting, rows, path):
    programme = make.programme(slug="a")
    for _ in range(rows):
        seeking(
            make,
            "Quality",
            slots=[{"countries": ["LT"]}, {"countries": ["EU"]}],
            programme=programme,
        )
    for number in range(1, rows + 1):
        make_findable(get_search(f"PS-2026-{number + 1:03}"))
    db.session.commit()
    client.get(path)  # the first request of a process reads the list into memory
    with counting() as statements:
        answer = client.get(path)

    assert answer.status_code == 200
    assert "Quality" in answer.text
    assert len(statements) <= 6, statements


ACTORS = {
    "anybody": lambda make: Actor.ANONYMOUS,
    "member": lambda make: actor(make.member()),
    **{
        role.value: lambda make, role=role: actor(make.staff(role))
        for role in (
            Role.OFFICER,
            Role.REVIEWER,
            Role.FINANCE,
            Role.DIRECTOR,
            Role.ADMINISTRATOR,
            Role.AUDITOR,
        )
    },
}


@pytest.mark.parametrize("kind", ACTORS)
def test_lists_and_rule_agree(make, kind):
    person = ACTORS[kind](make)
    for state in SearchState:
        make.search(title=state.value, state=state)
    searches = db.session.scalars(sa.select(PartnerSearch)).all()
    seen = {search.title for search in searches if policy.view.allows(person, search)}
    listed = set(titles(status=("any",)))
    if policy.work.allows(person, None):
        listed |= {search.title for search in workbench((), 1)}

    assert seen == listed
    assert len(seen) == (len(SearchState) if person.is_staff else len(PUBLIC))


def test_numbers_by_standing_count_as_python_does(make):
    for state in SearchState:
        make.search(state=state)
    make.search(deadline_at=now() - timedelta(days=1))

    assert numbers_by_standing() == {
        state: 2 if state == SearchState.CLOSED else 1 for state in SearchState
    }


def test_list_of_the_api_has_its_links_and_totals(make, client):
    for _ in range(3):
        make.search()
    told = client.get("/searches.json?per_page=2&status=any").get_json()
    last = client.get(told["links"]["next"]).get_json()
    beyond = client.get("/searches.json?page=9&per_page=2").get_json()

    assert [told[name] for name in ("page", "per_page", "pages", "total")] == [1, 2, 2, 3]
    assert (len(told["items"]), len(last["items"])) == (2, 1)
    assert told["links"]["prev"] is None
    assert (last["links"]["next"], last["links"]["self"]) == (None, told["links"]["last"])
    assert "status=any" in told["links"]["next"]
    assert (beyond["items"], beyond["total"]) == ([], 3)


@pytest.mark.parametrize(
    "query",
    ["per_page=101", "per_page=0", "page=x", "country=Narnia", "partner_type=elf", "programme=none", "status=maybe",
     "deadline_before=soon", "budget_min=-1", "budget_max=1.234", "sort=luck", "iaf=40", "posted_within=x", "role=king",
     "priority=a:1", "language=tlh", "q=" + "x" * 201],
)  # fmt: skip
def test_bad_value_is_a_problem_of_the_api_and_a_notice_of_the_page(make, client, query):
    make.search(title="Quality")
    name = query.partition("=")[0]
    problem = client.get(f"/searches.json?{query}")
    page = client.get(f"/searches?{query}")

    assert problem.status_code == 400
    assert problem.content_type == "application/problem+json"
    assert problem.get_json()["parameter"] == name
    assert json.loads(problem.text)["status"] == 400
    assert page.status_code == 200
    assert "A filter was left out" in page.text
    assert "Quality" in page.text


def test_page_past_the_end_shows_the_last_one(make, client):
    make.search(title="Quality")

    assert "Quality" in client.get("/searches?page=7").text


def test_published_searches_come_whole(make):
    make.search(slots=2, programme=make.programme())
    db.session.expunge_all()

    found = published(Wanted())

    assert [len(slot.criteria) for slot in found.items[0].slots] == [1, 1]


def test_filters_that_are_set_are_listed():
    wanted, faults = read_wanted(
        {"q": ["iso"], "country": ["LT", "PL", "LT"], "status": ["any"], "page": ["3"]},
        {"country": {"LT", "PL"}},
    )

    assert not faults
    assert wanted.narrowing == [
        ("q", "iso"),
        ("country", "LT"),
        ("country", "PL"),
        ("status", "any"),
    ]
    assert wanted.without("country").country == ()

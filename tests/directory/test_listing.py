"""Finding organisations: filters, order, numbers, and the same as data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core.db import db
from app.core.times import localdate, now
from app.directory import commands
from app.directory.choices import AccreditationState, Kind, ProfileState
from app.directory.listing import Wanted
from app.directory.models import Accreditation, Organisation
from app.directory.queries import find_public, public_page, verified_accreditations
from tests.making import Make
from tests.visitor import Visitor


def names(**wanted: Any) -> list[str]:
    found = find_public(Wanted(**wanted))
    return [organisation.name for organisation in public_page(found, 1, 100)]


def counts(facet: str, **wanted: Any) -> dict[str, int]:
    return find_public(Wanted(**wanted)).counts(facet)


@pytest.fixture
def four(make: Make) -> None:
    lab, body = Kind.LABORATORY, Kind.CERTIFICATION_BODY
    make.organisation(name="Zemgale Lab", kind=lab, country="LV")
    attest(make.organisation(name="Öresund Cert", kind=body, country="SE"), schemes=["ISO 14001"])
    attest(make.organisation(name="oslo Cert", kind=body, country="NO"))
    make.organisation(name="Ångström Lab", kind=lab, country="SE")
    make.organisation(name="Hidden Lab", kind=lab, country="SE", state=ProfileState.DRAFT)


def test_names_stand_in_alphabetical_order_without_case_and_accents(four: None) -> None:
    assert names() == ["Ångström Lab", "Öresund Cert", "oslo Cert", "Zemgale Lab"]


def test_letters_with_a_stroke_stand_with_those_without(make: Make) -> None:
    for name in ("Zagros", "Østersøen", "Łódź Lab", "Ostsee", "Malmö Lab"):
        make.organisation(name=name)

    assert names() == ["Łódź Lab", "Malmö Lab", "Østersøen", "Ostsee", "Zagros"]


def test_filters_narrow_together_and_count_what_each_choice_would_find(four: None) -> None:
    wanted = {"kind": ("certification-body",), "country": ("SE",)}

    assert names(**wanted) == ["Öresund Cert"]
    assert counts("kind", **wanted) == {"certification-body": 1, "laboratory": 1}
    assert counts("country", **wanted) == {"SE": 1, "NO": 1}
    assert counts("standard", **wanted) == {"ISO/IEC 17021-1": 1, "ISO 14001": 1}


def test_several_values_of_a_filter_mean_any_of_them(four: None) -> None:
    assert names(standard=("ISO 14001", "ISO 9001")) == ["Öresund Cert", "oslo Cert"]


def test_every_filter_finds_what_belongs_to_its_value(make: Make) -> None:
    today = localdate()
    make.organisation(
        name="A",
        nace=["71.20"],
        region_code="LT011",
        languages=["lt"],
        themes=["tourism"],
        interest_programmes=["central-baltic"],
        partner_type="sme",
        confirmed_on=today - timedelta(days=100),
    )
    held = make.organisation(name="B", region_code="RU-KGD", country="RU", confirmed_on=None)
    attest(held, iaf_sectors=[28], nace=["41.20"])

    for wanted, found in (
        ({"nace": ("71",)}, ["A"]),
        ({"nace": ("71.2", "41.20")}, ["A", "B"]),
        ({"region": ("LT01",)}, ["A"]),
        ({"region": ("RU-KGD",)}, ["B"]),
        ({"language": ("lt",)}, ["A"]),
        ({"theme": ("tourism",)}, ["A"]),
        ({"programme": ("central-baltic",)}, ["A"]),
        ({"iaf": ("28",)}, ["B"]),
        ({"accredited": ("yes",)}, ["B"]),
        ({"confirmed": ("180",)}, ["A"]),
        ({"confirmed": ("30",)}, []),
        ({"confirmed": ("older",)}, ["B"]),
    ):
        assert names(**wanted) == found, wanted


def test_numbers_follow_every_change(make: Make) -> None:
    organisation = make.organisation(name="Here", country="LT")
    assert counts("country") == {"LT": 1}

    organisation.country = "PL"
    db.session.commit()
    assert counts("country") == {"PL": 1}

    accreditation = attest(organisation)
    assert counts("standard") == {"ISO 9001": 1, "ISO/IEC 17021-1": 1}
    accreditation.valid_until = localdate() - timedelta(days=1)
    db.session.commit()
    assert counts("standard") == {}

    organisation.is_listed = False
    db.session.commit()
    assert counts("country") == {}
    organisation.is_listed = True
    db.session.commit()
    assert names() == ["Here"]

    db.session.execute(sa.update(Organisation).values(country="EE"))
    db.session.commit()
    assert counts("country") == {"EE": 1}


def test_what_is_rolled_back_was_never_counted(make: Make) -> None:
    organisation = make.organisation(country="LT")
    assert counts("country") == {"LT": 1}

    organisation.country = "PL"
    db.session.flush()
    assert counts("country") == {"PL": 1}
    db.session.rollback()

    assert counts("country") == {"LT": 1}


def attest(organisation: Organisation, **given: Any) -> Accreditation:
    facts: dict[str, Any] = {
        "organisation": organisation,
        "standard": "ISO/IEC 17021-1",
        "schemes": ["ISO 9001"],
        "certificate_number": "1",
        "accreditation_body": "SWEDAC",
        "valid_from": date(2020, 1, 1),
        "valid_until": localdate() + timedelta(days=400),
        "state": AccreditationState.VERIFIED,
        "verified_at": now(),
    }
    accreditation = Accreditation(**facts | given)
    db.session.add(accreditation)
    db.session.commit()
    return accreditation


@pytest.mark.parametrize("state", [state for state in ProfileState if state != ProfileState.STALE])
def test_public_sees_verified_and_imported_profiles_only(
    make: Make, visitor: Callable[..., Visitor], state: ProfileState
) -> None:
    organisation = make.organisation(name="Memel Consult", state=state)
    is_public = state in {ProfileState.VERIFIED, ProfileState.UNCLAIMED}

    assert ("Memel Consult" in visitor().open("/organisations").text) == is_public
    for suffix in ("", ".json"):
        answer = visitor().open(f"/organisations/{organisation.slug}{suffix}")
        assert answer.status == (200 if is_public else 404)


NAMES = ["Memel Consult", "Riga Test", "From a list"]


def test_profile_that_has_faded_is_found_where_it_is_asked_for(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    faded = make.organisation(name="Memel Consult", confirmed_on=localdate() - timedelta(days=210))
    make.organisation(name="Riga Test", confirmed_on=localdate() - timedelta(days=209))
    make.organisation(name="From a list", state=ProfileState.UNCLAIMED, confirmed_on=None)

    page = visitor().open("/organisations")
    assert [name for name in NAMES if name in page.text] == ["Riga Test", "From a list"]
    assert "1 profile is left out" in page.text

    page.click("Show what was not confirmed")
    assert [name for name in NAMES if name in page.text] == NAMES
    assert "Not confirmed since" in page.text
    assert visitor().open(f"/organisations/{faded.slug}").status == 200


def test_declared_and_ended_accreditations_do_not_make_an_organisation_found(
    make: Make, client: FlaskClient
) -> None:
    good, declared, ended = (make.organisation() for _ in range(3))
    attest(good)
    attest(declared, state=AccreditationState.EVIDENCED, verified_at=None)
    attest(ended, valid_until=localdate() - timedelta(days=1))

    answer = client.get("/organisations.json?standard=ISO+9001").json

    assert [item["slug"] for item in answer["items"]] == [good.slug]


def test_text_finds_names_expertise_and_standards_in_any_form(
    make: Make, client: FlaskClient
) -> None:
    organisation = make.organisation(
        name="Öresund", expertise=["food safety"], city="Malmö", accreditations=[]
    )
    commands.declare(
        organisation,
        _system(),
        {
            "standard": "ISO/IEC 17021-1",
            "schemes": ["ISO 22000"],
            "certificate_number": "1",
            "accreditation_body": "SWEDAC",
            "valid_from": date(2020, 1, 1),
            "valid_until": date(2090, 1, 1),
        },
        None,
    )
    make.organisation(name="Other")
    db.session.commit()

    found = {
        text: client.get("/organisations.json", query_string={"q": text}).json["total"]
        for text in ("oresund", "foods", "malmo", "22000", "nothing")
    }

    assert found == {"oresund": 1, "foods": 1, "malmo": 1, "22000": 1, "nothing": 0}


def test_data_is_an_api_list_with_totals_and_links(make: Make, client: FlaskClient) -> None:
    for number in range(5):
        make.organisation(name=f"Organisation {number}", slug=f"o-{number}")

    answer = client.get("/organisations.json?per_page=2&page=2&kind=consultancy").json

    assert [item["slug"] for item in answer["items"]] == ["o-2", "o-3"]
    assert {name: answer[name] for name in ("page", "per_page", "pages", "total")} == {
        "page": 2, "per_page": 2, "pages": 3, "total": 5,
    }  # fmt: skip
    assert answer["links"] == {
        "self": "/organisations.json?per_page=2&page=2&kind=consultancy",
        "first": "/organisations.json?per_page=2&page=1&kind=consultancy",
        "prev": "/organisations.json?per_page=2&page=1&kind=consultancy",
        "next": "/organisations.json?per_page=2&page=3&kind=consultancy",
        "last": "/organisations.json?per_page=2&page=3&kind=consultancy",
    }


def test_data_past_the_end_is_empty_and_a_page_shows_the_last(
    make: Make, client: FlaskClient, visitor: Callable[..., Visitor]
) -> None:
    make.organisation(name="Memel Consult")

    assert client.get("/organisations.json?page=9").json["items"] == []
    assert "Memel Consult" in visitor().open("/organisations?page=9").text


@pytest.mark.parametrize(
    ("query", "name"),
    [("kind=nonsense", "kind"), ("per_page=101", "per_page"), ("page=0", "page"), ("page=x", "page"), ("country=Sweden", "country"), ("q=" + "x" * 201, "q")],
)  # fmt: skip
def test_data_refuses_what_a_page_leaves_out_with_a_notice(
    make: Make, client: FlaskClient, visitor: Callable[..., Visitor], query: str, name: str
) -> None:
    make.organisation(name="Memel Consult")

    answer = client.get(f"/organisations.json?{query}")
    page = visitor().open(f"/organisations?{query}")

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json["parameter"] == name
    assert page.status == 200
    assert f"could not be used and were left out: {name}." in page.text


def test_published_facts_have_neither_persons_nor_mailboxes(
    make: Make, client: FlaskClient
) -> None:
    organisation = make.organisation(
        email="office@example.org", phone="+370 5 000", street="Street 1"
    )
    make.member(organisation, name="Ada")
    attest(organisation)
    attest(organisation, certificate_number="2", state=AccreditationState.WITHDRAWN)

    answer = client.get(f"/organisations/{organisation.slug}.json")

    assert [found["certificate_number"] for found in answer.json["accreditations"]] == ["1"]
    for hidden in ("office@example.org", "+370 5 000", "Street 1", "Ada"):
        assert hidden not in answer.text


def test_visitor_gets_no_cookie(make: Make, client: FlaskClient) -> None:
    organisation = make.organisation()

    for path in ("/organisations", f"/organisations/{organisation.slug}"):
        assert "Set-Cookie" not in client.get(path).headers


def test_list_needs_the_same_few_statements_for_one_row_and_thirty(
    make: Make, client: FlaskClient, counting: Callable[..., Any]
) -> None:
    attest(make.organisation(kind=Kind.LABORATORY))
    client.get("/organisations")  # the first request of a process reads the list into memory
    with counting() as few:
        client.get("/organisations?per_page=50")
    for _ in range(29):
        attest(make.organisation())
    with counting() as many:
        client.get("/organisations?per_page=50")

    assert len(many) == len(few)
    assert len(many) <= 6


def test_accreditations_count_on_the_day_that_is_asked_for(make: Make) -> None:
    first, second = make.organisation(), make.organisation()
    valid = attest(first, valid_from=date(2004, 1, 1), valid_until=date(2008, 3, 31))
    attest(first, state=AccreditationState.SUSPENDED)

    assert verified_accreditations([first.id, second.id], date(2006, 5, 15)) == {
        first.id: [valid],
        second.id: [],
    }
    assert verified_accreditations([first.id], date(2008, 4, 1)) == {first.id: []}


def _system() -> Any:
    from app.core.actors import Actor

    return Actor.SYSTEM

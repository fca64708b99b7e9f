"""The same question in other formats: the whole answer, what the public may know, and no more."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import icalendar
import openpyxl
import pytest
from flask.testing import FlaskClient

from app.core.db import db
from app.core.tables import Table, read_table
from app.core.times import localdate, now
from app.directory.choices import AccreditationState, Kind
from app.directory.models import Accreditation
from app.entries.reading import read_entries
from app.finding import queries
from app.finding.columns import ORGANISATIONS, SEARCHES
from app.searches.models import SearchState
from tests.making import Make

ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = ("/searches.atom", "/searches.csv", "/searches.xlsx", "/searches.ics")
DIRECTORY = ("/organisations.atom", "/organisations.csv", "/organisations.xlsx")


def table(client: FlaskClient, address: str) -> Table:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return read_table(io.BytesIO(answer.data), address.partition("?")[0].strip("/"))


def column(found: Table, name: str) -> list[str]:
    return [row.cells[name] for row in found.rows]


def feed(client: FlaskClient, address: str) -> ET.Element:
    answer = client.get(address)
    assert answer.mimetype == "application/atom+xml"
    return ET.fromstring(answer.data)


def links(root: ET.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{ATOM}link")}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_sheet_has_every_search_the_page_finds_and_no_other(
    client: FlaskClient, make: Make, kind: str
) -> None:
    for number in range(25):
        make.search(title=f"Quality {number}", deadline_at=now() + timedelta(days=40 - number))
    make.search(title="Quality over", state=SearchState.CLOSED)
    make.search(title="Quality draft", state=SearchState.DRAFT)
    make.search(title="In Polish", language="pl")

    found = table(client, f"/searches.{kind}?language=en")

    assert column(found, "title") == [f"Quality {number}" for number in reversed(range(25))]
    assert found.header == tuple(one.name for one in SEARCHES)


def test_sheet_has_numbers_days_and_seats(client: FlaskClient, make: Make) -> None:
    search = make.search(
        slots=0,
        title="=HYPERLINK(1)",
        estimated_budget=Decimal("300000.00"),
        duration_months=24,
        deadline_at=datetime(2050, 6, 8, 14, 0, tzinfo=UTC),
        deadline_zone="Europe/Kaliningrad",
    )
    make.slot(search, title="A", seats=2, countries=["LT", "EU"], standards=["ISO 9001"])
    make.slot(search, title="B", number=2, countries=["LT", "RU"])

    row = table(client, "/searches.csv").rows[0].cells
    book = openpyxl.load_workbook(io.BytesIO(client.get("/searches.xlsx").data))

    expected = {
        "title": "=HYPERLINK(1)",
        "estimated_budget": "300000.00",
        "currency": "EUR",
        "duration_months": "24",
        "deadline_at": "2050-06-08 14:00",
        "deadline_zone": "Europe/Kaliningrad",
        "seats": "3",
        "seats_open": "3",
        "countries": "EU; LT; RU",
        "standards": "ISO 9001",
        "url": f"http://127.0.0.1:8000/searches/{search.reference}",
    }
    assert {name: row[name] for name in expected} == expected
    assert b"'=HYPERLINK" in client.get("/searches.csv").data
    assert book.sheetnames == ["searches", "seats"]
    head, *seats = book["seats"].values
    assert [dict(zip(head, seat, strict=True))["title"] for seat in seats] == ["A", "B"]
    by_name = dict(zip(*list(book["searches"].values), strict=True))
    assert by_name["deadline_at"] == datetime(2050, 6, 8, 14, 0)  # noqa: DTZ001
    assert by_name["estimated_budget"] == 300000


def test_sheet_of_organisations_has_the_columns_of_the_import(
    client: FlaskClient, make: Make
) -> None:
    seen = make.organisation(name="Järve Labor", languages=["et", "en"], country="EE", city="Narva")
    make.organisation(name="Hidden", is_listed=False)
    today = localdate()
    make.save(
        Accreditation(
            organisation_id=seen.id,
            standard="ISO/IEC 17025",
            schemes=["ISO 9001"],
            certificate_number="L-1",
            accreditation_body="EAK",
            valid_from=today,
            valid_until=today + timedelta(days=900),
            state=AccreditationState.VERIFIED,
            verified_at=now(),
        )
    )

    found = table(client, "/organisations.csv?country=EE")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/organisations.xlsx").data))

    assert found.header == tuple(one.name for one in ORGANISATIONS)
    assert column(found, "name") == ["Järve Labor"]
    assert column(found, "languages") == ["et; en"]
    assert column(found, "standards") == ["ISO 9001; ISO/IEC 17025"]
    assert column(found, "confirmed_on") == [today.isoformat()]
    assert book.sheetnames == ["organisations", "accreditations"]
    assert [row[2] for row in book["accreditations"].values] == ["standard", "ISO/IEC 17025"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exported_organisations_can_be_read_in_again(
    client: FlaskClient, make: Make, kind: str
) -> None:
    facts = {
        "name": "=Järve; Labor",
        "name_english": "+Laboratory",
        "abbreviation": "JL",
        "kind": Kind.LABORATORY,
        "country": "EE",
        "city": "Narva",
        "website": "https://labor.example.org",
        "founded": 1999,
        "languages": ["et", "en"],
        "expertise": ["Testing; calibration", "-40 °C"],
        "description": "First line\n=second line",
        "activity_countries": ["EE", "LV"],
    }
    slug = make.organisation(**facts).slug

    reading = read_entries(table(client, f"/organisations.{kind}"))

    assert reading.faults == []
    [entry] = reading.entries
    assert entry.slug == slug
    assert {name: entry.facts[name] for name in facts} == facts


@pytest.mark.parametrize("address", [*FORMATS, *DIRECTORY])
def test_nothing_private_is_in_any_format(client: FlaskClient, make: Make, address: str) -> None:
    search = make.search(
        email="secret@agency.example",
        contact_name="Anna Kowalska",
        phone="+7 4012 987654",
        address="Secret street 1",
    )
    make.organisation(
        email="secret@body.example",
        phone="+370 5 9876541",
        street="Secret street 2",
        notes="Secret",
    )
    content = client.get(address).data
    if address.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        content = repr([list(page.values) for page in book]).encode()

    shown = search.reference if "searches" in address else "Organisation"
    assert shown.encode() in content
    for secret in (b"ecret", b"Kowalska", b"98765", b"@agency", b"@body"):
        assert secret not in content


@pytest.mark.parametrize("address", [*FORMATS, *DIRECTORY])
def test_parameter_that_cannot_be_used_is_an_error(
    client: FlaskClient, make: Make, address: str
) -> None:
    answer = client.get(f"{address}?country=Atlantis")

    assert answer.status_code == 400
    assert "country" in answer.text


@pytest.mark.parametrize("address", [*FORMATS, *DIRECTORY])
def test_who_has_the_same_answer_is_told_so(client: FlaskClient, make: Make, address: str) -> None:
    search = make.search()
    organisation = make.organisation()
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    search.title = "Changed"
    organisation.name = "Changed"
    db.session.commit()
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert changed.status_code == 200


@pytest.mark.parametrize("address", [*FORMATS, *DIRECTORY])
def test_statements_do_not_grow_with_the_results(
    client: FlaskClient, make: Make, counting: Any, address: str
) -> None:
    def statements() -> int:
        with counting() as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    make.search()
    make.organisation()
    statements()
    few = statements()
    for _ in range(29):
        make.search(slots=2)
        make.organisation()

    assert statements() == few


def test_whole_answer_goes_over_the_batches(
    client: FlaskClient, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BATCH", 2)
    for number in range(5):
        make.search(title=f"S{number}")

    assert sorted(column(table(client, "/searches.csv"), "title")) == ["S0", "S1", "S2", "S3", "S4"]


def test_feed_is_what_readers_want(client: FlaskClient, make: Make) -> None:
    old = make.search(title="Old <b> & \x0b", published_at=now() - timedelta(days=9), language="pl")
    new = make.search(title="Нарва", published_at=now() - timedelta(days=1))

    root = feed(client, "/searches.atom?lang=ru&country=LT&country=LV&status=any&status=open")
    plain = feed(client, "/searches.atom")

    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "ru"
    assert links(root)["alternate"].startswith("http://127.0.0.1:8000/?country=LT&country=LV")
    entries = plain.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [new.title, "Old <b> & "]
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"tag:127.0.0.1,2026:searches/{one.reference}" for one in (new, old)
    ]
    assert entries[1].attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "pl"
    assert plain.findtext(f"{ATOM}updated") == max(
        entry.findtext(f"{ATOM}updated") or "" for entry in entries
    )
    assert links(plain)["self"] == "http://127.0.0.1:8000/searches.atom?page=1"


def test_long_feed_goes_on_in_further_pages(
    client: FlaskClient, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.finding.views.formats.IN_A_FEED", 2)
    for number in range(5):
        make.search(title=f"S{number}", published_at=now() - timedelta(hours=number))

    titles, address = [], "/searches.atom?language=en"
    while address:
        root = feed(client, address)
        titles += [one.findtext(f"{ATOM}title") for one in root.findall(f"{ATOM}entry")]
        address = links(root).get("next", "").removeprefix("http://127.0.0.1:8000")

    assert titles == ["S0", "S1", "S2", "S3", "S4"]


def test_feed_without_entries_is_valid(client: FlaskClient, make: Make) -> None:
    root = feed(client, "/organisations.atom?q=nothing-at-all")

    assert root.findtext(f"{ATOM}updated")
    assert root.findall(f"{ATOM}entry") == []


def test_deadline_is_an_event_in_its_zone(client: FlaskClient, make: Make) -> None:
    search = make.search(
        title="Textiles; quality, and more",
        deadline_at=datetime(2050, 6, 8, 14, 0, tzinfo=UTC),
        deadline_zone="Europe/Kaliningrad",
    )
    make.search(deadline_at=datetime(2050, 1, 2, 16, 0, tzinfo=UTC))

    calendar = icalendar.Calendar.from_ical(client.get("/searches.ics").data)
    one = icalendar.Calendar.from_ical(client.get(f"/searches/{search.reference}.ics").data)

    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    event = events[f"{search.reference}@127.0.0.1"]
    assert len(events) == 2
    assert event["dtstart"].params["TZID"] == "Europe/Kaliningrad"
    assert event["dtstart"].dt.isoformat() == "2050-06-08T16:00:00+02:00"
    assert str(event["summary"]) == f"Deadline of {search.reference}: Textiles; quality, and more"
    assert event["sequence"] == search.version
    assert {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")} == {
        "Europe/Kaliningrad",
        "Europe/Brussels",
    }
    assert [str(each["uid"]) for each in one.walk("VEVENT")] == [event["uid"]]


def test_event_of_an_amended_search_replaces_the_one_before(
    client: FlaskClient, make: Make
) -> None:
    def event() -> Any:
        answer = client.get(f"/searches/{search.reference}.ics")
        return icalendar.Calendar.from_ical(answer.data).walk("VEVENT")[0]

    search = make.search()
    before = event()
    search.deadline_at = now() + timedelta(days=60)
    db.session.commit()
    after = event()

    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


def test_calendar_of_a_draft_is_no_page(client: FlaskClient, make: Make) -> None:
    draft = make.search(state=SearchState.DRAFT)

    assert client.get(f"/searches/{draft.reference}.ics").status_code == 404

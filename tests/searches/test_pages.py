"""The pages of searches, as visitors and staff walk through them."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.core.history import entries_of
from app.core.times import localdate, now
from app.directory.choices import Role
from app.inbox.models import Message
from app.programmes.commands import load_programmes
from app.searches.models import Enquiry, PartnerSearch, SearchState
from app.searches.queries import get_search

ZONE = "Europe/Kaliningrad"
FORM = Path(__file__).parents[2] / "app/demo/forms/european-quality-centre.txt"
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


@pytest.fixture
def loaded(app):
    load_programmes()
    db.session.commit()


def state_of(reference: str) -> SearchState:
    return db.session.scalars(
        sa.select(PartnerSearch.state).where(PartnerSearch.reference == reference)
    ).one()


def only_search() -> PartnerSearch:
    reference = db.session.scalars(sa.select(PartnerSearch.reference)).one()
    return get_search(reference)


@pytest.mark.parametrize("path", ["/", "/searches"])
def test_listing_is_the_same_at_both_addresses(make, visitor, path):
    make.search(title="European Quality Centre")

    person = visitor().open(path)

    assert "European Quality Centre" in person.text
    assert "Set-Cookie" not in person.answer.headers


def test_public_pages_show_no_person_and_no_address(make, visitor):
    search = make.search(
        slots=2, title="Quality", contact_name="Mr. A. Person", phone="+7 0112 000000",
        fax="+7 0112 111111", email="person@example.org", author_id=make.staff(name="Olga Officer").id,
    )  # fmt: skip
    for path in ("/", f"/searches/{search.reference}", "/searches.json",
                 f"/searches/{search.reference}.json", f"/searches/{search.reference}/contact"):  # fmt: skip
        text = visitor().open(path).answer.text
        for secret in ("Mr. A. Person", "0112 000000", "70112000000", "111111", "Olga Officer"):
            assert secret not in text, path
        assert not MAIL.search(text), path


def test_draft_is_no_page_for_the_public_and_a_preview_for_staff(make, visitor):
    search = make.search(state=SearchState.DRAFT, title="Secret plan", published_at=None)
    path = f"/searches/{search.reference}"

    assert visitor().open(path).status == 404
    assert visitor().open(path + ".json").status == 404
    assert visitor().open(path + "/contact").status == 404
    assert visitor(make.member()).open(path).status == 404
    assert "A preview" in visitor(make.staff()).open(path).text
    assert "Secret plan" not in visitor().open("/?status=any").text


def test_import_leads_to_a_draft_with_nothing_lost_and_no_priority_chosen(loaded, make, visitor):
    person = visitor(make.staff()).open("/desk/searches").click("Import a form")
    person.press("Read the form", {"The form as text": FORM.read_text(encoding="utf-8")})
    search = only_search()

    assert person.path == f"/searches/{search.reference}/edit"
    assert search.title == "European Quality Centre in Kaliningrad, Russia"
    assert search.priority is None
    assert search.programme is None
    assert str(search.estimated_budget) == "300000.00"
    assert (len(search.keywords), len(search.objectives), len(search.benefits)) == (4, 3, 3)
    assert [slot.seats for slot in search.slots] == [1, 1]
    assert search.slots[0].countries == ["EU", "CANDIDATE"]
    assert "Which priority is meant?" in person.text
    assert "Promotion of institution building, strengthening transnational" in person.text
    groups = [group["label"] for group in person.page.select("#priority optgroup")]
    assert groups[0] == "BSR INTERREG III B Neighbourhood Programme 2000–2006"
    assert not person.page.select("#priority option[selected]:not([value=''])")


def test_upload_is_read_like_pasted_text(loaded, make, visitor):
    person = visitor(make.staff()).open("/searches/import")
    person.press("Read the form", {"Or a text file": FORM})

    assert only_search().title == "European Quality Centre in Kaliningrad, Russia"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Paste the form, or choose a file."),
        ({"Or a text file": ("form.txt", b"\x00\x01binary" * 50)}, "The file is not text"),
        ({"Or a text file": ("form.pdf", b"%PDF-1.7 ...")}, "not plain text but a PDF document"),
    ],
)
def test_file_that_cannot_be_read_is_told_in_one_sentence(loaded, make, visitor, given, sentence):
    person = visitor(make.staff()).open("/searches/import").press("Read the form", given)

    assert person.status == 422
    assert sentence in person.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PartnerSearch)) == 0


def test_search_goes_from_the_form_to_the_public(loaded, make, visitor):
    officer, reviewer = visitor(make.staff()), visitor(make.staff(Role.REVIEWER))
    officer.open("/searches/import")
    officer.press("Read the form", {"The form as text": FORM.read_text(encoding="utf-8")})
    reference = only_search().reference
    officer.press(
        "Save the draft",
        {
            "Summary": "A centre for quality in Kaliningrad.",
            "Programme": "BSR INTERREG III B Neighbourhood Programme 2000–2006",
            "Priority": "3 Promotion of institution building, strengthening transnational spatial development",
            "Answers are taken until": f"{localdate(zone=ZONE) + timedelta(days=20)}T17:00",
            "Time zone of the deadline": "Kaliningrad",
        },
    )
    for slot in range(2):
        officer.open(f"/searches/{reference}")
        officer.open(officer.page.select("#seats a")[slot * 1]["href"])
        officer.press(
            "Save the slot",
            {
                "Essential criteria": "Accredited\nIndependent",
                "Nice-to-have criteria": "Speaks Russian",
            },
        )
    assert "Add a slot" in officer.text
    officer.press("Send to quality review")

    assert "Sent to quality review." in officer.text
    assert state_of(reference) == SearchState.IN_REVIEW
    assert officer.open(f"/searches/{reference}/edit").status == 403
    assert visitor().open(f"/searches/{reference}").status == 404

    reviewer.open(f"/searches/{reference}").press("Approve and publish")
    public = visitor().open("/searches")

    assert "European Quality Centre in Kaliningrad, Russia" in public.text
    assert public.page.select_one(".days b").get_text() == "20"
    public.open(f"/searches/{reference}")
    assert "Speaks Russian" in public.text
    assert "17:00, Kaliningrad time" in public.text


def test_author_does_not_approve_their_own_search(make, visitor):
    person = make.staff(Role.OFFICER, Role.REVIEWER)
    search = make.search(state=SearchState.IN_REVIEW, author_id=person.id)

    answer = visitor(person).open(f"/searches/{search.reference}")

    assert "Approve and publish" not in answer.text


def test_slots_are_moved_and_removed(make, visitor):
    search = make.search(slots=0, state=SearchState.DRAFT)
    for number, title in enumerate(("First", "Second", "Third"), start=1):
        make.slot(search, number=number, title=title)
    person = visitor(make.staff()).open(f"/searches/{search.reference}")

    person.press("Move down: First")
    person.press("Remove: Third")

    assert [heading.get_text() for heading in person.page.select("#seats h3")] == [
        "Second",
        "First",
    ]
    db.session.expunge_all()
    assert [slot.number for slot in get_search("PS-2026-001").slots] == [1, 2]


def test_amendment_is_published_with_its_reason_and_a_later_deadline(make, visitor):
    search = make.search(title="Old", deadline_zone=ZONE)
    later = f"{localdate(zone=ZONE) + timedelta(days=60)}T12:00"
    person = visitor(make.staff()).open(f"/searches/{search.reference}").click("Amend")
    person.press(
        "Publish the change",
        {
            "Title": "New",
            "Answers are taken until": later,
            "What you change, and why": "More time.",
        },
    )

    assert person.page.h1.get_text() == "New"
    assert "More time." in person.text
    assert "Amended" in person.text


def test_amendment_to_an_earlier_deadline_is_refused(make, visitor):
    search = make.search()
    sooner = f"{now() + timedelta(days=2):%Y-%m-%dT12:00}"
    person = visitor(make.staff()).open(f"/searches/{search.reference}/amend")
    person.press(
        "Publish the change",
        {"Answers are taken until": sooner, "What you change, and why": "Hurry."},
    )

    assert person.status == 422
    assert "can only be moved to later" in person.text


def test_administrator_changes_the_day_of_the_rules_with_a_reason(make, visitor):
    search = make.search()
    person = visitor(make.staff(Role.ADMINISTRATOR)).open(f"/searches/{search.reference}/rules")
    person.press(
        "Save the day", {"Rules count as of": "2006-06-08", "Your reason": "The case of 2006."}
    )

    assert "8 June 2006" in person.text
    assert "The case of 2006." in person.text
    assert visitor(make.staff()).open(f"/searches/{search.reference}/rules").status == 403


def test_message_reaches_the_officers_without_showing_addresses(app, make, visitor, monkeypatch):
    monkeypatch.setitem(app.config, "SECONDS_TO_WRITE", 0)
    officer = make.staff(email="officer@example.org")
    search = make.search(title="Quality")
    person = visitor().open(f"/searches/{search.reference}").click("Write a message")
    person.press(
        "Send the message",
        {"Your name": "Ada", "Your organisation": "Lab", "Your e-mail address": "ada@example.net", "Your message": "Is seat A free?", "The agency may see my address and answer me": True},
    )  # fmt: skip
    mails = {mail.address: mail for mail in db.session.scalars(sa.select(Message))}

    assert person.path.endswith("/contact/sent")
    assert set(mails) == {officer.email, "ada@example.net"}
    assert mails[officer.email].reply_to == "ada@example.net"
    assert "Is seat A free?" in mails[officer.email].body
    assert "Is seat A free?" not in mails["ada@example.net"].body
    assert officer.email not in mails["ada@example.net"].body
    assert db.session.scalars(sa.select(Enquiry.text)).all() == ["Is seat A free?"]
    assert "Set-Cookie" not in person.answer.headers


def test_message_without_consent_keeps_the_address_back(app, make, visitor, monkeypatch):
    monkeypatch.setitem(app.config, "SECONDS_TO_WRITE", 0)
    make.staff(email="officer@example.org")
    search = make.search()
    person = visitor().open(f"/searches/{search.reference}/contact")
    person.press(
        "Send the message",
        {"Your name": "Ada", "Your e-mail address": "ada@example.net", "Your message": "Hello"},
    )
    mail = db.session.scalars(
        sa.select(Message).where(Message.address == "officer@example.org")
    ).one()

    assert mail.reply_to == ""
    assert "ada@example.net" not in mail.body + mail.subject


def test_message_of_a_machine_is_dropped_and_thanked_for(app, make, visitor, monkeypatch):
    monkeypatch.setitem(app.config, "SECONDS_TO_WRITE", 0)
    make.staff()
    search = make.search()
    person = visitor().open(f"/searches/{search.reference}/contact")
    person.press(
        "Send the message",
        {
            "Your name": "Bot",
            "Your e-mail address": "bot@example.net",
            "Your message": "Buy",
            "homepage": "http://spam.example",
        },
    )

    assert person.path.endswith("/contact/sent")
    assert db.session.scalars(sa.select(Message)).all() == []
    assert db.session.scalars(sa.select(Enquiry)).all() == []


def test_message_sent_at_once_is_asked_for_again(make, visitor):
    make.staff()
    search = make.search()
    person = visitor().open(f"/searches/{search.reference}/contact")
    person.press(
        "Send the message",
        {"Your name": "Bot", "Your e-mail address": "bot@example.net", "Your message": "Buy"},
    )

    assert person.status == 422
    assert "That was very fast." in person.text
    assert db.session.scalars(sa.select(Enquiry)).all() == []


def test_messages_are_limited(app, make, visitor, monkeypatch):
    monkeypatch.setitem(app.config, "SECONDS_TO_WRITE", 0)
    make.staff()
    search = make.search()
    answers = []
    for number in range(6):
        person = visitor().open(f"/searches/{search.reference}/contact")
        person.press(
            "Send the message",
            {
                "Your name": "Ada",
                "Your e-mail address": "ada@example.net",
                "Your message": f"Hello {number}",
            },
        )
        answers.append(person.status)

    assert answers == [200] * 5 + [429]


def test_workbench_shows_every_state_to_staff_only(make, visitor):
    make.search(title="Half done", state=SearchState.DRAFT)
    make.search(title="Published")
    make.search(title="Over", deadline_at=now() - timedelta(days=1))

    officer = visitor(make.staff()).open("/desk/searches")

    assert all(title in officer.text for title in ("Half done", "Published", "Over"))
    drafts = officer.open("/desk/searches?state=draft").text
    assert "Half done" in drafts
    assert "Published" not in drafts
    closed = officer.open("/desk/searches?state=closed").text
    assert "Over" in closed
    assert visitor(make.member()).open("/desk/searches").status == 403


def test_json_of_a_search_has_its_slots_and_criteria(make, visitor):
    search = make.search(title="Quality", programme=make.programme(slug="bsr"))

    told = json.loads(visitor().open(f"/searches/{search.reference}.json").answer.text)

    assert told["reference"] == search.reference
    assert told["status"] == "open"
    assert told["programme"]["slug"] == "bsr"
    assert told["slots"][0]["seats_open"] == 1
    assert told["slots"][0]["criteria"] == [{"text": "Accredited for ISO 9001", "essential": True}]


def test_seats_are_told_by_whoever_is_registered(app, make, visitor, monkeypatch):
    search = make.search(slots=0)
    slot = make.slot(search, seats=3)
    monkeypatch.setitem(app.extensions, "seats_taken", lambda ids: dict.fromkeys(ids, 2))

    told = json.loads(visitor().open(f"/searches/{search.reference}.json").answer.text)

    assert told["slots"][0]["seats_open"] == 1
    assert "1 of 3 open" in visitor().open("/searches").text
    assert slot.seats == 3


def test_agreed_search_says_so(make, visitor):
    search = make.search(state=SearchState.AGREED)

    assert "Partnership agreed" in visitor().open(f"/searches/{search.reference}").text
    assert "Partnership agreed" in visitor().open("/searches?status=agreed").text


def test_second_reviewer_gets_the_conflict_page(make, visitor):
    search = make.search(state=SearchState.IN_REVIEW, published_at=None, **make.whole())
    first, second = (visitor(make.staff(Role.REVIEWER)) for _ in range(2))
    first.open(f"/searches/{search.reference}")
    second.open(f"/searches/{search.reference}")

    first.press("Approve and publish")
    second.press("Approve and publish")

    assert first.status == 200
    assert second.status == 409
    assert state_of(search.reference) == SearchState.OPEN


def test_two_reviewers_at_the_same_moment_approve_once(app, make, visitor):
    search = make.search(state=SearchState.IN_REVIEW, published_at=None, **make.whole())
    path = f"/searches/{search.reference}"
    people = [visitor(make.staff(Role.REVIEWER)).open(path) for _ in range(2)]
    forms = [
        {field["name"]: field["value"] for field in form.select("input[name]")}
        for person in people
        for form in person.page.select(f"form[action='{path}/moves/approve']")
    ]
    barrier = Barrier(2)

    def approve(number: int) -> int:
        barrier.wait()
        client = people[number].client
        return client.post(f"{path}/moves/approve", data=forms[number]).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(approve, range(2)))

    assert answers == [303, 409]
    moves = [entry.action for entry in entries_of(search)]
    assert moves.count("search.approve") == 1

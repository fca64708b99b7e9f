"""Digests: each new entry once, with the reason, on time, and off with one click."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.core.times import now
from app.finding import jobs, tokens
from app.finding.models import Frequency, SavedHit, SavedSearch, Subject
from app.finding.queries import last_time
from app.inbox.delivery import deliver
from app.inbox.models import Message
from app.searches.commands import make_findable
from app.searches.models import SearchState
from tests.inbox.mail_server import MailServer
from tests.making import Make

BERLIN = ZoneInfo("Europe/Berlin")
Saved = Callable[..., SavedSearch]


def digests() -> list[Message]:
    found = sa.select(Message).where(Message.event == "saved-search.digest").order_by(Message.id)
    return list(db.session.scalars(found))


def titles(message: Message) -> list[str]:
    return [entry["title"] for entry in message.entries]


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("frequency", "at", "expected"),
    [
        (Frequency.DAILY, local(10, 7), local(10, 7)),
        (Frequency.DAILY, local(10, 6, 59), local(9, 7)),
        (Frequency.WEEKLY, local(10, 12), local(8, 7)),
        (Frequency.WEEKLY, local(8, 6, 59), local(1, 7)),
        (Frequency.WEEKLY, local(8, 7), local(8, 7)),
    ],
)
def test_digests_are_due_at_seven_and_on_mondays(
    frequency: Frequency, at: datetime, expected: datetime
) -> None:
    assert last_time(frequency, at.astimezone(UTC), BERLIN) == expected


def test_new_entry_makes_one_mail_and_none_the_next_day(
    smtp: MailServer, make: Make, saved: Saved, client: FlaskClient
) -> None:
    person = make.user(email="anna@example.org", name="Anna")
    with time_machine.travel(local(9, 12), tick=False):
        make.search(title="Known before", published_at=now())
    with time_machine.travel(local(9, 13), tick=False):
        one = saved(person, "country=LT", since=now(), looked_at=now())
        other = saved(person, "country=RU", since=now(), looked_at=now(), title="Other")
    with time_machine.travel(local(9, 14), tick=False):
        search = make.search(slots=0, title="Quality in Lithuania", deadline_at=local(30, 12))
        make.slot(search, countries=["LT", "PL"])
        make.slot(make.search(slots=0, title="For Sweden"), countries=["SE"])
    with time_machine.travel(local(9, 23), tick=False):
        assert jobs.send_digests() == 0
    with time_machine.travel(local(10, 7, 5), tick=False):
        assert jobs.send_digests() == 1
        assert jobs.send_digests() == 0
        deliver()
    with time_machine.travel(local(11, 7, 5), tick=False):
        search.deadline_at = local(29, 12)
        db.session.commit()
        assert jobs.send_digests() == 0
        deliver()

    [mail] = smtp.parsed()
    body = mail.get_body(("plain",))
    page = mail.get_body(("html",))
    assert body is not None
    assert page is not None
    text = " ".join(body.get_content().split())
    assert mail["To"] == "anna@example.org"
    assert mail["Subject"] == "1 new result for “What I look for”"
    assert text.startswith("Dear Anna,")
    assert "Quality in Lithuania" in text
    assert "Why: country: Lithuania." in text
    assert "For Sweden" not in text
    assert "Known before" not in text
    address = f"http://127.0.0.1:8000/searches/{search.reference}"
    assert address in text
    assert f'href="{address}"' in page.get_content()
    assert other.is_on

    # As the server of a mail provider does it: one POST, nothing known of the person.
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<(http://127\.0\.0\.1:8000/\S+)>", mail["List-Unsubscribe"])
    assert found
    raw = smtp.mails[0].decode()
    assert f"List-Unsubscribe: <{found[1]}>\r\n" in raw
    answer = client.post(urlsplit(found[1]).path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    db.session.expire_all()
    assert (one.frequency, other.frequency) == (Frequency.OFF, Frequency.DAILY)
    with time_machine.travel(local(11, 12), tick=False):
        make.slot(make.search(slots=0, title="Another"), countries=["LT"])
    with time_machine.travel(local(12, 8), tick=False):
        assert jobs.send_digests() == 0


def test_looking_at_the_link_changes_nothing(client: FlaskClient, make: Make, saved: Saved) -> None:
    one = saved(make.user())
    path = f"/unsubscribe/{tokens.seal(one.uid)}"

    for _ in range(10):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200

    assert one.frequency == Frequency.DAILY


def test_unsubscribing_can_be_undone_on_the_page(make: Make, saved: Saved, visitor: Any) -> None:
    one = saved(make.user(), looked_at=now() - timedelta(days=90), since=now() - timedelta(days=90))
    reader = visitor().open(f"/unsubscribe/{tokens.seal(one.uid)}")

    reader.press("Send me no more of these mails")
    assert "You get no more mails" in reader.text
    assert one.frequency == Frequency.OFF
    reader.press("Every day")

    assert one.frequency == Frequency.DAILY
    assert now() - timedelta(days=7, minutes=5) < one.since < now() - timedelta(days=6)


@pytest.mark.parametrize("token", ["x", "ImFiYyI.aaaa", "a" * 300])
def test_link_that_is_not_ours_is_no_page(client: FlaskClient, make: Make, token: str) -> None:
    assert client.get(f"/unsubscribe/{token}").status_code == 404
    assert client.post(f"/unsubscribe/{token}").status_code == 404


def test_days_that_were_missed_are_caught_up_with_once(make: Make, saved: Saved) -> None:
    saved(make.user(), since=now() - timedelta(days=9), looked_at=now() - timedelta(days=9))
    for days in (8, 5, 2):
        make.search(title=f"{days} days ago", published_at=now() - timedelta(days=days))

    jobs.send_digests()
    jobs.send_digests()

    [mail] = digests()
    assert titles(mail) == ["2 days ago", "5 days ago", "8 days ago"]


def test_weekly_digest_waits_for_monday(make: Make, saved: Saved) -> None:
    with time_machine.travel(local(9, 12), tick=False):  # a Tuesday
        saved(make.user(), frequency=Frequency.WEEKLY, since=now(), looked_at=now())
    with time_machine.travel(local(9, 13), tick=False):
        make.search(title="New", deadline_at=local(30, 12))
    sent = {}
    for day in (10, 14, 15):
        with time_machine.travel(local(day, 8), tick=False):
            sent[day] = jobs.send_digests()

    assert sent == {10: 0, 14: 0, 15: 1}


def test_nobody_hears_twice_of_one_entry(make: Make, saved: Saved) -> None:
    person = make.user()
    saved(person, "language=en")
    saved(person, "status=any")
    other = saved(make.user(), "language=en")
    make.search(title="New")

    jobs.send_digests()

    assert sorted(mail.person_id or 0 for mail in digests()) == sorted([person.id, other.person_id])


@pytest.mark.parametrize("trouble", [{"active": False}, {"confirmed_at": None}])
def test_only_people_who_can_be_reached_get_mail(
    make: Make, saved: Saved, trouble: dict[str, Any]
) -> None:
    saved(make.user(**trouble))
    make.search()

    jobs.send_digests()

    assert digests() == []


def test_empty_digest_is_not_sent(make: Make, saved: Saved) -> None:
    one = saved(make.user(), "q=unheard-of")
    before = one.looked_at
    make.search()

    jobs.send_digests()

    assert digests() == []
    assert one.looked_at > before


def test_closed_and_hidden_searches_are_not_told(make: Make, saved: Saved) -> None:
    saved(make.user())
    make.search(state=SearchState.DRAFT)
    make.search(state=SearchState.CLOSED)
    make.search(deadline_at=now() - timedelta(hours=1))

    jobs.send_digests()

    assert digests() == []


def test_many_new_entries_are_counted_and_the_newest_shown(make: Make, saved: Saved) -> None:
    saved(make.user())
    for number in range(23):
        make.search(slots=0, title=f"S{number}", published_at=now() - timedelta(minutes=number))

    jobs.send_digests()

    [mail] = digests()
    assert titles(mail) == [f"S{number}" for number in range(20)]
    assert mail.subject.startswith("23 new results")
    assert "3 more are in the list" in mail.body
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SavedHit)) == 23


def test_mail_speaks_the_language_of_the_person(make: Make, saved: Saved) -> None:
    saved(make.user(locale="ru"), "country=LT")
    make.slot(make.search(slots=0), countries=["LT"])

    jobs.send_digests()

    [mail] = digests()
    assert mail.language == "ru"
    assert "Литва" in mail.entries[0]["lines"][1]


def test_organisations_are_told_as_well(make: Make, saved: Saved) -> None:
    saved(make.user(), "country=EE", subject=Subject.ORGANISATIONS)
    make.organisation(name="Järve", country="EE")
    make.organisation(name="Vilnius", country="LT")
    make.organisation(name="Hidden", country="EE", is_listed=False)

    jobs.send_digests()

    [mail] = digests()
    assert titles(mail) == ["Järve"]
    assert mail.entries[0]["lines"][1] == "Why: country: Estonia."


def test_question_that_is_no_longer_understood_finds_nothing(make: Make, saved: Saved) -> None:
    saved(make.user(), "programme=gone")
    make.search()

    jobs.send_digests()

    assert digests() == []


def test_digest_that_fails_does_not_keep_the_others(make: Make, saved: Saved) -> None:
    broken = saved(make.user(), "language=pl", title="Broken")
    whole = saved(make.user(), "language=en", title="Whole")
    make.search(language="pl", deadline_zone="Nowhere/Land")
    make.search(language="en")

    jobs.send_digests()

    assert [mail.subject for mail in digests()] == ["1 new result for “Whole”"]
    assert broken.looked_at < whole.looked_at


def test_words_are_named_where_they_stand(make: Make, saved: Saved) -> None:
    saved(make.user(), 'q="quality management" narva&standard=ISO 9001&standard=ISO 14001')
    search = make.search(
        slots=0, title="Quality management for towns", description="Meetings are held in Narva."
    )
    make.slot(search, standards=["ISO 9001"])
    db.session.refresh(search, ["slots"])
    for slot in search.slots:
        db.session.refresh(slot, ["criteria"])
    make_findable(search)
    db.session.commit()

    jobs.send_digests()

    [mail] = digests()
    assert mail.entries[0]["lines"][1] == (
        "Why: words: “quality management” in the title; words: “narva” in the text; "
        "standard: ISO 9001."
    )


def test_two_workers_send_each_mail_once(app: Flask, make: Make, saved: Saved) -> None:
    people = [make.user() for _ in range(6)]
    for person in people:
        saved(person)
    make.search()
    db.session.commit()
    db.session.remove()

    def work() -> None:
        with app.app_context():
            ready.wait(10)
            jobs.send_digests()

    ready = threading.Barrier(2)
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sorted(mail.person_id or 0 for mail in digests()) == sorted(one.id for one in people)


def test_of_several_values_those_are_named_that_it_meets(make: Make, saved: Saved) -> None:
    saved(make.user(), "country=LT&country=RU&country=NO&budget_min=1000.00&status=any")
    search = make.search(slots=0, estimated_budget=Decimal("5000.00"))
    make.slot(search, countries=["RU", "EU"])
    saved(make.user(), "language=et&language=lt&nace=71&nace=62", subject=Subject.ORGANISATIONS)
    make.organisation(languages=["et"], nace=["71.20"])

    jobs.send_digests()

    assert {mail.entries[0]["lines"][1] for mail in digests()} == {
        "Why: country: Lithuania, Russia; Budget from EUR\xa01,000.",
        "Why: economic activity: Architectural and engineering activities; technical testing and "
        "analysis; language: Estonian.",
    }

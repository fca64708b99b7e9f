"""The feed of a person and the outbox of the agency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core.db import db
from app.core.times import now
from app.directory.choices import Role
from app.inbox.delivery import deliver
from app.inbox.models import Delivery, Message
from tests.inbox.mail_server import MailServer
from tests.making import Make
from tests.visitor import Visitor

Write = Callable[..., Message]
Browser = Callable[..., Visitor]


def test_feed_shows_ones_own_notices_the_unread_first(
    make: Make, visitor: Browser, write: Write
) -> None:
    ada = make.user()
    write(1, person=ada, subject="An old one")
    write(2, person=ada, subject="One that was read", read_at=now())
    write(3, person=make.user(), subject="Not for her eyes")
    write(4, person=ada, subject="A link to sign in with", is_listed=False)

    feed = visitor(ada).open("/inbox")

    assert [heading.text for heading in feed.page.select("h2")][:2] == [
        "An old one",
        "One that was read",
    ]
    assert "Not for her eyes" not in feed.text
    assert "A link to sign in with" not in feed.text


def test_notice_is_marked_as_read_by_its_reader_only(
    make: Make, visitor: Browser, write: Write
) -> None:
    ada, eve = make.user(), make.user()
    message = write(1, person=ada)

    visitor(eve).open("/inbox").open("/inbox")
    token = visitor(eve).open("/inbox").page.select_one("[name=csrf_token]")["value"]
    stranger = visitor(eve).open(
        f"/inbox/{message.uid}/read", method="POST", data={"csrf_token": token}
    )
    assert stranger.status in {404, 409}
    assert message.read_at is None

    reader = visitor(ada).open("/inbox").press("Mark as read: PS-2026-001: message 1")
    assert message.read_at is not None
    assert "You have read them all." in reader.text


def test_all_notices_are_marked_as_read(make: Make, visitor: Browser, write: Write) -> None:
    ada = make.user()
    mine = [write(number, person=ada) for number in range(3)]
    other = write(9, person=make.user())

    visitor(ada).open("/inbox").press("Mark all as read")

    assert all(message.read_at for message in mine)
    assert other.read_at is None


def test_outbox_shows_failures_first_and_tries_them_again(
    make: Make, visitor: Browser, write: Write, smtp: MailServer
) -> None:
    smtp.answer = lambda address: "550 No such mailbox" if address.startswith("reader1@") else None
    failed = write(1, subject="Failed")
    write(2, subject="Went well")
    deliver()

    outbox = visitor(make.staff(Role.OFFICER)).open("/outbox")
    rows = [row.text for row in outbox.page.select("tbody th")]
    assert rows == ["Failed", "Went well"]
    assert "550 No such mailbox" in outbox.text

    smtp.answer = lambda address: None
    outbox.press("Try again: Failed")
    assert failed.delivery == Delivery.QUEUED
    deliver()
    db.session.refresh(failed)
    assert failed.delivery == Delivery.SENT


def test_outbox_never_shows_what_a_mail_says(make: Make, visitor: Browser, write: Write) -> None:
    write(1, is_secret=True, body="The way in", link="http://127.0.0.1/once/abc", subject="Sign in")

    answer = visitor(make.staff(Role.OFFICER)).open("/outbox").answer.text

    assert "Sign in" in answer
    assert "The way in" not in answer
    assert "once/abc" not in answer


def test_outbox_says_when_mail_does_not_leave(make: Make, visitor: Browser, write: Write) -> None:
    officer = visitor(make.staff(Role.OFFICER))
    write(1)
    assert "Mail is not leaving" not in officer.open("/outbox").text

    write(2, next_try_at=now() - timedelta(hours=1))

    assert "Mail is not leaving" in officer.open("/outbox").text


@pytest.mark.parametrize("path", ["/inbox", "/outbox"])
def test_pages_are_not_for_everybody(make: Make, visitor: Browser, path: str) -> None:
    assert visitor().open(path).path == "/sign-in"
    assert visitor(make.member()).open(path).status == (200 if path == "/inbox" else 403)


def test_auditor_reads_the_outbox_and_changes_nothing(
    make: Make, visitor: Browser, write: Write
) -> None:
    write(1, delivery=Delivery.FAILED)

    outbox = visitor(make.staff(Role.AUDITOR)).open("/outbox")

    assert outbox.status == 200
    assert outbox.buttons == []


def test_lists_need_the_same_statements_for_one_row_and_thirty(
    make: Make, visitor: Browser, write: Write, counting: Callable[..., object]
) -> None:
    officer = make.staff(Role.OFFICER)
    browser = visitor(officer)

    def statements(path: str) -> int:
        with counting() as seen:  # type: ignore[attr-defined]
            browser.open(path)
        return len(seen)

    write(0, person=officer)
    browser.open("/inbox")
    before = {path: statements(path) for path in ("/inbox", "/outbox")}
    for number in range(1, 30):
        write(number, person=officer)
    after = {path: statements(path) for path in ("/inbox", "/outbox")}

    assert after == before

"""How messages leave: what arrives, what is tried again, what is given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask

from app.core.db import db
from app.core.times import now
from app.inbox.delivery import MOST_ATTEMPTS, deliver, pause_after
from app.inbox.models import Delivery, Message
from tests.inbox.mail_server import MailServer
from tests.making import Make

Write = Callable[..., Message]


def again(message: Message) -> Message:
    db.session.expire_all()
    return db.session.get_one(Message, message.id)


def test_mail_arrives_with_both_bodies_and_its_headers(
    app: Flask, smtp: MailServer, write: Write, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FROM", "no-reply@kontor.example.org")
    reader = make.user(name="Ada", locale="ru")
    write(
        person=reader,
        address=reader.email,
        subject="[Action needed by 29 May] PS-2026-001: «Качество»",
        body="We <b>ask</b> you.\n\nSee https://evil.example.",
        link="https://kontor.example.org/interests/1",
        link_text="Answer",
        reply_to="relay@example.org",
    )

    run = deliver()

    [mail] = smtp.parsed()
    assert (run.sent, run.put_off, run.failed) == (1, 0, 0)
    assert mail["Subject"] == "[Action needed by 29 May] PS-2026-001: «Качество»"
    assert (
        mail["From"]
        == '"Regional Development Agency, Kaliningrad via Kontor" <no-reply@kontor.example.org>'
    )
    assert (mail["To"], mail["Reply-To"]) == (reader.email, "relay@example.org")
    assert mail["Message-ID"] == "<message-1@127.0.0.1>"
    assert (mail["List-Id"], mail["Auto-Submitted"]) == ("<notices.127.0.0.1>", "auto-generated")
    assert mail["Content-Language"] == "en"
    text, html = (part.get_content() for part in mail.iter_parts())
    assert "We <b>ask</b> you." in text
    assert "https://kontor.example.org/interests/1" in text
    assert "We &lt;b&gt;ask&lt;/b&gt; you." in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize("place", ["subject", "address", "reply_to"])
def test_headers_cannot_be_injected(app: Flask, smtp: MailServer, write: Write, place: str) -> None:
    harmless = {
        "subject": "Hello",
        "address": "reader@example.org",
        "reply_to": "relay@example.org",
    }
    message = write(
        **harmless | {place: harmless[place] + "\r\nBcc: victim@example.org\r\n\r\nBody"}
    )

    deliver()

    assert [mail["Bcc"] for mail in smtp.parsed()] == [None] * (place == "subject")
    assert again(message).delivery == (Delivery.SENT if place == "subject" else Delivery.FAILED)


def test_mail_says_what_to_do_only_to_those_who_must_act(
    app: Flask, smtp: MailServer, write: Write
) -> None:
    link = {"link": "http://127.0.0.1/x", "link_text": "Answer the question"}
    write(1, **link)
    write(2, **link, needs_action=True)
    write(3, **link, needs_action=True, act_by=datetime(2026, 5, 29, 15, tzinfo=UTC))

    deliver()

    bodies = [mail.get_body(("plain",)).get_content() for mail in smtp.parsed()]
    texts = [" ".join(body.split()) for body in bodies]
    assert ["WHAT YOU NEED TO DO" in text for text in texts] == [False, True, True]
    assert "Answer the question: http://127.0.0.1/x" in texts[0]
    assert "Answer the question, by 29 May 2026, 17:00, Brussels time." in texts[2].replace(
        "\n", " "
    )


def test_one_connection_carries_the_whole_run(app: Flask, smtp: MailServer, write: Write) -> None:
    for number in range(5):
        write(number)

    deliver()

    assert (len(smtp.mails), smtp.connections) == (5, 1)


def test_sent_message_is_not_sent_again(app: Flask, smtp: MailServer, write: Write) -> None:
    message = write()

    deliver()
    deliver()

    assert len(smtp.mails) == 1
    assert again(message).sent_at is not None


def test_secret_is_emptied_once_it_has_been_delivered(
    app: Flask, smtp: MailServer, write: Write
) -> None:
    secret = write(1, is_secret=True, body="Use it.", link="http://127.0.0.1/once/abc")
    plain = write(2, body="Keep me.")

    deliver()

    assert (again(secret).body, again(secret).link) == ("", "")
    assert again(plain).body == "Keep me."
    assert any("once/abc" in mail.decode() for mail in smtp.mails)


def test_refusal_for_good_fails_one_message_only(
    app: Flask, smtp: MailServer, write: Write
) -> None:
    smtp.answer = lambda address: "550 No such mailbox" if address.startswith("reader1@") else None
    bad, good = write(1), write(2)

    run = deliver()

    assert (run.sent, run.failed) == (1, 1)
    assert (again(bad).delivery, again(bad).error) == (Delivery.FAILED, "550 No such mailbox")
    assert again(good).delivery == Delivery.SENT


def test_refusal_for_now_is_put_off(app: Flask, smtp: MailServer, write: Write) -> None:
    smtp.answer = lambda address: "451 Try again later"
    message = write()

    assert (deliver().put_off, deliver().put_off) == (1, 0)

    message = again(message)
    assert (message.delivery, message.attempts, message.error) == (
        Delivery.QUEUED,
        1,
        "451 Try again later",
    )
    assert timedelta(seconds=50) < message.next_try_at - now() <= timedelta(minutes=1)


def test_pauses_double_up_to_a_day() -> None:
    minutes = [pause_after(attempts).total_seconds() / 60 for attempts in (1, 2, 3, 11, 12, 500)]

    assert minutes == [1, 2, 4, 1024, 1440, 1440]


def test_message_is_given_up_after_many_attempts(
    app: Flask, smtp: MailServer, write: Write
) -> None:
    smtp.answer = lambda address: "451 Try again later"
    message = write(attempts=MOST_ATTEMPTS - 1)

    assert deliver().failed == 1
    assert again(message).delivery == Delivery.FAILED


def test_server_out_of_reach_ends_the_run(
    app: Flask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:1")
    messages = [write(number) for number in range(3)]

    assert deliver().put_off == 1
    assert sorted(again(message).attempts for message in messages) == [0, 0, 1]


def test_server_that_is_too_slow_is_given_up_within_the_lease(
    app: Flask, smtp: MailServer, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = threading.Event()
    smtp.answer = lambda address: "250 OK" if hold.wait(10) else "451 Nobody let go"
    monkeypatch.setitem(app.config, "MAIL_LEASE", 1)
    message = write()

    began = time.monotonic()
    run = deliver()
    took = time.monotonic() - began
    hold.set()

    assert run.put_off == 1
    assert again(message).delivery == Delivery.QUEUED
    assert took < 5


def test_message_of_a_dead_worker_is_taken_over_when_its_lease_has_ended(
    app: Flask, smtp: MailServer, write: Write
) -> None:
    held = write(
        1, delivery=Delivery.SENDING, attempts=1, next_try_at=now() + timedelta(seconds=60)
    )
    left = write(2, delivery=Delivery.SENDING, attempts=1, next_try_at=now() - timedelta(seconds=1))

    deliver()

    assert (again(held).delivery, again(left).delivery) == (Delivery.SENDING, Delivery.SENT)


def test_whoever_lost_the_lease_does_not_overwrite(
    app: Flask, smtp: MailServer, write: Write
) -> None:
    message = write()

    def take_over(address: str) -> None:
        with app.app_context():
            other = db.session.get_one(Message, message.id)
            other.attempts += 1
            other.error = "the other worker was here"
            db.session.commit()

    smtp.answer = take_over
    deliver()

    assert again(message).delivery == Delivery.SENDING
    assert again(message).error == "the other worker was here"


def test_without_a_server_mails_become_files(app: Flask, write: Write) -> None:
    message = write()

    deliver()

    [file] = (Path(app.instance_path) / "mail").iterdir()
    assert file.name == "message-1@127.0.0.1.eml"
    assert message_from_bytes(file.read_bytes(), policy=policy.SMTP)["Subject"] == message.subject
    assert again(message).delivery == Delivery.SENT

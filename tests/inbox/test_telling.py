"""Who is told what, in which words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from app.core import reactions
from app.core.actors import Actor
from app.core.db import db
from app.core.workflow import Event
from app.inbox import telling
from app.inbox.models import Message
from app.inbox.telling import Notice, send, tell
from tests.making import Make

MAIL = """
{% block subject %}PS-2026-001: {{ subject.name }}
 asks{% endblock %}
{% block body %}It is about {{ subject.name }}.

{{ event.note }}{% endblock %}
{% block action %}Answer{% endblock %}
"""


@pytest.fixture
def mails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = ChoiceLoader([app.jinja_env.loader, DictLoader({"mail/trial.txt": MAIL})])
    monkeypatch.setattr(app.jinja_env, "loader", loader)
    monkeypatch.setattr(telling, "TABLE", [])
    monkeypatch.setattr(reactions, "_reactions", type(reactions._reactions)(list))


def messages() -> list[Message]:
    db.session.flush()
    return list(db.session.query(Message).order_by(Message.id))


def happen(make: Make, actor: Actor = Actor.SYSTEM, note: str = "A note.") -> None:
    subject = make.organisation(name="Harbour <b>Lab</b>")
    reactions.react(Event(subject, "trial.happen", actor, note=note))


def test_notice_is_rendered_for_each_person(mails: None, make: Make) -> None:
    first, second = make.user(), make.user()
    tell(Notice("trial.happen", lambda event: [first, second, first], "trial"))

    happen(make)

    assert [(m.address, m.subject, m.body, m.link_text) for m in messages()] == [
        (
            person.email,
            "PS-2026-001: Harbour <b>Lab</b> asks",
            "It is about Harbour <b>Lab</b>.\n\nA note.",
            "",
        )
        for person in (first, second)
    ]


def test_notice_asks_for_action_in_the_readers_language(mails: None, make: Make) -> None:
    english, russian = make.user(locale="en"), make.user(locale="ru")
    tell(
        Notice(
            "trial.happen",
            lambda event: [english, russian],
            "trial",
            act_by=lambda event: datetime(2026, 5, 29, 21, 59, tzinfo=UTC),
        )
    )

    happen(make)

    subjects = [message.subject for message in messages()]
    assert [message.needs_action for message in messages()] == [True, True]
    assert subjects[0] == "[Action needed by 29 May] PS-2026-001: Harbour <b>Lab</b> asks"
    assert "29 мая" in subjects[1]


def test_notice_without_a_date_asks_for_action(mails: None, make: Make) -> None:
    reader = make.user()
    tell(Notice("trial.happen", lambda event: [reader], "trial", action=True))

    happen(make)

    assert messages()[0].subject.startswith("[Action needed] PS-2026-001")


def test_nobody_is_told_of_what_they_did_but_by_a_receipt(mails: None, make: Make) -> None:
    doer, other = make.user(), make.user()
    tell(
        Notice("trial.happen", lambda event: [doer, other], "trial"),
        Notice("trial.happen", lambda event: [doer], "trial", receipt=True),
    )

    happen(make, Actor(id=doer.id, name=doer.name))

    assert [message.person_id for message in messages()] == [other.id, doer.id]


def test_link_is_absolute_and_has_no_language(app: Flask, mails: None, make: Make) -> None:
    reader = make.user()
    tell(
        Notice(
            "trial.happen",
            lambda event: [reader],
            "trial",
            link=lambda event: ("static", {"filename": "app.css"}),
        )
    )

    with app.test_request_context("/?lang=ru", base_url="http://localhost"):
        happen(make)

    message = messages()[0]
    assert message.link == "http://127.0.0.1:8000/static/app.css"
    assert message.link_text == "Answer"


def test_day_means_its_end_where_the_agency_is(mails: None, make: Make) -> None:
    message = send(
        "someone@example.org",
        "trial",
        language="xx",
        act_by=date(2026, 5, 29),
        subject=make.organisation(name="Lab"),
        event=Event(None, "x", Actor.SYSTEM),
    )

    assert message.act_by == datetime(2026, 5, 29, 21, 59, 59, tzinfo=UTC)
    assert message.language == "en"
    assert message.message_id.endswith("@127.0.0.1>")


def test_every_notice_has_its_mail(app: Flask) -> None:
    folder = Path(app.root_path) / "templates" / "mail"

    assert [n.mail for n in telling.TABLE if not (folder / f"{n.mail}.txt").exists()] == []

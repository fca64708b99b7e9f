"""Mails that ask for confirmations: who gets them, when, and that each is sent once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.clock import PROFILE, SEARCH
from app.core.db import db
from app.core.times import localdate, now
from app.directory.choices import ProfileState, Role
from app.directory.models import Organisation
from app.freshness import queries
from app.freshness.jobs import ask_for_confirmations
from app.freshness.models import ConfirmationRequest, RequestMail
from app.inbox.models import Message
from app.searches.models import PartnerSearch, SearchState
from tests.making import Make

DAY = timedelta(days=1)


def ago(days: int) -> date:
    return localdate() - days * DAY


def mails() -> list[tuple[str, str]]:
    """Address and cause of all mails about freshness, in their order."""
    found = sa.select(Message.address, Message.event).where(Message.event.startswith("freshness."))
    return [tuple(row) for row in db.session.execute(found.order_by(Message.id))]


@pytest.fixture
def on(clock: Callable[[datetime], None]) -> Callable[[int], None]:
    """Put the calendar forward for everything that asks which day it is."""
    today = now()
    return lambda days: clock(today + days * DAY)


def test_keepers_are_asked_once_and_reminded_once(make: Make, on: Callable[[int], None]) -> None:
    asked_on, reminded_on = ago(0), ago(-14)
    organisation = make.organisation(confirmed_on=ago(180))
    keeper = make.member(organisation, Role.EDITOR)
    make.member(organisation, Role.VIEWER)
    for day in (0, 0, 1, 13, 14, 14, 15, 40, 400):
        on(day)
        ask_for_confirmations()

    assert mails() == [(keeper.email, "freshness.ask"), (keeper.email, "freshness.remind")]
    request = db.session.scalars(sa.select(ConfirmationRequest)).one()
    assert (request.asked_on, request.reminded_on) == (asked_on, reminded_on)
    assert db.session.scalar(sa.select(sa.func.count(RequestMail.id))) == 2


def test_nobody_is_asked_before_it_is_due(make: Make) -> None:
    make.member(make.organisation(confirmed_on=ago(179)), Role.EDITOR)
    ask_for_confirmations()
    assert mails() == []


def test_who_has_confirmed_is_not_reminded(make: Make, on: Callable[[int], None]) -> None:
    organisation = make.organisation(confirmed_on=ago(180))
    make.member(organisation, Role.EDITOR)
    ask_for_confirmations()
    organisation.confirmed_on = ago(0)
    db.session.commit()
    on(20)
    ask_for_confirmations()
    assert [cause for _, cause in mails()] == ["freshness.ask"]


def test_only_verified_profiles_are_asked_for(make: Make) -> None:
    for state in ProfileState:
        if state not in {ProfileState.VERIFIED, ProfileState.STALE}:
            make.member(make.organisation(state=state, confirmed_on=ago(300)), Role.EDITOR)
    ask_for_confirmations()
    assert mails() == []


def test_entries_of_nobody_get_two_mails_ever(make: Make, on: Callable[[int], None]) -> None:
    facts = {"state": ProfileState.UNCLAIMED, "confirmed_on": None, "source": "CORDIS"}
    old = {"created_at": now() - 180 * DAY}
    make.organisation(email="info@example.org", **facts, **old)
    make.organisation(email="", **facts, **old)
    make.organisation(email="new@example.org", **facts)
    for day in (0, 14, 30, 170):
        on(day)
        ask_for_confirmations()
    assert mails() == [
        ("info@example.org", "freshness.ask"),
        ("info@example.org", "freshness.remind"),
    ]


def test_author_is_asked_about_an_open_search_or_the_officers(make: Make) -> None:
    author, other = make.staff(Role.OFFICER), make.staff(Role.OFFICER)
    gone = make.user()
    make.search(author_id=author.id, confirmed_on=ago(30))
    make.search(author_id=gone.id, confirmed_on=ago(29))
    make.search(author_id=gone.id, confirmed_on=ago(31))
    make.search(confirmed_on=ago(90), deadline_at=now() - DAY)
    make.search(confirmed_on=ago(90), state=SearchState.PAUSED)
    ask_for_confirmations()
    assert mails() == [
        (address, "freshness.ask") for address in (author.email, author.email, other.email)
    ]


def test_two_workers_at_once_send_one_mail(app: Flask, make: Make) -> None:
    for _ in range(5):
        make.member(make.organisation(confirmed_on=ago(200)), Role.EDITOR)
    db.session.remove()
    gate = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            gate.wait()
            ask_for_confirmations()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [cause for _, cause in mails()] == ["freshness.ask"] * 5


def test_mail_says_by_when_and_what_happens(make: Make) -> None:
    organisation = make.organisation(name="Memel Consult", confirmed_on=ago(180))
    make.member(organisation, Role.EDITOR)
    ask_for_confirmations()
    message = db.session.scalars(sa.select(Message)).one()
    assert message.subject.startswith("[Action needed by ")
    assert "Is the profile of Memel Consult still valid?" in message.subject
    assert message.act_by is not None
    assert message.act_by.date() == PROFILE.fades_on(ago(180))
    assert message.is_secret
    assert "/still-valid/" in message.link


@pytest.mark.parametrize("age", [None, 0, 179, 180, 209, 210, 211, 1000])
@pytest.mark.parametrize("state", ["verified", "unclaimed", "draft", "archived"])
def test_what_sql_says_of_a_profile_python_says(make: Make, state: str, age: int | None) -> None:
    one = make.organisation(
        state=ProfileState(state), confirmed_on=None if age is None else ago(age)
    )
    found = db.session.scalar(sa.select(sa.func.count()).where(Organisation.is_faded))
    assert found == int(one.is_faded) == int(state == "verified" and (age or 0) >= 210)
    assert (one.standing == ProfileState.STALE) == one.is_faded


@pytest.mark.parametrize("age", [None, 29, 30, 59, 60, 61])
@pytest.mark.parametrize("days", [-1, 1])
@pytest.mark.parametrize("state", ["open", "paused", "closed"])
def test_what_sql_says_of_a_search_python_says(
    make: Make, state: str, days: int, age: int | None
) -> None:
    one = make.search(
        0,
        state=SearchState(state),
        deadline_at=now() + days * DAY,
        confirmed_on=None if age is None else ago(age),
    )
    found = db.session.scalar(sa.select(sa.func.count()).where(PartnerSearch.is_faded))
    expected = state == "open" and days > 0 and (age or 0) >= 60
    assert (found, one.is_faded) == (int(expected), expected)
    assert SEARCH.fades_on(ago(60)) == localdate()


def test_looking_for_what_is_due_takes_three_statements(make: Make, counting: Any) -> None:
    for _ in range(12):
        make.organisation(confirmed_on=ago(200))
    with counting() as statements:
        assert len(queries.due(localdate())) == 12
    assert len(statements) == 3

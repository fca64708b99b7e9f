"""What the tests of accounts share: a mailbox to read, a clock to move, somebody with an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pyotp
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask_security import hash_password

from app.accounts import security
from app.accounts.models import User
from app.core.db import db
from app.inbox.models import Message
from tests.making import Make
from tests.visitor import Visitor

PASSWORD = "seven boats leave at dawn"


class Mailbox:
    """Reads what the outbox holds."""

    def all(self, address: str) -> list[Message]:
        db.session.commit()
        mails = sa.select(Message).where(Message.address == address).order_by(Message.id)
        return list(db.session.scalars(mails))

    def subjects(self, address: str) -> list[str]:
        return [mail.subject for mail in self.all(address)]

    def link(self, address: str) -> str:
        """The path of the link in the latest mail."""
        return urlsplit(self.all(address)[-1].link).path


class Clock:
    """Time as the application sees it: it stands still until it is moved."""

    def __init__(self, traveller: time_machine.Coordinates) -> None:
        self.traveller = traveller

    def go(self, **ahead: float) -> None:
        self.traveller.shift(timedelta(**ahead))


@pytest.fixture
def mailbox(app: Flask) -> Mailbox:
    return Mailbox()


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(datetime(2026, 5, 4, 10, 0, tzinfo=UTC), tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def person(clock: Clock, make: Make) -> User:
    """Somebody with a confirmed account."""
    return make.user(name="Anna Berg", email="anna@example.org", password=hash_password(PASSWORD))


@pytest.fixture
def protected(person: User) -> Callable[[], str]:
    """The same with a second factor; call it for the code that the telephone shows now."""
    secret = security.codes().generate_totp_secret()
    person.tf_primary_method, person.tf_totp_secret = "authenticator", secret
    db.session.commit()
    key = security.codes().get_totp_b32_key(secret)
    return lambda: pyotp.TOTP(key).now()


@pytest.fixture
def sign_in(visitor: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Walk through the form of signing in, in a browser of one's own."""

    def walk(
        email: str = "anna@example.org",
        password: str = PASSWORD,
        path: str = "/sign-in",
        **environ: str,
    ) -> Visitor:
        browser = visitor()
        browser.client.environ_base.update(environ)
        return browser.open(path).press("Sign in", {"E-mail address": email, "Password": password})

    return walk

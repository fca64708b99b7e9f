"""Mails about accounts: sent through the inbox, or written for nothing where nobody shall know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app

from app.accounts import links
from app.accounts.models import User
from app.core.db import db


def mail_to(
    person: User, mail: str, link: str = "", *, to: str = "", secret: bool = False, **more: Any
) -> None:
    _send(
        to or person.email, mail, language=person.locale, person=person, link=link,
        secret=secret, **more,
    )  # fmt: skip


def pretend(email: str, mail: str, language: str) -> None:
    """Take the time that a mail takes, and send none."""
    with for_nothing():
        _send(email, mail, language=language, link=links.address("security.recover"))


@contextmanager
def for_nothing() -> Iterator[None]:
    """Undo what is done inside: time shall not tell who has an account."""
    with db.session.begin_nested() as nothing:
        yield
        db.session.flush()  # the time it takes to write is part of it
        nothing.rollback()


def _send(address: str, mail: str, **context: Any) -> None:
    if "send_mail" not in current_app.extensions:
        raise RuntimeError('No feature has set app.extensions["send_mail"], which sends mail.')
    current_app.extensions["send_mail"](address, mail, **context)

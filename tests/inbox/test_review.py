"""Addresses in letters that mail servers do not take."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.security import normal
from app.core.db import db
from app.inbox.envelope import compose
from app.inbox.telling import send
from tests.making import Make


def test_domain_in_other_letters_is_written_as_mail_servers_take_it(app: Flask, make: Make) -> None:
    person = make.user(email=normal("ada@пример.рф"))
    message = send(
        person.email, "account_exists", language="en", person=person, link="https://k.eu"
    )
    db.session.commit()

    mail = compose(message)

    assert str(mail["To"]) == "ada@xn--e1afmkfd.xn--p1ai"


def test_mailbox_in_other_letters_is_no_address() -> None:
    with pytest.raises(ValueError):
        normal("ада@example.org")

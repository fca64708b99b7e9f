"""A forgotten password."""

import sqlalchemy as sa

from app.accounts.models import SignIn
from app.core.db import db
from tests.accounts.conftest import PASSWORD

MAIL, NEW = "anna@example.org", "eight boats come home"


def ask(visitor, email=MAIL):
    return visitor().open("/recover").press("Send the link", {"E-mail address": email})


def choose(visitor, path, password=NEW):
    return visitor().open(path).press("Set the new password", {"New password": password})


def test_new_password_is_set_by_a_link(person, visitor, mailbox, sign_in):
    there = sign_in()
    assert ask(visitor).heading == "Look into your mailbox"

    browser = choose(visitor, mailbox.link(MAIL))

    assert (browser.heading, "Your new password is set" in browser.text) == ("Sign in", True)
    assert there.open("/account").heading == "Sign in"
    assert sign_in().status == 422
    assert sign_in(password=NEW).open("/account").heading == "Your account"
    assert mailbox.subjects(MAIL)[-1] == "Your password was changed"


def test_link_is_not_used_up_by_reading_it(person, visitor, mailbox):
    ask(visitor)
    for _ in range(2):
        assert visitor().open(mailbox.link(MAIL)).status == 200


def test_link_works_once_and_for_an_hour(person, clock, visitor, mailbox):
    ask(visitor)
    path = mailbox.link(MAIL)
    clock.go(hours=1, seconds=1)
    assert visitor().open(path).status == 410
    clock.go(seconds=-2)
    late = visitor().open(path)
    choose(visitor, path)

    assert visitor().open(path).status == 410
    assert late.press("Set the new password", {"New password": "nine boats"}).status == 410


def test_link_is_made_for_our_address_whatever_the_request_says(person, visitor, mailbox):
    browser = visitor().open("/recover", headers={"X-Forwarded-Host": "evil.example"})
    browser.press("Send the link", {"E-mail address": MAIL})
    refused = visitor().client.get("/recover", headers={"Host": "evil.example"})

    assert mailbox.all(MAIL)[-1].link.startswith("http://127.0.0.1:8000/recover/")
    assert mailbox.all(MAIL)[-1].is_secret
    assert refused.status_code == 400


def test_recovery_does_not_skip_the_second_factor(person, protected, visitor, mailbox, sign_in):
    ask(visitor)
    choose(visitor, mailbox.link(MAIL))

    browser = sign_in(password=NEW)

    assert browser.heading == "Your code"
    assert browser.open("/account").heading == "Sign in"


def test_nobody_learns_who_has_an_account(person, visitor, mailbox):
    known, unknown = ask(visitor), ask(visitor, "nobody@example.org")

    assert (known.text, known.status) == (unknown.text, unknown.status)
    assert mailbox.subjects("nobody@example.org") == []


def test_owner_gets_in_while_others_try_passwords(person, visitor, mailbox, sign_in):
    for _ in range(10):
        sign_in(password="a guess, no more")
    assert sign_in().status == 429

    ask(visitor)
    choose(visitor, mailbox.link(MAIL))

    browser = sign_in(password=NEW, REMOTE_ADDR="192.0.2.77")
    assert browser.open("/account").heading == "Your account"


def test_weak_password_is_refused(person, visitor, mailbox):
    ask(visitor)
    path = mailbox.link(MAIL)

    assert choose(visitor, path, "short").status == 422
    assert choose(visitor, path, "password12345").status == 422
    assert choose(visitor, path, "Anna.Berg.2026").status == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0
    assert PASSWORD

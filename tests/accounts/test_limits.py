"""Limits hold across processes, for each account and each network, and say when to try again."""

from datetime import timedelta

import pytest

from app.core import limits
from app.core.db import db
from app.core.errors import TooMany
from tests.accounts.conftest import PASSWORD

MAIL = "anna@example.org"


def test_passwords_cannot_be_tried_without_end(person, clock, sign_in):
    for n in range(10):
        assert sign_in(password="a guess, no more", REMOTE_ADDR=f"192.0.2.{n}").status == 422

    refused = sign_in(REMOTE_ADDR="192.0.2.99")
    assert refused.status == 429
    assert "Please try again in 5 minutes." in refused.text

    clock.go(minutes=5, seconds=1)
    assert sign_in(REMOTE_ADDR="192.0.2.99").open("/account").heading == "Your account"


def test_one_network_cannot_try_many_accounts(person, sign_in):
    for n in range(10):
        sign_in(email=f"guess{n}@example.org", REMOTE_ADDR="192.0.2.1")

    assert sign_in(REMOTE_ADDR="192.0.2.1").status == 429
    assert sign_in(REMOTE_ADDR="192.0.2.2").open("/account").heading == "Your account"


def test_address_in_a_header_is_not_believed(person, visitor):
    for n in range(11):
        browser = visitor()
        browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{n}"
        browser.open("/sign-in").press(
            "Sign in", {"E-mail address": f"guess{n}@example.org", "Password": PASSWORD}
        )

    assert browser.status == 429


def test_limit_says_the_same_of_accounts_that_do_not_exist(person, sign_in):
    known = [sign_in(password="no, no, no, no", REMOTE_ADDR=f"192.0.2.{n}") for n in range(11)]
    unknown = [sign_in(email="nobody@example.org", REMOTE_ADDR=f"192.0.3.{n}") for n in range(11)]

    assert [b.status for b in known] == [b.status for b in unknown]
    assert known[-1].text.replace(MAIL, "") == unknown[-1].text.replace("nobody@example.org", "")


def test_success_clears_the_account(person, sign_in):
    for _ in range(9):
        sign_in(password="a guess, no more")
    sign_in()

    assert sign_in(password="a guess, no more").status == 422
    assert sign_in(REMOTE_ADDR="192.0.2.2").open("/account").heading == "Your account"


@pytest.mark.parametrize("email", [MAIL, "nobody@example.org"])
def test_mails_are_sent_once_a_minute_and_five_times_a_day(person, clock, visitor, email):
    def ask():
        return visitor().open("/recover").press("Send the link", {"E-mail address": email}).status

    assert [ask(), ask()] == [200, 429]
    for _ in range(4):
        clock.go(minutes=1, seconds=1)
        assert ask() == 200
    clock.go(minutes=1, seconds=1)
    assert ask() == 429
    clock.go(days=1)
    assert ask() == 200


def test_old_attempts_are_forgotten(app, clock):
    db.session.add(limits.Attempt(scope="try", key_digest=limits._digest("a")))
    db.session.commit()
    with pytest.raises(TooMany):
        limits.check("try", "a", 1, timedelta(days=30))

    clock.go(days=3)
    limits.forget_old()

    limits.check("try", "a", 1, timedelta(days=30))

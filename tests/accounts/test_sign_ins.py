"""Sign-ins on the server: how long they last, and what ends them."""

import pytest
import sqlalchemy as sa

from app.accounts import commands, sign_ins
from app.accounts.models import SignIn
from app.core.actors import Actor
from app.core.db import db
from tests.accounts.conftest import PASSWORD


def is_signed_in(browser):
    return browser.open("/account").heading == "Your account"


@pytest.mark.parametrize(("is_staff", "idle"), [(False, {"hours": 8}), (True, {"minutes": 30})])
def test_sign_in_ends_when_nobody_is_there(clock, make, visitor, is_staff, idle):
    person = make.staff() if is_staff else make.user()
    browser = visitor(person)
    clock.go(**idle)
    assert is_signed_in(browser)

    clock.go(**idle)
    clock.go(seconds=1)

    assert not is_signed_in(browser)


@pytest.mark.parametrize(("is_staff", "clicks", "longest"), [(False, 28, 6), (True, 36, 1 / 3)])
def test_sign_in_ends_after_all(clock, make, visitor, is_staff, clicks, longest):
    browser = visitor(make.staff() if is_staff else make.user())
    for _ in range(clicks):  # 28 times 6 hours are 7 days, 36 times 20 minutes are 12 hours
        clock.go(hours=longest)
        assert is_signed_in(browser)

    clock.go(seconds=1)

    assert not is_signed_in(browser)


def test_presence_is_noted_once_a_minute(clock, make, visitor, counting):
    browser = visitor(make.user())

    def updates():
        with counting() as statements:
            browser.open("/account")
        return [line for line in statements if not line.startswith("SELECT")]

    assert updates() == []
    clock.go(minutes=1)
    assert len(updates()) == 1
    assert updates() == []


def test_closing_an_account_ends_its_sign_ins(person, sign_in, mailbox):
    browser = sign_in()

    commands.close(person, Actor.SYSTEM)
    db.session.commit()

    assert not is_signed_in(browser)
    assert sign_in().status == 422


def test_everywhere_else_is_signed_out_on_demand(person, sign_in):
    here, there = sign_in(), sign_in()

    here.open("/account").press("Sign out everywhere else")

    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_change_of_password_signs_out_everywhere_else(person, sign_in, mailbox):
    here, there = sign_in(), sign_in()

    here.open("/account/password").press(
        "Change the password",
        {"Your password until now": PASSWORD, "New password": "eight boats come home"},
    )

    assert "Your password is changed" in here.text
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert mailbox.subjects("anna@example.org") == ["Your password was changed"]
    assert sign_in().status == 422
    assert is_signed_in(sign_in(password="eight boats come home"))


def test_password_is_not_changed_without_the_old_one(person, sign_in):
    browser = sign_in().open("/account/password")

    browser.press(
        "Change the password",
        {"Your password until now": "a guess, no more", "New password": "eight boats come home"},
    )

    assert browser.errors == ["Your password until now: This is not your password. Try again."]
    assert is_signed_in(sign_in())


def test_only_digests_of_tokens_are_kept(person, sign_in):
    browser = sign_in()
    with browser.client.session_transaction() as session:
        token = session["sign_in"]

    row = db.session.scalars(sa.select(SignIn)).one()

    assert len(token) == 43
    assert token not in {str(value) for value in vars(row).values()}


def test_ended_sign_ins_are_forgotten_in_time(clock, person, sign_in):
    sign_in()
    clock.go(days=91)

    sign_ins.forget_old()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140 Safari/537 Edg/140",
            "Edge, Windows",
        ),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_browser_is_described_in_a_few_words(agent, shown):
    assert sign_ins.describe(agent) == shown

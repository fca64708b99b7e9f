"""What people change in their account, and how accounts are handed out."""

from urllib.parse import urlsplit

import pytest

from app.accounts import commands
from app.accounts.queries import find_person
from app.core.db import db
from app.core.history import entries_of
from tests.accounts.conftest import PASSWORD

MAIL, NEW = "anna@example.org", "anna@baltic.example.com"


def ask_for(browser, email=NEW, password=PASSWORD):
    return browser.open("/account/email").press(
        "Send the link", {"New e-mail address": email, "Your password": password}
    )


def test_new_address_counts_when_its_mailbox_confirms(person, sign_in, visitor, mailbox):
    here, there = sign_in(), sign_in()
    ask_for(here)
    assert (mailbox.subjects(MAIL), person.email) == (
        ["Your e-mail address is about to change"],
        MAIL,
    )
    path = mailbox.link(NEW)
    visitor().open(path)
    assert person.email == MAIL

    here.open(path).press("Confirm the new address")

    assert person.email == NEW
    assert (
        mailbox.subjects(MAIL)[-1] == mailbox.subjects(NEW)[-1] == "Your e-mail address was changed"
    )
    assert here.open("/account").heading == "Your account"
    assert there.open("/account").heading == "Sign in"
    assert sign_in().status == 422
    assert sign_in(email=NEW).open("/account").heading == "Your account"
    assert visitor().open(path).status == 410


def test_address_is_not_changed_without_the_password(person, sign_in, mailbox):
    browser = ask_for(sign_in(), password="a guess, no more")

    assert browser.status == 422
    assert mailbox.subjects(NEW) == []


def test_address_of_somebody_else_is_not_given_away(person, make, sign_in, mailbox):
    make.user(email=NEW)

    browser = ask_for(sign_in())

    assert "We sent a link to the new address." in browser.text
    assert mailbox.subjects(NEW) == ["You already have an account"]


def test_new_password_stops_a_change_of_address(person, sign_in, visitor, mailbox):
    ask_for(sign_in())
    path = mailbox.link(NEW)
    commands.change_password(person, "eight boats come home")
    db.session.commit()

    assert visitor().open(path).status == 410


def test_name_and_language_are_kept(person, sign_in):
    browser = sign_in().open("/account")

    browser.press("Save", {"Your name": "Anna  Lind", "Language of pages and mails": "Русский"})

    assert (person.name, person.locale) == ("Anna Lind", "ru")
    assert browser.page.html["lang"] == "ru"
    assert entries_of(person)[0].changes["name"] == ["Anna Berg", "Anna Lind"]


def test_no_other_field_can_be_set(person, sign_in):
    browser = sign_in().open("/account")
    token = browser.page.find("input", {"name": "csrf_token"})["value"]

    browser.open(
        "/account",
        method="POST",
        data={
            "csrf_token": token,
            "name": "Anna",
            "locale": "en",
            "email": "x@example.org",
            "is_demonstration": "1",
            "active": "",
            "confirmed_at": "",
        },
    )

    assert (person.name, person.email, person.is_demonstration) == ("Anna", MAIL, False)


@pytest.mark.parametrize(
    "path", ["/account", "/account/password", "/account/email", "/account/second-factor"]
)
def test_account_is_for_those_who_signed_in(app, visitor, path):
    assert visitor().open(path).heading == "Sign in"


def test_first_administrator_takes_the_account_by_a_link(app, clock, visitor):
    link = commands.invitation_link(commands.open_account("Chief@Example.org"))
    db.session.commit()
    assert link.startswith("http://127.0.0.1:8000/invitation/")
    browser = visitor().open(urlsplit(link).path)

    browser.press(
        "Take the account and sign in",
        {"Your name": "The chief", "Password": "a house by the harbour"},
    )

    assert browser.open("/account").heading == "Your account"
    assert find_person("chief@example.org").confirmed_at is not None
    assert visitor().open(urlsplit(link).path).status == 410


def test_invitation_is_good_for_a_day(app, clock, visitor):
    link = commands.invitation_link(commands.open_account("chief@example.org"))
    db.session.commit()
    clock.go(days=1, seconds=1)

    assert visitor().open(urlsplit(link).path).status == 410


def test_staff_need_a_longer_password(clock, make, visitor):
    officer = make.staff(email="officer@example.org")
    path = urlsplit(commands.invitation_link(officer)).path

    browser = (
        visitor()
        .open(path)
        .press(
            "Take the account and sign in", {"Your name": "Officer", "Password": "fourteen chars"}
        )
    )

    assert browser.errors == [
        "Password: Please use at least 15 characters; a few words in a row are fine."
    ]

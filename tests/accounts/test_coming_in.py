"""Opening an account, confirming it, signing in and out."""

import pytest

from app.accounts.queries import find_person
from app.core.db import db
from tests.accounts.conftest import PASSWORD

MAIL = "anna@example.org"
VISITORS_PAGES = ("/sign-in", "/register", "/recover", "/confirm", "/mail-sent/register")


def register(browser, password=PASSWORD, email=MAIL):
    return browser.open("/register").press(
        "Open an account", {"Your name": "Anna Berg", "E-mail address": email, "Password": password}
    )


def test_account_is_opened_confirmed_and_used(clock, visitor, mailbox):
    anna = register(visitor(), email="Anna@Example.org")
    assert anna.heading == "Look into your mailbox"

    anna.open(mailbox.link(MAIL)).press("Confirm and sign in", Your_password=PASSWORD)

    assert "Anna Berg" in anna.page.header.get_text()
    assert anna.open("/account").heading == "Your account"


def test_account_is_not_usable_before_it_is_confirmed(clock, visitor, mailbox, sign_in):
    register(visitor())

    anna = sign_in()

    assert (anna.status, anna.errors) == (
        422,
        ["First confirm your e-mail address: we sent you a link."],
    )
    assert anna.open("/account").heading == "Sign in"


def test_link_is_not_used_up_by_reading_it(clock, visitor, mailbox):
    register(visitor())
    for _ in range(2):
        visitor().open(mailbox.link(MAIL))
    assert find_person(MAIL).confirmed_at is None

    visitor().open(mailbox.link(MAIL)).press("Confirm and sign in", Your_password=PASSWORD)

    db.session.expire_all()
    assert find_person(MAIL).confirmed_at is not None


def test_link_works_once_and_for_seven_days(clock, visitor, mailbox):
    register(visitor())
    path = mailbox.link(MAIL)
    clock.go(days=7, seconds=1)
    assert visitor().open(path).status == 410
    clock.go(seconds=-2)
    visitor().open(path).press("Confirm and sign in", Your_password=PASSWORD)

    assert visitor().open(path).status == 410


def test_who_registers_another_address_cannot_take_it_over(clock, visitor, mailbox):
    register(visitor(), password="the thief was here first")
    first = mailbox.link(MAIL)
    clock.go(minutes=2)
    register(visitor())
    assert visitor().open(first).status == 410

    owner = visitor().open(mailbox.link(MAIL))
    owner.press("Confirm and sign in", Your_password="the thief was here first")
    assert owner.errors == ["Your password: This is not your password. Try again."]
    owner.press("Confirm and sign in", Your_password=PASSWORD)
    assert owner.open("/account").heading == "Your account"


def test_who_has_an_account_is_told_so_by_mail_only(person, visitor, mailbox):
    before = person.password

    stranger = register(visitor(), password="some other long password")

    assert stranger.heading == "Look into your mailbox"
    assert mailbox.subjects(MAIL) == ["You already have an account"]
    assert person.password == before


def test_link_can_be_sent_again(clock, visitor, mailbox):
    register(visitor())
    clock.go(minutes=2)

    visitor().open("/confirm").press("Send the link", {"E-mail address": MAIL})

    assert mailbox.subjects(MAIL) == ["Confirm your e-mail address"] * 2


def test_wrong_password_is_refused_without_saying_what_was_wrong(person, sign_in):
    wrong, unknown = sign_in(password="not this one, no"), sign_in(email="nobody@example.org")

    assert wrong.status == unknown.status == 422
    assert wrong.errors == unknown.errors
    assert wrong.client.get_cookie("kontor") is None


@pytest.mark.parametrize("path", VISITORS_PAGES)
def test_visitors_get_no_cookie(app, clock, visitor, path):
    answer = visitor().open(path).answer

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_forms_of_visitors_set_no_cookie(person, visitor, mailbox):
    browser = register(visitor(), email="new@example.org")
    browser.open("/recover").press("Send the link", {"E-mail address": MAIL})

    assert browser.client.get_cookie("kontor") is None


def test_sign_in_leads_to_the_page_that_was_asked_for(person, sign_in):
    assert sign_in(path="/sign-in?next=/account/password").path == "/account/password"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_to_no_other_site(person, visitor, target):
    browser = visitor().open("/sign-in", query_string={"next": target})
    browser.press("Sign in", {"E-mail address": MAIL, "Password": PASSWORD})

    assert browser.answer.request.host == "localhost"
    assert browser.path in {"/account", "/desk"}


def test_known_person_is_led_past_the_sign_in(person, visitor):
    assert visitor(person).open("/sign-in").path in {"/account", "/desk"}


def test_sign_in_gives_a_new_cookie_each_time(person, visitor, sign_in):
    browser = sign_in()
    first = browser.client.get_cookie("kontor").value
    with browser.client.session_transaction() as session:
        planted = session["sign_in"]

    browser.open("/account/password").press(
        "Change the password",
        {"Your password until now": PASSWORD, "New password": "eight boats come home"},
    )

    assert browser.client.get_cookie("kontor").value != first
    with browser.client.session_transaction() as session:
        assert session["sign_in"] != planted


def test_sign_out_ends_the_sign_in_on_the_server(person, visitor, sign_in):
    browser = sign_in().open("/account")
    stolen = browser.client.get_cookie("kontor").value

    browser.press("Sign out")

    assert browser.answer.history[-1].headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert browser.client.get_cookie("kontor") is None
    thief = visitor()
    thief.client.set_cookie("kontor", stolen)
    assert thief.open("/account").heading == "Sign in"


def test_cookie_holds_no_more_than_it_must(person, sign_in):
    browser = sign_in()

    cookie = browser.client.get_cookie("kontor")
    with browser.client.session_transaction() as session:
        assert set(session) <= {"sign_in", "_user_id", "_fresh", "_id"}
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")


def test_sign_in_from_another_site_is_refused(person, visitor):
    browser = visitor().open("/sign-in")
    token = browser.page.find("input", {"name": "csrf_token"})["value"]
    data = {"email": MAIL, "password": PASSWORD, "csrf_token": token}

    foreign = browser.client.post("/sign-in", data=data, headers={"Origin": "https://evil.example"})
    bare = browser.client.post("/sign-in", data=data | {"csrf_token": ""})

    assert (foreign.status_code, bare.status_code) == (403, 409)
    assert browser.client.get_cookie("kontor") is None

"""Codes from a telephone, and what stands in for them."""

import pyotp
import pytest

from app.accounts import commands, security
from app.core.db import db
from app.core.history import entries_of
from tests.accounts.conftest import PASSWORD

CODE = "Code"


def test_second_factor_is_set_up_and_asked_for(person, clock, sign_in, mailbox):
    here, there = sign_in(), sign_in()
    here.open("/account").click("Set up a second factor")
    assert here.page.main.img["src"].startswith("data:image/svg+xml;base64,")
    telephone = pyotp.TOTP(
        here.page.select_one("code").get_text().replace("-", "").replace(" ", "")
    )

    here.press(
        "Switch the second factor on",
        {"Code from the app": telephone.now(), "Your password": PASSWORD},
    )

    assert here.heading == "Your recovery codes"
    assert len(here.page.select("main li code")) == 8
    assert "On" in here.open("/account").text
    assert mailbox.subjects(person.email) == ["The second factor is on"]
    assert there.open("/account").heading == "Your account"
    clock.go(seconds=30)
    again = sign_in(path="/sign-in?next=/account/email")
    assert again.heading == "Your code"
    again.press("Go on", {CODE: telephone.now()})
    assert again.path == "/account/email"


@pytest.mark.parametrize(
    ("code", "password", "error"),
    [
        ("000000", PASSWORD, "Code from the app: This code does not fit"),
        (None, "a guess, no more", "Your password: This is not your password"),
    ],
)
def test_second_factor_is_not_set_up_without_proof(person, sign_in, code, password, error):
    browser = sign_in().open("/account/second-factor")
    key = browser.page.select_one("code").get_text()
    telephone = pyotp.TOTP(key.replace("-", "").replace(" ", ""))

    browser.press(
        "Switch the second factor on",
        {"Code from the app": code or telephone.now(), "Your password": password},
    )

    assert browser.status == 422
    assert browser.errors[0].startswith(error)
    assert browser.page.select_one("code").get_text() == key
    assert not person.has_second_factor


def test_nobody_is_signed_in_before_the_code(person, protected, sign_in):
    browser = sign_in()

    assert browser.heading == "Your code"
    assert browser.open("/account").heading == "Sign in"


def test_step_of_the_code_takes_ten_minutes_at_most(person, clock, protected, sign_in):
    browser = sign_in()
    clock.go(minutes=10, seconds=1)

    assert browser.press("Go on", {CODE: protected()}).heading == "Sign in"


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{0:.3} {0:.3}"])
def test_code_works_once(person, protected, sign_in, spelling):
    code = protected()
    assert sign_in().press("Go on", {CODE: code}).open("/account").heading == "Your account"

    replay = sign_in()
    replay.press(
        "Go on", {CODE: f"{code[:3]} {code[3:]}" if "." in spelling else spelling.format(code)}
    )

    assert replay.status == 422
    assert replay.open("/account").heading == "Sign in"


def test_code_is_read_with_spaces(person, protected, sign_in):
    code = protected()

    browser = sign_in().press("Go on", {CODE: f"{code[:3]} {code[3:]}"})

    assert browser.open("/account").heading == "Your account"


def test_recovery_code_works_once(person, protected, sign_in):
    first, *others = commands.make_recovery_codes(person)
    db.session.commit()
    assert all(code.replace("-", "") not in str(person.mf_recovery_codes) for code in others)

    assert sign_in().press("Go on", {CODE: first.upper()}).open("/account").status == 200
    assert sign_in().press("Go on", {CODE: first}).status == 422
    assert sign_in().press("Go on", {CODE: others[0]}).open("/account").heading == "Your account"
    assert len(person.mf_recovery_codes) == 6


def test_codes_cannot_be_guessed(person, clock, protected, sign_in):
    for _ in range(5):
        browser = sign_in()
        for _ in range(10):
            assert browser.press("Go on", {CODE: "000000"}).status == 422
        assert browser.press("Go on", {CODE: protected()}).status == 429
        clock.go(minutes=6)

    browser = sign_in()
    assert browser.press("Go on", {CODE: protected()}).status == 429


def test_new_recovery_codes_replace_the_old(person, protected, sign_in):
    commands.make_recovery_codes(person)
    db.session.commit()
    before = list(person.mf_recovery_codes)
    browser = sign_in().press("Go on", {CODE: protected()}).open("/account/recovery-codes")

    browser.press("Make new codes", Your_password="a guess, no more")
    assert (browser.status, person.mf_recovery_codes) == (422, before)
    browser.press("Make new codes", Your_password=PASSWORD)

    assert len(browser.page.select("main li code")) == 8
    assert not set(before) & set(person.mf_recovery_codes)


def test_second_factor_is_switched_off_with_the_password(person, protected, sign_in, mailbox):
    browser = sign_in().press("Go on", {CODE: protected()}).open("/account/second-factor/off")

    browser.press("Switch it off", Your_password="a guess, no more")
    assert person.has_second_factor
    browser.press("Switch it off", Your_password=PASSWORD)

    assert not person.has_second_factor
    assert mailbox.subjects(person.email) == ["The second factor is off"]
    assert sign_in().open("/account").heading == "Your account"


def test_secrets_are_sealed_and_survive_a_new_key(app, person, protected):
    sealed = person.tf_totp_secret
    key = security.codes().get_totp_b32_key(sealed)
    assert key not in sealed

    tag, old = next(iter(app.config["SECURITY_TOTP_SECRETS"].items()))
    rotated = security.Codes({"new": "n" * 40, tag: old}, "Kontor")
    assert rotated.verify_totp(protected(), sealed, person)

    assert person.tf_totp_secret != sealed
    assert (
        security.Codes({"new": "n" * 40}, "Kontor").get_totp_b32_key(person.tf_totp_secret) == key
    )


def test_history_names_what_was_done_and_no_secret(person, protected, sign_in):
    browser = sign_in().press("Go on", {CODE: protected()})
    browser.open("/account/recovery-codes").press("Make new codes", Your_password=PASSWORD)

    entries = entries_of(person)

    assert "user.recovery-codes" in {entry.action for entry in entries}
    kept = str([entry.changes for entry in entries])
    assert person.tf_totp_secret not in kept
    assert "argon2" not in kept


def test_staff_without_second_factor_have_no_rights_of_staff(app, clock, make, visitor):
    officer = make.staff()
    strong, weak = visitor(officer), visitor().sign_in(officer, second_factor=False)

    assert duties(app, strong) == {"officer"}
    assert duties(app, weak) == set()
    assert "Without a second factor" in weak.open("/account").text
    assert "Without a second factor" not in strong.open("/account").text


def test_staff_are_led_to_the_second_factor(clock, make, sign_in):
    from flask_security import hash_password

    make.staff(email="officer@example.org", password=hash_password(PASSWORD))

    assert sign_in("officer@example.org").path == "/account/second-factor"


def test_demonstration_needs_no_second_factor(app, clock, make, visitor):
    officer = make.staff(is_demonstration=True)

    assert duties(app, visitor().sign_in(officer, second_factor=False)) == {"officer"}


def duties(app, browser):
    """What the kernel takes this browser's person to be."""
    from app.accounts.identity import actor_of_request

    cookie = browser.client.get_cookie("kontor").value
    with app.test_request_context("/", headers={"Cookie": f"kontor={cookie}"}):
        from flask import g

        for name in ("_login_user", "identified", "second_factor_missing"):
            g.pop(name, None)
        return set(actor_of_request().duties)

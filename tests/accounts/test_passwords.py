"""Which passwords are good enough."""

import pytest

from app.accounts import passwords


@pytest.fixture(autouse=True)
def _in_english():
    from flask import Flask
    from flask_babel import Babel

    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "password",
    [
        "seven boats leave at dawn",
        "xK7#pQ2!vM9z",
        "пятьлодокушлинарассвете",
        "mustang over Riga bay",
        "naïve café owner",
        "831947205563",
        "        leading spaces count",
    ],
)
def test_password_of_ones_own_is_accepted(password):
    assert passwords.fault(password, is_staff=False) is None


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password123!",
        "P@ssw0rd2024",
        "qwertyuiop12",
        "123456789012",
        "aaaaaaaaaaaa",
        "abababababab",
        "iloveyou2024!",
        "welcome-admin",
        "1q2w3e4r5t6y",
        "Kontor-2026-!",
        "пароль123456",
        "йцукенгшщзхъ",
        "098765432109",
        "passwordpassword",
    ],
)
def test_password_that_many_use_is_refused(password):
    assert passwords.fault(password, is_staff=False).startswith("Many people use")


@pytest.mark.parametrize(
    ("length", "is_staff", "accepted"),
    [
        (11, False, False),
        (12, False, True),
        (14, True, False),
        (15, True, True),
        (128, False, True),
        (129, False, False),
    ],
)
def test_length_is_what_counts(length, is_staff, accepted):
    password = ("kelp xi fjord wz " * 10)[:length]

    assert (passwords.fault(password, is_staff=is_staff) is None) == accepted


@pytest.mark.parametrize("password", ["Anna.Berg.2026", "annaberg@example", "BergAnna1234!"])
def test_own_name_is_no_password(password):
    own = ("Anna Berg", "anna.berg@example.org")

    assert passwords.fault(password, is_staff=False, own=own).startswith("Please leave your name")


def test_own_name_may_be_a_small_part():
    assert passwords.fault("Anna saw seven boats", is_staff=False, own=("Anna Berg",)) is None

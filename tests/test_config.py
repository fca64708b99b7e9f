"""A wrong value stops the start with a sentence that names it; the defaults are safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import ConfigurationError, read

SECRET = {"SECRET_KEY": "x" * 40}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "kontor.example.org"),
        ("DATABASE_URL", "mysql://localhost/kontor"),
        ("DATABASE_URL", "nonsense"),
        ("SECRET_KEY", "too short"),
        ("MAIL_URL", "http://mail.example.org"),
        ("FILES_URL", "/var/files"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("LANGUAGES", "en,klingon"),
        ("PROXIES", "-1"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_wrong_value_is_named(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} cannot be used"):
        read(SECRET | {name: value}, tmp_path)


def test_production_demands_its_own_secret(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        read({"BASE_URL": "https://kontor.example.org"}, tmp_path)


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    found = read(SECRET | {"BASE_URL": "https://kontor.example.org"}, tmp_path)

    assert (found["IS_PRODUCTION"], found["SESSION_COOKIE_SECURE"]) == (True, True)
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")


def test_default_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = read({}, tmp_path)["SECRET_KEY"]

    assert read({}, tmp_path)["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_postgresql_speaks_through_psycopg(tmp_path: Path) -> None:
    found = read(SECRET | {"DATABASE_URL": "postgresql://kontor@db/kontor"}, tmp_path)

    assert found["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://kontor@db/kontor"


def test_sender_has_a_domain_that_may_stand_in_a_mail(tmp_path: Path) -> None:
    assert read(SECRET, tmp_path)["MAIL_FROM"] == "no-reply@localhost"
    named = read(SECRET | {"BASE_URL": "https://kontor.example.org"}, tmp_path)
    assert named["MAIL_FROM"] == "no-reply@kontor.example.org"

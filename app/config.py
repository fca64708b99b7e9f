"""The configuration: read from the environment, checked, and explained where it is wrong."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from dotenv import dotenv_values

from app.core.i18n import LANGUAGES

MEGABYTE = 1024 * 1024


class ConfigurationError(Exception):
    """A value that the application cannot start with; the message names it."""


def from_environment(root: Path, instance: Path) -> dict[str, Any]:
    """Read `.env` and the environment, which goes first, into Flask's configuration.

    Raises ConfigurationError with one sentence that names the variable.
    """
    given = {**dotenv_values(root / ".env"), **os.environ}
    return read({name: value for name, value in given.items() if value is not None}, instance)


def read(given: Mapping[str, str], instance: Path) -> dict[str, Any]:
    """Turn variables into Flask's configuration; see docs/configuration.md for each."""

    def value(name: str, default: str, check: Callable[[str], Any] = str) -> Any:
        text = given.get(name, "").strip() or default
        try:
            return check(text)
        except (ValueError, KeyError, sa.exc.ArgumentError) as error:
            raise ConfigurationError(f"{name} cannot be used: {error}") from None

    base_url = value("BASE_URL", "http://127.0.0.1:8000", _web_address)
    is_production = base_url.startswith("https://")
    host = urlsplit(base_url).hostname
    return {
        "BASE_URL": base_url,
        "IS_PRODUCTION": is_production,
        "SECRET_KEY": value("SECRET_KEY", _own_secret(instance, is_production), _long_enough),
        "SECRET_KEY_FALLBACKS": value("SECRET_KEY_FALLBACKS", "", _words),
        "SQLALCHEMY_DATABASE_URI": value(
            "DATABASE_URL", f"sqlite:///{instance / 'kontor.sqlite'}", _database
        ),
        "TRUSTED_HOSTS": value("TRUSTED_HOSTS", f"{host},127.0.0.1,localhost", _words),
        "PROXIES": value("PROXIES", "0", _count),
        "MAIL_URL": value("MAIL_URL", "", _mail_address),
        "MAIL_FROM": value("MAIL_FROM", f"no-reply@{_mail_domain(host)}"),
        "MAIL_LEASE": value("MAIL_LEASE", "60", _count),
        "FILES_URL": value("FILES_URL", f"file://{instance / 'files'}", _file_store),
        "AGENCY_NAME": value("AGENCY_NAME", "Regional Development Agency, Kaliningrad"),
        "REDIS_URL": value("REDIS_URL", ""),
        "TIME_ZONE": value("TIME_ZONE", "Europe/Brussels", lambda zone: ZoneInfo(zone).key),
        "LANGUAGES": value("LANGUAGES", "en,ru", _languages),
        "LOG_LEVEL": value("LOG_LEVEL", "INFO", _log_level),
        "SENTRY_DSN": value("SENTRY_DSN", ""),
        "MAX_CONTENT_LENGTH": 25 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 2000,
        "MAX_FILE_SIZE": 10 * MEGABYTE,
        "SESSION_COOKIE_NAME": "__Host-kontor" if is_production else "kontor",
        "SESSION_COOKIE_SECURE": is_production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_ENABLED": False,  # core.submissions checks every POST, also those of libraries
        "INSTANCE": instance,
    }


def _own_secret(instance: Path, is_production: bool) -> str:
    """Keep a secret of this installation in its instance folder; production must name its own."""
    if is_production:
        return ""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)  # the first of two that start at once wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()


def _long_enough(secret: str) -> str:
    if len(secret) < 32:
        raise ValueError("give at least 32 characters that nobody can guess.")
    return secret


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("it must look like https://kontor.example.org.")
    return text.rstrip("/")


def _database(text: str) -> str:
    url = sa.make_url(text)
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ValueError(
            "the databases are sqlite:///path and postgresql+psycopg://user@host/name."
        )
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def _mail_address(text: str) -> str:
    if text and urlsplit(text).scheme not in {"smtp", "smtps"}:
        raise ValueError("it must start with smtp:// or smtps://.")
    return text


def _mail_domain(host: str | None) -> str:
    """Return what may stand behind the @ of a sender: a name with letters, never a number."""
    is_name = host is not None and any(letter.isalpha() for letter in host.rpartition(".")[2])
    return str(host) if is_name else "localhost"


def _file_store(text: str) -> str:
    if urlsplit(text).scheme not in {"file", "s3"}:
        raise ValueError("it must start with file:// or s3://.")
    return text


def _languages(text: str) -> list[str]:
    chosen = _words(text)
    if unknown := [code for code in chosen if code not in LANGUAGES]:
        raise ValueError(
            f"the language {unknown[0]} is not known; choose from {', '.join(LANGUAGES)}."
        )
    return chosen


def _log_level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("choose DEBUG, INFO, WARNING or ERROR.")
    return text.upper()


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("it must be a whole number, 0 or more.")
    return int(text)


def _flag(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError("it must be 0 or 1.")
    return text == "1"


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]

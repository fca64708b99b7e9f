"""How Flask-Security is used: its hashes, codes and address checks, behind pages of our own.

Its own pages are not served. They set cookies for visitors, act on GET and commit by themselves,
none of which this application does.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from typing import Any, cast

import email_validator
import qrcode
import qrcode.image.svg
from flask import Flask, current_app
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.totp import Totp
from passlib.totp import TOTP, AppWallet

from app.accounts.models import User
from app.core.db import db
from app.core.times import now

NEAR = 30
"""Seconds by which the clock of a telephone may be wrong."""
RECOVERY_CODES = 8


class Codes(Totp):
    """Six-digit codes: each works once, and their secrets are sealed with the newest key."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        wallet = AppWallet(secrets, default_tag=next(iter(secrets)))
        self._totp = TOTP.using(issuer=issuer, wallet=wallet)

    def get_last_counter(self, user: Any) -> int | None:
        return cast("int | None", user.totp_counter)

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.totp_counter = tmatch.counter
        sealed = self._totp.from_source(user.tf_totp_secret) if user.tf_totp_secret else None
        if sealed is not None and sealed.changed:
            user.tf_totp_secret = sealed.to_json(encrypt=True)

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Draw on white, so that it can be read from a dark page too."""
        drawn = qrcode.make(
            self.get_totp_uri(username, totp), image_factory=qrcode.image.svg.SvgPathFillImage
        )
        return f"data:image/svg+xml;base64,{b64encode(drawn.to_string()).decode('ascii')}"


def init_app(app: Flask) -> None:
    """Set Flask-Security up; what the configuration already says stays."""
    keys = [app.config["SECRET_KEY"], *app.config["SECRET_KEY_FALLBACKS"]]
    defaults = {
        "USE_REGISTER_V2": True,
        "PASSWORD_SCHEMES": ["argon2"],
        "DEPRECATED_PASSWORD_SCHEMES": [],
        "PASSWORD_SINGLE_HASH": {"argon2"},
        "PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": 19 * 1024,  # KiB; OWASP Password Storage Cheat Sheet
            "argon2__time_cost": 2,
            "argon2__parallelism": 1,
        },
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TOTP_SECRETS": dict(_sealing_key(key) for key in keys),
        "TOTP_ISSUER": "Kontor",
        "DATETIME_FACTORY": now,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
    }
    for name, value in defaults.items():
        app.config.setdefault(f"SECURITY_{name}", value)
    Security(
        app,
        SQLAlchemyUserDatastore(db, User, role_model=cast("Any", None)),
        register_blueprint=False,
        totp_cls=Codes,
    )


def normal(address: str) -> str:
    """Write an e-mail address in the one way it is stored; raises ValueError if it is none."""
    checked = email_validator.validate_email(
        address, check_deliverability=False, allow_smtputf8=False
    )
    return checked.normalized.lower()


def codes() -> Codes:
    """Return the maker and checker of second factors."""
    return cast("Codes", current_app.extensions["security"].totp_factory)


def _sealing_key(key: str) -> tuple[str, str]:
    """Derive a key for the secrets of second factors, and the tag by which it is found again."""
    derived = hmac.digest(key.encode(), b"second factor", "sha256").hex()
    return derived[:8], derived[8:]

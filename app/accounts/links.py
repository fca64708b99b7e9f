"""Links that are sent by mail: signed, good for a while, and dead once they have been used.

Nothing is stored for them. A link is signed for the account as it is: as soon as the address, the
password or the confirmation changes, every link made before no longer fits. (The serializers of
Flask-Security are not used: with SECRET_KEY_FALLBACKS they go on signing with the old key.)
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.accounts.models import User
from app.core.db import db

LIFETIMES = {
    "confirm": timedelta(days=7),
    "recover": timedelta(hours=1),
    "email": timedelta(days=1),
    "invitation": timedelta(days=1),
    "second-factor": timedelta(minutes=30),
    "claim": timedelta(days=2),
}


class Opened(NamedTuple):
    """Whose link it is, and what else was signed into it."""

    person: User
    carried: str


def seal(purpose: str, person: User, carried: str = "") -> str:
    """Make the token of a link."""
    return _serializer(purpose).dumps([person.fs_uniquifier, _state(person), carried])


def open_seal(purpose: str, token: str) -> Opened | None:
    """Return what the token was made for, or None if it is not ours, too old, or used."""
    try:
        known_as, state, carried = _serializer(purpose).loads(
            token, max_age=int(LIFETIMES[purpose].total_seconds())
        )
    except (BadSignature, ValueError, TypeError):
        return None
    person = db.session.scalar(sa.select(User).where(User.fs_uniquifier == known_as, User.active))
    return Opened(person, carried) if person and _state(person) == state else None


def address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page on BASE_URL: what the request calls us is not trusted."""
    base = urlsplit(current_app.config["BASE_URL"])
    adapter = current_app.url_map.bind(
        base.netloc, script_name=base.path or "/", url_scheme=base.scheme
    )
    return adapter.build(endpoint, values, force_external=True)


def _state(person: User) -> str:
    confirmed = person.confirmed_at.isoformat() if person.confirmed_at else ""
    text = "\n".join((person.email, person.password or "", confirmed))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt=f"accounts {purpose}")

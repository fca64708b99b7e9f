"""The signed part of the address that switches a digest off; it does not grow old, as mails do."""

from __future__ import annotations

import uuid

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def seal(uid: uuid.UUID) -> str:
    """Make the token for a saved search."""
    return _serializer().dumps(uid.hex)


def opened(token: str) -> uuid.UUID | None:
    """Return which saved search the token was made for; None where it is not ours."""
    try:
        return uuid.UUID(_serializer().loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None


def _serializer() -> URLSafeSerializer:
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="finding unsubscribe")

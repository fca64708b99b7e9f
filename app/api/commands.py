"""What happens to tokens: issued, used, revoked."""

from __future__ import annotations

import secrets
from datetime import timedelta

import sqlalchemy as sa

from app.accounts.models import User
from app.api.models import ApiToken
from app.api.queries import digest, tokens_of
from app.core.actors import Actor
from app.core.db import db, note_aside
from app.core.errors import DomainError
from app.core.history import record
from app.core.i18n import lazy
from app.core.times import now
from app.core.workflow import Event
from app.directory.models import Organisation

PREFIX = "kontor_"
"""Lets scanners of code recognise a token that somebody has published by mistake."""

MOST_TOKENS = 20
NOTED_EVERY = timedelta(minutes=1)


def issue(person: User, organisation: Organisation, name: str, actor: Actor) -> str:
    """Make a token and return its secret, which is shown this once. Raises DomainError."""
    if len(tokens_of(person.id)) >= MOST_TOKENS:
        raise DomainError(lazy("You have too many tokens. Revoke those that are not used."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(person=person, organisation=organisation, name=name, digest=digest(secret))
    db.session.add(token)
    record(Event(token, "api_token.issue", actor))
    return secret


def revoke(token: ApiToken, actor: Actor) -> None:
    """Make a token useless at once; again is no error."""
    if token.revoked_at is None:
        token.revoked_at = now()
        record(Event(token, "api_token.revoke", actor))


def note_use(token: ApiToken) -> None:
    """Write down, at most once a minute, that a token was used."""
    at = now()
    if token.last_used_at is None or at - token.last_used_at >= NOTED_EVERY:
        note_aside(sa.update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=at))

"""The links of the mails: sealed for one entity and one reader, dead once they are answered.

Nothing is stored for them. A link is made for what was last confirmed, for the state and for the
reader's address; as soon as one of these changes, every link made before no longer fits.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.accounts.models import User
from app.core.actors import Actor
from app.core.db import db
from app.directory.choices import ProfileState
from app.directory.queries import actor_of
from app.freshness import policy, queries
from app.freshness.queries import Entity
from app.searches.models import SearchState

LIFETIME = timedelta(days=60)
ASKED = {ProfileState.VERIFIED, ProfileState.UNCLAIMED, SearchState.OPEN}


class Opened(NamedTuple):
    """What a link asks for, and who is asked: nobody where it was sent to a mere mailbox."""

    entity: Entity
    person: User | None
    actor: Actor


def seal(entity: Entity, person: User | None) -> str:
    """Make the token of a link."""
    known_as = person.fs_uniquifier if person else ""
    return _serializer().dumps(
        [type(entity).__tablename__, entity.id, known_as, _state(entity, person)]
    )


def open_seal(token: str) -> Opened | None:
    """Return what the token was made for; None if it is not ours, too old, answered or undone.

    Whoever has lost the right to answer since has lost the link with it.
    """
    try:
        kind, number, known_as, state = _serializer().loads(
            token, max_age=int(LIFETIME.total_seconds())
        )
    except (BadSignature, ValueError, TypeError):
        return None
    entity = queries.find_entity(kind, number)
    person = db.session.scalar(sa.select(User).where(User.fs_uniquifier == known_as, User.active))
    if entity is None or bool(known_as) != bool(person) or _state(entity, person) != state:
        return None
    actor = actor_of(person) if person else Actor.SYSTEM
    if entity.state not in ASKED or not policy.may_confirm.allows(actor, entity):
        return None
    return Opened(entity, person, actor)


def _state(entity: Entity, person: User | None) -> str:
    text = "\n".join((str(entity.confirmed_on), entity.state, (person or entity).email))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _serializer() -> URLSafeTimedSerializer:
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="freshness")

"""Tokens that work: those of people who still belong to the organisation."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.api.models import ApiToken
from app.core.db import db


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def find_token(secret: str) -> ApiToken | None:
    """Return the token with its person, unless it was revoked or the account is closed."""
    return db.session.scalar(
        sa.select(ApiToken)
        .join(ApiToken.person)
        .where(ApiToken.digest == digest(secret), ApiToken.revoked_at.is_(None), User.active)
        .options(joinedload(ApiToken.person))
    )


def get_token(uid: uuid.UUID) -> ApiToken:
    """Raises NoResultFound."""
    return db.session.scalars(sa.select(ApiToken).where(ApiToken.uid == uid)).one()


def tokens_of(person_id: int) -> Sequence[ApiToken]:
    """List the tokens of a person that were not revoked, the newest first."""
    return db.session.scalars(
        sa.select(ApiToken)
        .where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
        .options(joinedload(ApiToken.organisation))
        .order_by(ApiToken.id.desc())
    ).all()

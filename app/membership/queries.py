"""What is known of invitations."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.membership.models import Invitation, InvitationState

DONE = (InvitationState.ACCEPTED, InvitationState.REVOKED)


def get_invitation(uid: uuid.UUID) -> Invitation:
    """Raises NoResultFound. Its organisation, both persons and its mail are loaded."""
    return db.session.scalars(_whole().where(Invitation.uid == uid)).one()


def find_by_token(token: str) -> Invitation | None:
    """Return the invitation whose newest mail carries the token."""
    return db.session.scalar(_whole().where(Invitation.token_digest == digest(token)))


def invitations_to(organisation_id: int) -> Sequence[Invitation]:
    """List the invitations that were not accepted or taken back, the newest first."""
    return db.session.scalars(
        _whole()
        .where(Invitation.organisation_id == organisation_id, Invitation.state.not_in(DONE))
        .order_by(Invitation.id.desc())
    ).all()


def find_waiting(organisation_id: int, person_id: int) -> Invitation | None:
    """Return the last invitation of a person to an organisation that can still be sent again."""
    return db.session.scalar(
        _whole()
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.person_id == person_id,
            Invitation.state.in_([InvitationState.CREATED, InvitationState.OPENED]),
        )
        .order_by(Invitation.id.desc())
        .limit(1)
    )


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _whole() -> sa.Select[Invitation]:
    return sa.select(Invitation).options(
        joinedload(Invitation.organisation),
        joinedload(Invitation.person),
        joinedload(Invitation.invited_by),
        joinedload(Invitation.message),
    )

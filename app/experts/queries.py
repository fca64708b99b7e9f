"""What is known of experts: one, those of an organisation, those that a search has found."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.directory.models import Organisation
from app.experts.models import Expert, ExpertState


def get_expert(uid: uuid.UUID) -> Expert:
    """Raises NoResultFound. The organisation and the CV are loaded."""
    return db.session.scalars(
        sa.select(Expert)
        .where(Expert.uid == uid)
        .options(joinedload(Expert.organisation), joinedload(Expert.cv))
    ).one()


def experts_of(organisation: Organisation) -> Sequence[Expert]:
    """List the experts of an organisation, those that are offered first."""
    return db.session.scalars(
        sa.select(Expert)
        .where(Expert.organisation_id == organisation.id)
        .options(joinedload(Expert.organisation))
        .order_by(Expert.state, Expert.id)
    ).all()


def every_expert() -> Sequence[Expert]:
    """List all experts, with their organisations."""
    found = sa.select(Expert).options(joinedload(Expert.organisation)).order_by(Expert.id)
    return db.session.scalars(found).all()


def experts(ids: Collection[int]) -> dict[int, Expert]:
    """Return the experts that everybody may find, by id, their organisations loaded.

    Who is not offered any more, or belongs to an organisation that is not listed, is left out.
    """
    found = db.session.scalars(
        sa.select(Expert)
        .join(Expert.organisation)
        .where(Expert.id.in_(ids), public())
        .options(joinedload(Expert.organisation))
        .order_by(Expert.id)
    )
    return {expert.id: expert for expert in found}


def count_public(ids: Collection[int]) -> int:
    """Count those of some experts that everybody may find."""
    found = sa.select(sa.func.count()).select_from(Expert).join(Expert.organisation)
    return db.session.scalars(found.where(Expert.id.in_(ids), public())).one()


def public() -> sa.ColumnElement[bool]:
    """The condition on Expert joined with Organisation that everybody may find it."""
    return sa.and_(Expert.state == ExpertState.OFFERED, Organisation.is_listed)

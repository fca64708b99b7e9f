"""Imports, claims and merges, as the pages show them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.entries.models import Claim, ClaimState, Import, Merge


def get_import(uid: uuid.UUID) -> Import:
    """Raises NoResultFound. Its document and who sent it are loaded."""
    return db.session.scalars(
        sa.select(Import)
        .where(Import.uid == uid)
        .options(joinedload(Import.document), joinedload(Import.person))
    ).one()


def imports(most: int = 20) -> Sequence[Import]:
    """List the latest imports, with who sent them."""
    return db.session.scalars(
        sa.select(Import)
        .options(joinedload(Import.person))
        .order_by(Import.created_at.desc(), Import.id.desc())
        .limit(most)
    ).all()


def find_claim(organisation_id: int, person_id: int | None) -> Claim | None:
    return db.session.scalar(
        sa.select(Claim)
        .where(Claim.organisation_id == organisation_id, Claim.person_id == person_id)
        .options(joinedload(Claim.organisation), joinedload(Claim.person))
    )


def get_claim(uid: uuid.UUID) -> Claim:
    """Raises NoResultFound. The organisation and the person are loaded."""
    return db.session.scalars(
        sa.select(Claim)
        .where(Claim.uid == uid)
        .options(joinedload(Claim.organisation), joinedload(Claim.person))
    ).one()


def waiting_claims() -> Sequence[Claim]:
    """List the claims that wait for the agency, the longest waiting first."""
    return db.session.scalars(
        sa.select(Claim)
        .where(Claim.state == ClaimState.ASKED)
        .options(joinedload(Claim.organisation), joinedload(Claim.person))
        .order_by(Claim.asked_at, Claim.id)
    ).all()


def get_merge(uid: uuid.UUID) -> Merge:
    """Raises NoResultFound. Both entries and who merged them are loaded."""
    return db.session.scalars(sa.select(Merge).where(Merge.uid == uid).options(*_WHOLE_MERGE)).one()


def merges(most: int = 50) -> Sequence[Merge]:
    """List the latest merges."""
    return db.session.scalars(
        sa.select(Merge).options(*_WHOLE_MERGE).order_by(Merge.id.desc()).limit(most)
    ).all()


_WHOLE_MERGE = (joinedload(Merge.kept), joinedload(Merge.merged), joinedload(Merge.merged_by))

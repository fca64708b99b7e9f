"""What the pages about agreements read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.agreements.models import Agreement, AgreementState, Signature, Version
from app.consortia.models import Partner, Project
from app.consortia.queries import get_project
from app.core.db import db
from app.directory.choices import Role
from app.directory.models import Membership, Organisation

OPEN = (
    AgreementState.NEGOTIATION,
    AgreementState.OUT_FOR_SIGNATURE,
    AgreementState.PARTLY_SIGNED,
)


def get_agreement(uid: UUID) -> Agreement:
    """Raises NoResultFound. Project, parties, versions, acceptances and signatures are loaded."""
    agreement = db.session.scalars(
        sa.select(Agreement)
        .where(Agreement.uid == uid)
        .options(
            joinedload(Agreement.project),
            selectinload(Agreement.versions).selectinload(Version.acceptances),
            selectinload(Agreement.versions)
            .selectinload(Version.signatures)
            .joinedload(Signature.scan),
        )
    ).one()
    get_project(agreement.project.reference)  # loads its partners and rules into the same entity
    return agreement


def get_signature(agreement: Agreement, uid: UUID) -> Signature:
    """Raises NoResultFound for a signature that is not under this agreement."""
    return db.session.scalars(
        sa.select(Signature)
        .join(Signature.version)
        .where(Version.agreement_id == agreement.id, Signature.uid == uid)
        .options(joinedload(Signature.scan))
    ).one()


def agreement_of(project: Project) -> Agreement | None:
    """Find the agreement of a project; None before it is drafted."""
    return db.session.scalar(sa.select(Agreement).where(Agreement.project_id == project.id))


def waiting_agreements(organisation_ids: frozenset[int]) -> Sequence[Agreement]:
    """List the agreements that wait for acceptance or signature by one of the organisations."""
    return db.session.scalars(
        sa.select(Agreement)
        .join(Project, Project.id == Agreement.project_id)
        .where(
            Agreement.state.in_(OPEN),
            Project.partners.any(Partner.organisation_id.in_(organisation_ids)),
        )
        .options(
            joinedload(Agreement.project)
            .selectinload(Project.partners)
            .joinedload(Partner.organisation),
            selectinload(Agreement.versions).selectinload(Version.acceptances),
            selectinload(Agreement.versions).selectinload(Version.signatures),
        )
        .order_by(Agreement.id)
    ).all()


def signatories(organisation_ids: list[int]) -> dict[int, tuple[str, str]]:
    """Map organisations to the name and function of the person who signs for each, if known.

    For the agency that is its director.
    """
    rows = db.session.execute(
        sa.select(Membership.organisation_id, User.name, Membership.function)
        .join(Membership.person)
        .join(Membership.organisation)
        .where(
            Membership.organisation_id.in_(organisation_ids),
            User.active,
            sa.or_(
                sa.and_(Membership.role == Role.SIGNATORY, ~Organisation.is_agency),
                sa.and_(Membership.role == Role.DIRECTOR, Organisation.is_agency),
            ),
        )
        .order_by(Membership.id.desc())
    )
    return {organisation_id: (name, function) for organisation_id, name, function in rows}

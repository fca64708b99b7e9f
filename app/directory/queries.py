"""What the directory knows: who acts for whom, organisations, what they are accredited for."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.actors import Actor
from app.core.db import db
from app.directory.models import Membership, Organisation, ProfileState, Role

COUNTS = Organisation.state != ProfileState.SUSPENDED


def actor_of(user: User) -> Actor:
    """Build the actor from what a person is where; suspended organisations count for nothing."""
    held = db.session.execute(
        sa.select(Membership.organisation_id, Membership.role, Organisation.is_agency)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == user.id, COUNTS)
    ).all()
    return Actor(
        id=user.id,
        name=user.name,
        roles=frozenset((organisation_id, role.value) for organisation_id, role, _ in held),
        duties=frozenset(role.value for _, role, is_agency in held if is_agency),
        locale=user.locale,
    )


def agency() -> Organisation:
    """Return the agency of this installation; raises NoResultFound before it has been set up."""
    return db.session.scalars(sa.select(Organisation).where(Organisation.is_agency)).one()


def people_of(organisation_id: int, *roles: Role) -> list[User]:
    """List those who can be reached there, in one of the roles where any are named."""
    return _people(Membership.organisation_id == organisation_id, roles)


def staff(*duties: Role) -> list[User]:
    """List the agency's people who can be reached, in one of the duties where any are named."""
    return _people(Organisation.is_agency, duties)


def get_organisation(slug: str) -> Organisation:
    """Raises NoResultFound."""
    return db.session.scalars(sa.select(Organisation).where(Organisation.slug == slug)).one()


def _people(where: sa.ColumnExpressionArgument[bool], roles: Collection[Role]) -> list[User]:
    held = (
        sa.select(Membership)
        .join(Membership.organisation)
        .where(where, COUNTS)
        .options(joinedload(Membership.person))
        .order_by(Membership.person_id)
    )
    if roles:
        held = held.where(Membership.role.in_(roles))
    people = {m.person_id: m.person for m in db.session.scalars(held)}
    return [person for person in people.values() if person.active and person.confirmed_at]

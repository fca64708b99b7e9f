"""What the directory knows: who acts for whom, organisations, what they are accredited for."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import User
from app.core.actors import Actor
from app.core.catalogue import Found
from app.core.db import db
from app.core.paging import Page
from app.core.times import localdate
from app.directory import listing
from app.directory.choices import AccreditationState, ProfileState, Role
from app.directory.listing import Wanted
from app.directory.models import (
    EXPIRING_WITHIN,
    Accreditation,
    Experience,
    Membership,
    Organisation,
)
from app.directory.watch import STILL_TOLD

COUNTS: sa.ColumnElement[bool] = Organisation.state != ProfileState.SUSPENDED
COUNTS_OR_NOT: sa.ColumnElement[bool] = sa.true()


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
    """Raises NoResultFound. Its accreditations and its experience are loaded."""
    return db.session.scalars(
        sa.select(Organisation)
        .where(Organisation.slug == slug)
        .options(selectinload(Organisation.accreditations), selectinload(Organisation.experiences))
    ).one()


def has_pic(pic: str, besides: int) -> bool:
    """Whether an organisation other than this one has the code."""
    found = sa.select(Organisation.id).where(Organisation.pic == pic, Organisation.id != besides)
    return db.session.scalar(found) is not None


def get_experience(slug: str, uid: uuid.UUID) -> Experience:
    """Raises NoResultFound. Its organisation is loaded, all that is indexed of it included."""
    return db.session.scalars(
        sa.select(Experience)
        .join(Experience.organisation)
        .where(Organisation.slug == slug, Experience.uid == uid)
        .options(
            contains_eager(Experience.organisation).options(
                selectinload(Organisation.accreditations), selectinload(Organisation.experiences)
            )
        )
    ).one()


def everybody_of(organisation_id: int, *roles: Role) -> list[User]:
    """The same as people_of, for an organisation that may be suspended."""
    return _people(Membership.organisation_id == organisation_id, roles, COUNTS_OR_NOT)


def memberships_of(organisation_id: int) -> Sequence[Membership]:
    """List who is what there, with the persons, by name."""
    return db.session.scalars(
        sa.select(Membership)
        .join(Membership.person)
        .where(Membership.organisation_id == organisation_id)
        .options(contains_eager(Membership.person))
        .order_by(User.name, Membership.person_id, Membership.id)
    ).all()


def roles_of(organisation_id: int, uid: uuid.UUID) -> Sequence[Membership]:
    """List what a person is there, with the person; empty where they do not belong to it."""
    return [held for held in memberships_of(organisation_id) if held.person.uid == uid]


def organisations_of(person_id: int) -> Sequence[Organisation]:
    """List the organisations that a person belongs to, by name."""
    held = sa.select(Membership.organisation_id).where(Membership.person_id == person_id)
    return db.session.scalars(
        sa.select(Organisation)
        .where(Organisation.id.in_(held))
        .order_by(Organisation.name, Organisation.id)
    ).all()


def heir_of(organisation: Organisation) -> str | None:
    """Return the slug of the entry that a merged one has become part of."""
    return db.session.scalar(
        sa.select(Organisation.slug).where(Organisation.id == organisation.merged_into_id)
    )


def organisations(ids: Collection[int]) -> dict[int, Organisation]:
    """Return organisations by id, their accreditations loaded."""
    found = db.session.scalars(
        sa.select(Organisation)
        .where(Organisation.id.in_(ids))
        .options(selectinload(Organisation.accreditations))
        .order_by(Organisation.id)
    )
    return {organisation.id: organisation for organisation in found}


def verified_accreditations(
    organisation_ids: Collection[int], on: date
) -> dict[int, list[Accreditation]]:
    """Return by organisation what is verified and valid on that day."""
    found = db.session.scalars(
        sa.select(Accreditation)
        .where(
            Accreditation.organisation_id.in_(organisation_ids),
            Accreditation.state == AccreditationState.VERIFIED,
            Accreditation.valid_from <= on,
            Accreditation.valid_until >= on,
        )
        .order_by(Accreditation.organisation_id, Accreditation.id)
    )
    held: dict[int, list[Accreditation]] = {id_: [] for id_ in organisation_ids}
    for accreditation in found:
        held[accreditation.organisation_id].append(accreditation)
    return held


def get_accreditation(uid: uuid.UUID) -> Accreditation:
    """Raises NoResultFound. Its organisation, its evidence and who verified it are loaded."""
    return db.session.scalars(
        sa.select(Accreditation)
        .where(Accreditation.uid == uid)
        .options(
            joinedload(Accreditation.organisation),
            joinedload(Accreditation.evidence),
            joinedload(Accreditation.verified_by),
        )
    ).one()


def ending_accreditations(today: date) -> Sequence[Accreditation]:
    """List what is verified and ends within 90 days, or has ended lately, the nearest end first.

    Their organisations are loaded; archived and suspended ones are left out.
    """
    return db.session.scalars(
        sa.select(Accreditation)
        .join(Accreditation.organisation)
        .where(
            Accreditation.state == AccreditationState.VERIFIED,
            Accreditation.valid_until >= today - STILL_TOLD,
            Accreditation.valid_until <= today + EXPIRING_WITHIN,
            Organisation.is_listed,
        )
        .options(contains_eager(Accreditation.organisation))
        .order_by(Accreditation.valid_until, Accreditation.id)
    ).all()


def waiting_profiles() -> Sequence[Organisation]:
    """List the profiles that wait for verification, the longest waiting first."""
    return db.session.scalars(
        sa.select(Organisation)
        .where(Organisation.state == ProfileState.PENDING)
        .order_by(Organisation.submitted_at, Organisation.id)
    ).all()


def waiting_accreditations() -> Sequence[Accreditation]:
    """List the accreditations whose evidence waits for verification, with their organisations."""
    return db.session.scalars(
        sa.select(Accreditation)
        .join(Accreditation.organisation)
        .where(
            Accreditation.state == AccreditationState.EVIDENCED,
            Accreditation.valid_until >= localdate(),
            Organisation.state.in_([ProfileState.PENDING, ProfileState.VERIFIED]),
        )
        .options(contains_eager(Accreditation.organisation))
        .order_by(Accreditation.id)
    ).all()


def every_organisation() -> Iterator[Organisation]:
    """Yield all organisations with their accreditations, without holding all of them."""
    found = sa.select(Organisation).options(selectinload(Organisation.accreditations))
    every = found.order_by(Organisation.id).execution_options(yield_per=500)
    yield from db.session.scalars(every)


def find_public(wanted: Wanted) -> Found:
    """Find what everybody may see: two statements, whatever the number of organisations."""
    return listing.find(wanted)


def public_page(found: Found, number: int, per_page: int) -> Page[Organisation]:
    """Load one page of what was found; a page past the end is empty."""
    ids = found.part(number, per_page)
    loaded = organisations(ids)
    return Page([loaded[id_] for id_ in ids if id_ in loaded], number, per_page, found.total)


def _people(
    where: sa.ColumnExpressionArgument[bool],
    roles: Collection[Role],
    counts: sa.ColumnElement[bool] = COUNTS,
) -> list[User]:
    held = (
        sa.select(Membership)
        .join(Membership.organisation)
        .where(where, counts)
        .options(joinedload(Membership.person))
        .order_by(Membership.person_id)
    )
    if roles:
        held = held.where(Membership.role.in_(roles))
    people = {m.person_id: m.person for m in db.session.scalars(held)}
    return [person for person in people.values() if person.active and person.confirmed_at]

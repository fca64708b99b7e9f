"""Who belongs where: given and taken."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

import sqlalchemy as sa

from app.accounts import links
from app.accounts.commands import invite, open_account
from app.accounts.models import User
from app.core import limits
from app.core.actors import Actor
from app.core.db import db, lock
from app.core.errors import DomainError, NotAllowed
from app.core.history import record
from app.core.i18n import lazy
from app.core.workflow import Event
from app.directory.commands.organisations import make_agency
from app.directory.models import (
    Membership,
    Organisation,
    Role,
)
from app.directory.queries import memberships_of, staff
from app.inbox.telling import send

PEOPLE_A_DAY = 20


def appoint_administrator(person: User, agency_name: str) -> None:
    """Make a person administrator of the agency, which is entered if there is none yet."""
    found = db.session.scalar(sa.select(Organisation).where(Organisation.is_agency))
    agency = found or make_agency(agency_name)
    if add_member(agency, person, Role.ADMINISTRATOR):
        changes = {person.name: [None, [Role.ADMINISTRATOR.value]]}
        record(Event(agency, "organisation.change-people", Actor.SYSTEM), changes)


def add_member(
    organisation: Organisation, person: User, *roles: Role, function: str = ""
) -> list[Membership]:
    """Give a person roles in an organisation besides those they hold; nobody is told."""
    db.session.flush()  # both may be new
    held = {m.role for m in memberships_of(organisation.id) if m.person_id == person.id}
    fresh = [
        Membership(person=person, organisation=organisation, role=role, function=function)
        for role in dict.fromkeys(roles)
        if role not in held
    ]
    db.session.add_all(fresh)
    return fresh


def add_person(
    organisation: Organisation, actor: Actor, email: str, roles: Collection[Role], function: str
) -> None:
    """Give roles to whoever has this address; who has no account yet is invited to take one.

    The answer is the same for both, so that nobody learns who has an account. Raises TooMany.
    """
    limits.check("add people", str(actor.id), PEOPLE_A_DAY, timedelta(days=1))
    limits.count("add people", str(actor.id))
    person = open_account(email)
    db.session.flush()  # a new person has their number only now
    if not organisation.is_agency and person.id in {one.id for one in staff()}:
        # A membership would keep them from judging what this organisation sends.
        raise DomainError(lazy("The agency's own staff cannot be given a role here."))
    held = {m.role for m in memberships_of(organisation.id) if m.person_id == person.id}
    set_roles(organisation, person, actor, held.union(roles), function)
    if person.confirmed_at is None:
        invite(person)


def set_roles(
    organisation: Organisation, person: User, actor: Actor, roles: Collection[Role], function: str
) -> None:
    """Say what a person is in the organisation, nothing meaning that they leave; they are told.

    Nobody raises their own rights, and the last administrator stays.
    """
    lock(organisation)
    everybody = memberships_of(organisation.id)
    held = {m.role: m for m in everybody if m.person_id == person.id}
    added = [role for role in Role if role in roles and role not in held]
    if added and person.id == actor.id:
        raise NotAllowed(lazy("Nobody can raise their own rights: ask another administrator."))
    administrators = {m.person_id for m in everybody if m.role == Role.ADMINISTRATOR}
    if administrators == {person.id} and Role.ADMINISTRATOR not in roles:
        raise DomainError(
            lazy("The last administrator cannot leave: first make somebody else administrator.")
        )
    for role, membership in held.items():
        if role not in roles:
            db.session.delete(membership)
        else:
            membership.function = function
    for role in added:
        db.session.add(
            Membership(person=person, organisation=organisation, role=role, function=function)
        )
    remaining = [role for role in Role if role in roles]
    if added or len(remaining) != len(held):
        _note_roles(organisation, person, list(held), remaining, actor)


def _note_roles(
    organisation: Organisation,
    person: User,
    before: Sequence[Role],
    after: Sequence[Role],
    actor: Actor,
) -> None:
    changes = {person.name: [[role.value for role in before], [role.value for role in after]]}
    record(Event(organisation, "organisation.change-people", actor), changes)
    if person.id != actor.id:
        send(
            person.email,
            "membership_changed",
            language=person.locale,
            person=person,
            link=links.address("directory.show", slug=organisation.slug) if after else "",
            listed=True,
            cause="organisation.change-people",
            organisation=organisation,
            roles=after,
        )

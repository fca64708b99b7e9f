"""Who belongs where: given and taken."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import User
from app.core.actors import Actor
from app.core.db import db
from app.core.history import record
from app.core.workflow import Event
from app.directory.choices import Role
from app.directory.commands.organisations import make_agency
from app.directory.models import Membership, Organisation
from app.directory.queries import memberships_of

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

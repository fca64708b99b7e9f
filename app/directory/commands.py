"""What happens in the directory: to organisations, to their people, to their accreditations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import links
from app.accounts.commands import invite, open_account
from app.accounts.models import User
from app.core import fulltext, limits
from app.core.actors import Actor
from app.core.db import db, lock, now
from app.core.documents import Stashed, claim
from app.core.errors import DomainError, NotAllowed
from app.core.history import advance, record
from app.core.i18n import lazy
from app.core.workflow import Event
from app.directory.models import (
    Accreditation,
    AccreditationState,
    Kind,
    Membership,
    Organisation,
    ProfileState,
    Role,
)
from app.directory.queries import memberships_of, staff
from app.directory.workflow import ACCREDITATION_FLOW, evidence_is_missing, validity_has_ended
from app.inbox.telling import send
from app.programmes.vocabularies import LegalStatus

OF_THE_FIRST_PERSON = (Role.ADMINISTRATOR, Role.EDITOR, Role.SIGNATORY)
PEOPLE_A_DAY = 20
REGISTERED_A_DAY = 10
TAKEN = frozenset({"mine", "new", "waiting"})
EVIDENCE = "accreditation evidence"


def register(person: User, actor: Actor, facts: Mapping[str, Any]) -> Organisation:
    """Enter an organisation; whoever does it looks after it until others are named.

    Raises TooMany.
    """
    limits.check("register organisation", str(actor.id), REGISTERED_A_DAY, timedelta(days=1))
    limits.count("register organisation", str(actor.id))
    organisation = enter(facts)
    for role in OF_THE_FIRST_PERSON:
        db.session.add(Membership(person=person, organisation=organisation, role=role))
    record(Event(organisation, "organisation.register", actor))
    return organisation


def enter(facts: Mapping[str, Any]) -> Organisation:
    """Enter an organisation that nobody belongs to yet, under a slug of its own."""
    name = facts.get("name_english") or facts["name"]
    organisation = Organisation(slug=_free_slug(name, facts.get("abbreviation", "")), **facts)
    organisation.accreditations = []
    db.session.add(organisation)
    db.session.flush()  # the index needs its number
    index(organisation)
    return organisation


def edit(organisation: Organisation, facts: Mapping[str, Any]) -> None:
    """Change the profile; a verified one stays public, and the history shows what was changed."""
    for name, value in facts.items():
        setattr(organisation, name, value)
    index(organisation)


def declare(
    organisation: Organisation, actor: Actor, facts: Mapping[str, Any], evidence: Stashed | None
) -> Accreditation:
    """Add an accreditation, which waits for verification as soon as there is evidence."""
    accreditation = Accreditation(organisation=organisation, **facts)
    db.session.add(accreditation)
    record(Event(accreditation, "accreditation.declare", actor))
    _file(accreditation, actor, evidence)
    index(organisation)
    return accreditation


def amend(
    accreditation: Accreditation,
    actor: Actor,
    facts: Mapping[str, Any],
    evidence: Stashed | None,
) -> None:
    """Change an accreditation; what was verified waits for verification again."""
    changed = evidence is not None or any(
        getattr(accreditation, name) != value for name, value in facts.items()
    )
    for name, value in facts.items():
        setattr(accreditation, name, value)
    _file(accreditation, actor, evidence)
    verified = accreditation.state == AccreditationState.VERIFIED
    if changed and verified and not validity_has_ended(accreditation):
        advance(ACCREDITATION_FLOW, accreditation, "renew", actor)
    db.session.flush()  # the index reads all accreditations of the organisation
    db.session.refresh(accreditation.organisation, ["accreditations"])
    index(accreditation.organisation)


def index(organisation: Organisation) -> None:
    """Make the organisation findable; its accreditations must be loaded."""
    attested = [
        word
        for accreditation in organisation.accreditations
        if accreditation.state != AccreditationState.WITHDRAWN
        for word in (accreditation.standard, *accreditation.schemes)
    ]
    parts = {
        "A": f"{organisation.name}\n{organisation.name_english}\n{organisation.abbreviation}",
        "B": "\n".join([*(organisation.expertise or []), *attested]),
        "C": f"{organisation.city}\n{organisation.region}",
        "D": organisation.description or "",
    }
    fulltext.index("organisation", organisation.id, parts, organisation.language)


def make_agency(name: str, **facts: Any) -> Organisation:
    """Enter the agency of this installation; there is one at most, and it needs no verification."""
    return enter(
        {
            "name": name,
            "kind": Kind.BUSINESS_SUPPORT,
            "partner_type": "business-support-organisation",
            "legal_status": LegalStatus.PUBLIC,
            "country": "RU",
            "is_agency": True,
            "state": ProfileState.VERIFIED,
            "verified_at": now(),
            "confirmed_on": now().date(),
        }
        | facts
    )


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


def _file(accreditation: Accreditation, actor: Actor, evidence: Stashed | None) -> None:
    if evidence is not None:
        accreditation.evidence = claim(evidence, EVIDENCE)
        db.session.flush()  # the guard looks at the number of the document
    ready = accreditation.standing == AccreditationState.DECLARED
    if ready and not evidence_is_missing(accreditation):
        advance(ACCREDITATION_FLOW, accreditation, "file-evidence", actor)


def _free_slug(name: str, abbreviation: str) -> str:
    wished = _slug(name) or _slug(abbreviation) or "organisation"
    similar = set(
        db.session.scalars(
            sa.select(Organisation.slug).where(
                Organisation.slug.startswith(wished, autoescape=True)
            )
        )
    )
    slug, number = wished, 1
    while slug in similar | TAKEN:
        number += 1
        slug = f"{wished}-{number}"
    return slug


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")

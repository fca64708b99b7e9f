"""Who comes into an organisation, by invitation, and what they are there."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta

from app.accounts import links
from app.accounts.commands import open_account
from app.accounts.models import User
from app.core import limits
from app.core.actors import Actor
from app.core.db import db, lock
from app.core.errors import DomainError, NotAllowed
from app.core.history import advance, record
from app.core.i18n import lazy
from app.core.workflow import Event
from app.directory.choices import Role
from app.directory.commands import add_member
from app.directory.models import Membership, Organisation
from app.directory.queries import memberships_of, staff
from app.inbox.telling import send
from app.membership.models import Invitation, InvitationState
from app.membership.queries import digest, find_waiting
from app.membership.workflow import FLOW

DAY = timedelta(days=1)
INVITED_A_DAY = 20
MAILS_A_DAY = 5
OWN_RIGHTS = lazy("Nobody can raise their own rights: ask another administrator.")
OWN_STAFF = lazy("The agency's own staff cannot be given a role here.")


def invite(
    organisation: Organisation,
    inviter: User,
    actor: Actor,
    email: str,
    roles: Collection[Role],
    function: str,
) -> Invitation:
    """Offer roles to whoever reads this mailbox; they belong here once they accept.

    Whether the mailbox has an account is not told. An invitation that waits is replaced by this
    one. Raises TooMany, NotAllowed, and DomainError for those who belong here already.
    """
    limits.check("invite", str(actor.id), INVITED_A_DAY, DAY)
    limits.count("invite", str(actor.id))
    person = open_account(email)
    db.session.flush()  # a new person has their number only now
    if person.id == actor.id:
        raise NotAllowed(OWN_RIGHTS)
    _refuse_own_staff(organisation, person)
    if any(held.person_id == person.id for held in memberships_of(organisation.id)):
        raise DomainError(lazy("This person belongs here already: change their roles instead."))
    lock(organisation)
    if waiting := find_waiting(organisation.id, person.id):
        advance(FLOW, waiting, "revoke", actor)
    invitation = Invitation(
        organisation=organisation,
        person=person,
        invited_by=inviter,
        roles=[role.value for role in Role if role in roles],
        function=function,
        token_digest="",
    )
    db.session.add(invitation)
    record(Event(invitation, "invitation.create", actor))
    mail(invitation)
    return invitation


def mail(invitation: Invitation) -> None:
    """Send a link of its own, which makes every earlier one useless. Raises TooMany."""
    person = invitation.person
    limits.check("invitation mail", person.email, MAILS_A_DAY, DAY)
    limits.count("invitation mail", person.email)
    token = secrets.token_urlsafe(32)
    invitation.token_digest = digest(token)
    invitation.message = send(
        person.email,
        "membership_invitation",
        language=person.locale,
        person=person,
        link=links.address("joining.answer", token=token),
        secret=True,
        listed=person.confirmed_at is not None,
        action=True,
        cause="invitation.create",
        invitation=invitation,
    )


def open_(invitation: Invitation) -> None:
    """Note that somebody followed the link; again is no error."""
    if invitation.state == InvitationState.CREATED:
        advance(FLOW, invitation, "open", Actor.SYSTEM)


def accept(invitation: Invitation, actor: Actor) -> None:
    """Make the person a member with what was offered."""
    organisation, person = invitation.organisation, invitation.person
    lock(organisation)
    _refuse_own_staff(organisation, person)
    advance(FLOW, invitation, "accept", actor)
    before = [held.role for held in memberships_of(organisation.id) if held.person_id == person.id]
    add_member(organisation, person, *invitation.offered, function=invitation.function)
    _note_roles(organisation, person, before, list({*before, *invitation.offered}), actor)


def decline(invitation: Invitation) -> None:
    """Take the answer of whoever holds the link; no account is needed to say no."""
    advance(FLOW, invitation, "decline", Actor.SYSTEM)


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
        raise NotAllowed(OWN_RIGHTS)
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


def _refuse_own_staff(organisation: Organisation, person: User) -> None:
    """A membership would keep them from judging what this organisation sends."""
    if not organisation.is_agency and person.id in {one.id for one in staff()}:
        raise DomainError(OWN_STAFF)


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

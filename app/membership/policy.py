"""Who may invite, and who may answer."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import anyone, is_staff, rule
from app.directory.choices import Role
from app.directory.policy import look_after_people, look_after_staff, see_people
from app.membership.models import Invitation


@rule
def is_invited(actor: Actor, invitation: Invitation) -> bool:
    return actor.id == invitation.person_id


@rule
def belongs_to_its_organisation(actor: Actor, invitation: Invitation) -> bool:
    return actor.serves(invitation.organisation_id)


@rule
def administers_its_organisation(actor: Actor, invitation: Invitation) -> bool:
    return actor.serves(invitation.organisation_id, Role.ADMINISTRATOR)


see = see_people
invite = look_after_people
staff = look_after_staff
follow_the_link = anyone
"""The token in the address is the permission; it says nothing but who invites whom as what."""
answer = is_invited
look_after = administers_its_organisation
see_its_organisation = belongs_to_its_organisation | is_staff

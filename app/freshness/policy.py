"""Who may see how fresh the data is, and who may answer when it is asked for."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import anyone, is_staff, rule
from app.directory import policy as directory
from app.directory.choices import ProfileState
from app.directory.models import Organisation
from app.searches import policy as searches
from app.searches.models import PartnerSearch

browse = anyone
follow_the_link = anyone
see_waiting = is_staff


@rule
def may_confirm(actor: Actor, entity: Organisation | PartnerSearch) -> bool:
    """Whether somebody still may say what they are asked; entries of nobody ask a mailbox."""
    if isinstance(entity, PartnerSearch):
        return searches.confirm.allows(actor, entity)
    if entity.state == ProfileState.UNCLAIMED:
        return actor is Actor.SYSTEM
    return directory.confirm.allows(actor, entity)

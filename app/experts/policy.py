"""Who may do what with experts: the public may know what they can do, not always who they are."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import is_staff, rule
from app.directory import policy as directory
from app.experts.models import Expert, ExpertState


@rule
def is_offered_publicly(actor: Actor, expert: Expert) -> bool:
    return expert.organisation.is_listed and expert.state == ExpertState.OFFERED


@rule
def may_be_named(actor: Actor, expert: Expert) -> bool:
    return expert.is_public


@rule
def belongs_to_its_organisation(actor: Actor, expert: Expert) -> bool:
    return actor.serves(expert.organisation_id)


@rule
def keeps_its_organisation(actor: Actor, expert: Expert) -> bool:
    return actor.serves(expert.organisation_id, *directory.KEEPERS)


knows_everything = belongs_to_its_organisation | is_staff

add = directory.keeps_the_profile
view = is_offered_publicly | knows_everything
know_the_person = may_be_named | knows_everything
see_restricted = knows_everything
edit = keeps_its_organisation
withdraw = keeps_its_organisation
see_history = is_staff

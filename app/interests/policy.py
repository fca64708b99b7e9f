"""Who may do what with an expression of interest."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import duty, is_staff, known, rule
from app.directory.models import Role
from app.interests.models import Interest, InterestState
from app.searches.models import SearchState, Slot

WRITERS = (Role.EDITOR, Role.SIGNATORY, Role.ADMINISTRATOR)


@rule
def belongs_to_the_applicant(actor: Actor, interest: Interest) -> bool:
    return actor.serves(interest.organisation_id)


@rule
def writes_for_the_applicant(actor: Actor, interest: Interest) -> bool:
    return actor.serves(interest.organisation_id, *WRITERS)


@rule
def signs_for_the_applicant(actor: Actor, interest: Interest) -> bool:
    return actor.serves(interest.organisation_id, Role.SIGNATORY)


@rule
def is_a_draft(actor: Actor, interest: Interest) -> bool:
    return interest.state == InterestState.DRAFT


@rule
def can_still_be_sent(actor: Actor, interest: Interest) -> bool:
    return interest.standing == InterestState.DRAFT


@rule
def has_a_conflict_of_interest(actor: Actor, interest: Interest) -> bool:
    """Whoever belongs to the organisation that answers does not judge its answer."""
    return actor.serves(interest.organisation_id)


@rule
def search_takes_answers(actor: Actor, slot: Slot) -> bool:
    return slot.search.standing == SearchState.OPEN


@rule
def writes_for_some_organisation(actor: Actor, slot: Slot) -> bool:
    return any(role in WRITERS for _, role in actor.roles)


mine = known
express = search_takes_answers & writes_for_some_organisation
view = belongs_to_the_applicant | (is_staff & ~is_a_draft)
edit = writes_for_the_applicant & can_still_be_sent
submit = writes_for_the_applicant
answer = signs_for_the_applicant
withdraw = writes_for_the_applicant
read_all = is_staff
assess = duty(Role.OFFICER, Role.REVIEWER, Role.DIRECTOR) & ~has_a_conflict_of_interest
prepare = duty(Role.OFFICER) & ~has_a_conflict_of_interest
decide = duty(Role.DIRECTOR)
release = duty(Role.DIRECTOR) & ~has_a_conflict_of_interest

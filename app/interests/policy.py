"""Who may do what with an expression of interest."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import duty, is_staff, known, rule
from app.directory.choices import Role
from app.interests.models import Interest, InterestState
from app.searches.models import HIDDEN, SearchState, Slot

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
def was_never_sent(actor: Actor, interest: Interest) -> bool:
    """A draft, also one that was withdrawn or ended with its search, is its writers' own matter."""
    return interest.submitted_at is None


@rule
def can_still_be_sent(actor: Actor, interest: Interest) -> bool:
    return interest.standing == InterestState.DRAFT


@rule
def can_still_be_changed(actor: Actor, interest: Interest) -> bool:
    """Sent, not yet taken up, and the search still takes answers."""
    return (
        interest.state == InterestState.SUBMITTED and interest.search.standing == SearchState.OPEN
    )


@rule
def has_a_conflict_of_interest(actor: Actor, interest: Interest) -> bool:
    """Whoever belongs to the organisation that answers does not judge its answer."""
    return actor.serves(interest.organisation_id)


@rule
def is_of_a_public_search(actor: Actor, slot: Slot) -> bool:
    return slot.search.state not in HIDDEN


@rule
def writes_for_some_organisation(actor: Actor, slot: Slot) -> bool:
    return any(role in WRITERS for _, role in actor.roles)


is_for_staff = is_staff & ~was_never_sent
judges = ~was_never_sent & ~has_a_conflict_of_interest

mine = known
ask = known & is_of_a_public_search
express = is_of_a_public_search & writes_for_some_organisation
view = belongs_to_the_applicant | is_for_staff
write = writes_for_the_applicant
edit = writes_for_the_applicant & (can_still_be_sent | can_still_be_changed)
submit = writes_for_the_applicant
answer = signs_for_the_applicant
withdraw = writes_for_the_applicant
read_all = is_staff
assess = duty(Role.OFFICER, Role.REVIEWER, Role.DIRECTOR) & judges
prepare = duty(Role.OFFICER) & judges
decide = duty(Role.DIRECTOR)
release = duty(Role.DIRECTOR) & judges
conclude = duty(Role.OFFICER)

"""Who may look for candidates, ask them, and see the seats that fit an organisation."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import anyone, duty, is_staff, rule
from app.directory import policy as directory
from app.directory.choices import Role
from app.directory.models import Organisation
from app.interests.policy import WRITERS
from app.matching.models import Alert, Approach
from app.searches.models import PartnerSearch, SearchState


@rule
def belongs_to_whom_is_asked(actor: Actor, approach: Approach) -> bool:
    return actor.serves(approach.organisation_id)


@rule
def writes_for_whom_is_asked(actor: Actor, approach: Approach) -> bool:
    return actor.serves(approach.organisation_id, *WRITERS)


@rule
def is_open(actor: Actor, search: PartnerSearch) -> bool:
    return search.standing == SearchState.OPEN


@rule
def is_of_an_open_search(actor: Actor, approach: Approach) -> bool:
    return approach.slot.search.standing == SearchState.OPEN


@rule
def is_no_agency(actor: Actor, organisation: Organisation) -> bool:
    return not organisation.is_agency


see_candidates = is_staff
judge = duty(Role.OFFICER)
ask = duty(Role.OFFICER) & is_open
ask_again = duty(Role.OFFICER) & is_of_an_open_search
view = belongs_to_whom_is_asked | is_staff
reply = writes_for_whom_is_asked
see_seats = directory.belongs & is_no_agency


@rule
def is_theirs(actor: Actor, alert: Alert) -> bool:
    return actor.is_known and actor.id == alert.person_id


holds_the_link = anyone
"""Who has the signed link of a mail may switch that mail off; the link is the proof."""

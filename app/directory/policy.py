"""Who may do what with organisations, their people and their accreditations."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import anyone, duty, is_staff, known, rule
from app.directory.choices import AccreditationState, ProfileState, Role
from app.directory.models import Accreditation, Organisation

KEEPERS = (Role.EDITOR, Role.ADMINISTRATOR)
VERIFIERS = (Role.OFFICER, Role.REVIEWER)
S = AccreditationState


@rule
def is_public(actor: Actor, organisation: Organisation) -> bool:
    return organisation.is_listed


@rule
def belongs(actor: Actor, organisation: Organisation) -> bool:
    return actor.serves(organisation.id)


@rule
def keeps_the_profile(actor: Actor, organisation: Organisation) -> bool:
    return actor.serves(organisation.id, *KEEPERS)


@rule
def administers(actor: Actor, organisation: Organisation) -> bool:
    return actor.serves(organisation.id, Role.ADMINISTRATOR)


@rule
def is_the_agency(actor: Actor, organisation: Organisation) -> bool:
    return organisation.is_agency


@rule
def is_looked_after_by_nobody(actor: Actor, organisation: Organisation) -> bool:
    unclaimed = ProfileState.UNCLAIMED
    return unclaimed in {organisation.state, organisation.state_before}


@rule
def belongs_to_its_organisation(actor: Actor, accreditation: Accreditation) -> bool:
    return actor.serves(accreditation.organisation_id)


@rule
def keeps_its_organisation(actor: Actor, accreditation: Accreditation) -> bool:
    return actor.serves(accreditation.organisation_id, *KEEPERS)


@rule
def is_of_the_agency(actor: Actor, accreditation: Accreditation) -> bool:
    return accreditation.organisation.is_agency


@rule
def may_still_change(actor: Actor, accreditation: Accreditation) -> bool:
    return accreditation.state not in {S.SUSPENDED, S.WITHDRAWN}


judges_others = duty(*VERIFIERS) & (~belongs | is_the_agency)
judges_those_of_others = duty(*VERIFIERS) & (~belongs_to_its_organisation | is_of_the_agency)

browse = anyone
mine = known
register = known
view = is_public | belongs | is_staff
edit = keeps_the_profile
declare = keeps_the_profile
submit = keeps_the_profile
confirm = keeps_the_profile
verify = judges_others
suspend = judges_others & ~is_the_agency
archive = keeps_the_profile & ~is_the_agency | judges_others & is_looked_after_by_nobody
claim = known
merge = duty(*VERIFIERS) & ~is_the_agency
see_people = belongs | is_staff
look_after_people = administers
see_history = is_staff
see_waiting = is_staff
see_notes = is_staff & (~belongs | is_the_agency)
keep_notes = judges_others
look_after_staff = duty(Role.ADMINISTRATOR)

view_accreditation = belongs_to_its_organisation | is_staff
edit_accreditation = keeps_its_organisation & may_still_change
file_evidence = keeps_its_organisation
verify_accreditation = judges_those_of_others
withdraw_accreditation = keeps_its_organisation | judges_those_of_others

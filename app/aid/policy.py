"""Who may answer the questions on State aid, and who may see and keep what was received."""

from __future__ import annotations

from app.aid.models import DeMinimisAid
from app.consortia import policy as projects
from app.consortia.models import Partner, ProjectState
from app.core.actors import Actor
from app.core.policy import duty, is_staff, rule
from app.directory.choices import Role
from app.directory.models import Organisation

KEEPERS = (Role.OFFICER, Role.FINANCE)
"""Who keeps the agency's books on what others received."""


@rule
def sees_the_project(actor: Actor, partner: Partner) -> bool:
    return projects.view.allows(actor, partner.project)


@rule
def is_no_history(actor: Actor, partner: Partner) -> bool:
    return partner.project.state != ProjectState.PUBLISHED


@rule
def belongs(actor: Actor, organisation: Organisation) -> bool:
    return actor.serves(organisation.id)


@rule
def writes(actor: Actor, organisation: Organisation) -> bool:
    return actor.serves(organisation.id, *projects.writers_in(organisation))


@rule
def belongs_to_its_organisation(actor: Actor, entry: DeMinimisAid) -> bool:
    return actor.serves(entry.organisation_id)


@rule
def writes_for_its_organisation(actor: Actor, entry: DeMinimisAid) -> bool:
    return writes.allows(actor, entry.organisation)


@rule
def is_of_the_agency(actor: Actor, entry: DeMinimisAid) -> bool:
    return entry.is_of_the_agency


read_results = projects.view
read_answers = is_staff | projects.belongs_to_the_partner
answer = projects.writes_for_the_partner & is_no_history
view_ledger = is_staff | belongs
keep_ledger = writes | duty(*KEEPERS)
view_entry = is_staff | belongs_to_its_organisation
edit_entry = duty(*KEEPERS) | (writes_for_its_organisation & ~is_of_the_agency)
tie = duty(*KEEPERS)

"""Who may see and change a project."""

from __future__ import annotations

from app.consortia.models import Partner, Project, ProjectState
from app.core.actors import Actor
from app.core.policy import duty, is_staff, known, rule
from app.directory.choices import PartnerRole, Role
from app.directory.models import Organisation

PUBLIC = frozenset({ProjectState.AGREED, ProjectState.PUBLISHED})
"""The states in which everybody may know of a partnership."""

WRITERS = (Role.EDITOR, Role.SIGNATORY, Role.ADMINISTRATOR)
"""Who writes for a partner: in a small organisation its administrator is the only person."""

CLERKS = (Role.EDITOR, Role.SIGNATORY, Role.OFFICER, Role.FINANCE)
"""Who writes where the agency is a partner: its administrator is there for the system alone."""


def writers_in(body: Organisation | None) -> tuple[Role, ...]:
    """Return the roles that write for an organisation."""
    return CLERKS if body is not None and body.is_agency else WRITERS


@rule
def takes_part(actor: Actor, project: Project) -> bool:
    """Partners see the whole project: the agreement that they sign shows all their budgets."""
    return any(actor.serves(partner.organisation_id) for partner in project.partners)


@rule
def belongs_to_the_partner(actor: Actor, partner: Partner) -> bool:
    return actor.serves(partner.organisation_id)


@rule
def writes_for_the_partner(actor: Actor, partner: Partner) -> bool:
    """Money is written by those who answer for it; the partner's organisation is loaded."""
    return actor.serves(partner.organisation_id, *writers_in(partner.organisation))


@rule
def belongs_to_the_judged(actor: Actor, partner: Partner) -> bool:
    """Staff who also belong to a partner do not judge what it sends; those of the agency may."""
    body = partner.organisation
    return actor.serves(partner.organisation_id) and not (body and body.is_agency)


@rule
def is_public(actor: Actor, project: Project) -> bool:
    return project.state in PUBLIC


@rule
def is_being_formed(actor: Actor, project: Project) -> bool:
    return project.state == ProjectState.FORMING


@rule
def writes_for_the_lead(actor: Actor, project: Project) -> bool:
    """The lead partner also receives what the programme pays, and forwards it."""
    return any(
        writes_for_the_partner.allows(actor, partner)
        for partner in project.partners
        if partner.role == PartnerRole.LEAD
    )


mine = known
view = is_staff | takes_part
edit = duty(Role.OFFICER) & is_being_formed
plan = (duty(Role.OFFICER) | (writes_for_the_lead & ~is_staff)) & is_being_formed
read_card = is_public

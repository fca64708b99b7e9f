"""Who may see and change a project."""

from __future__ import annotations

from app.consortia.models import Project, ProjectState
from app.core.actors import Actor
from app.core.policy import duty, is_staff, known, rule
from app.directory.models import Role

PUBLIC = frozenset({ProjectState.AGREED, ProjectState.PUBLISHED})
"""The states in which everybody may know of a partnership."""


@rule
def takes_part(actor: Actor, project: Project) -> bool:
    """Partners see the whole project: the agreement that they sign shows all their budgets."""
    return any(actor.serves(partner.organisation_id) for partner in project.partners)


@rule
def is_public(actor: Actor, project: Project) -> bool:
    return project.state in PUBLIC


@rule
def is_being_formed(actor: Actor, project: Project) -> bool:
    return project.state == ProjectState.FORMING


mine = known
view = is_staff | takes_part
edit = duty(Role.OFFICER) & is_being_formed
read_card = is_public

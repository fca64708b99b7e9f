"""What happens to the projects that an organisation took part in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.history import note_edit
from app.directory.commands.organisations import index
from app.directory.models import Experience, Organisation


def add_experience(organisation: Organisation, facts: Mapping[str, Any]) -> Experience:
    """Add a project; the history of the organisation names it."""
    experience = Experience(**facts)
    organisation.experiences.append(experience)
    note_edit(organisation, {"experiences": [None, experience.title]})
    index(organisation)
    return experience


def change_experience(experience: Experience, facts: Mapping[str, Any]) -> None:
    """Change a project; one from a public source is the organisation's own word from then on."""
    if all(getattr(experience, name) == value for name, value in facts.items()):
        return
    note_edit(experience.organisation, {"experiences": [experience.title, facts["title"]]})
    for name, value in facts.items():
        setattr(experience, name, value)
    experience.source = ""
    index(experience.organisation)


def remove_experience(experience: Experience) -> None:
    """Take a project out of the profile; the history keeps its title."""
    organisation = experience.organisation
    note_edit(organisation, {"experiences": [experience.title, None]})
    organisation.experiences.remove(experience)
    index(organisation)

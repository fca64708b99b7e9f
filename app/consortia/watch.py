"""The watch over the accreditations that a partnership stands on. Pure over loaded models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.consortia.models import Project
from app.searches.requirements import Requirement, lapses, needed, requirements

Lapses = Mapping[int, list[Requirement]]
"""Accreditations that end before the project, or do not count any more, by the partner's id."""


def lapses_of(project: Project, seats: Mapping[int, Iterable[int]], today: date) -> Lapses:
    """Hold the partners in their seats against what these require, to the end of the project.

    `seats` are ids of partners by slot. The end is the project's own, else the one that the search
    has planned. The slots of the search and what the organisations hold must be loaded.
    """
    search = project.search
    if search is None:
        return {}
    partners = {partner.id: partner for partner in project.partners}
    planned = needed(search, today)
    first, last = project.rules_as_of or planned[0], project.ends_on or planned[1]
    found: dict[int, list[Requirement]] = {}
    for slot in search.slots:
        for id_ in seats.get(slot.id, ()):
            body = partners[id_].organisation
            if body and (short := lapses(requirements(slot, body, first, last))):
                found.setdefault(id_, []).extend(short)
    return found

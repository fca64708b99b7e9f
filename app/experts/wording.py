"""How the pages word what they show of experts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.core.i18n import _, day, lazy, ngettext
from app.directory import wording
from app.experts.models import Expert
from app.programmes.vocabularies import iaf_sector
from app.vocabularies.queries import label

EVENTS = {"expert.add": lazy("Added"), "expert.edit": lazy("Entry changed")}
LEVELS = {
    "native": lazy("Mother tongue"),
    **{level: level for level in ("C2", "C1", "B2", "B1", "A2", "A1")},
}
"""How well somebody speaks a language (Common European Framework of Reference)."""
MOST_IN_A_HEADING = 2


def headline(expert: Expert, *, named: bool) -> str:
    """Call the expert by name, or by what they can do where the reader may not know the name."""
    if named:
        return f"{expert.title} {expert.name}".strip()
    known_for = (expert.expertise or expert.standards)[:MOST_IN_A_HEADING]
    if not known_for:
        return _("Expert of %(organisation)s", organisation=expert.organisation.name)
    return _("Expert in %(fields)s", fields=", ".join(known_for))


def languages(expert: Expert) -> list[str]:
    """Name the languages with their levels."""
    return [
        f"{label('languages', entry['code'])} ({LEVELS.get(entry['level'], entry['level'])})"
        for entry in expert.languages
    ]


def details(expert: Expert) -> list[wording.Fact]:
    """Return the small facts that everybody may know."""
    years = expert.years
    facts = [
        (_("Experience"), ngettext("%(num)s year", "%(num)s years", years) if years else ""),
        (_("Languages"), ", ".join(languages(expert))),
        (_("Worked in"), wording.countries(expert.countries)),
        (_("Free from"), day(expert.available_from)),
        (_("Availability"), expert.availability),
        (_("Declared independent on"), day(expert.declared_independent_on)),
    ]
    return [(term, value) for term, value in facts if value]


def restricted(expert: Expert) -> list[wording.Fact]:
    """Return what only the organisation's people and the agency see."""
    consent = _("yes, agreed on %(day)s", day=day(expert.consented_on))
    facts = [
        (_("A day costs"), str(expert.rate_band.label) if expert.rate_band else ""),
        (_("Name shown to everybody"), consent if expert.is_public else _("no")),
    ]
    return [(term, value) for term, value in facts if value]


def fields(expert: Expert) -> list[tuple[str, Sequence[str]]]:
    """Return what the expert works in: title and words of each group that has any."""
    groups: list[tuple[str, Sequence[str]]] = [
        (_("Expertise"), expert.expertise),
        (_("Standards"), expert.standards),
        (_("Methods"), expert.methods),
        (_("IAF sectors"), [f"{one} {iaf_sector(one)}" for one in expert.iaf_sectors]),
        (_("Activities by NACE"), wording.activities(expert.nace)),
    ]
    return [(title, words) for title, words in groups if words]


def validity(qualification: dict[str, Any]) -> str:
    """Say until when a qualification is valid; nothing where no day is known."""
    until = qualification.get("valid_until")
    return day(date.fromisoformat(until)) if until else ""

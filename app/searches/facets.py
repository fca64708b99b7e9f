"""The filters of the listing as a page offers them: choices with their hits, chips to take off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import babel

from app.core.i18n import LANGUAGES, _, country, day, locale, money
from app.programmes import countries
from app.programmes.models import Programme
from app.programmes.vocabularies import iaf_sectors, partner_types
from app.searches.filters import Status, Wanted
from app.searches.models import PartnerRole
from app.searches.narrowing import Facets

AROUND_THE_SEA = ("BY", "DE", "DK", "EE", "FI", "LT", "LV", "NO", "PL", "RU", "SE")
"""Always offered; other countries where some search fits them."""

Choice = tuple[str, str, int | None, bool]
"""Value, text, number of hits, whether it is ticked: what the macro `facet` takes."""


@dataclass(frozen=True)
class Facet:
    """One filter of several values."""

    title: str
    name: str
    choices: Sequence[Choice]
    is_open: bool


@dataclass(frozen=True)
class Chip:
    """A filter that is set; `rest` are the values of its parameter without it."""

    text: str
    name: str
    rest: Sequence[str]


@cache
def known_values() -> Mapping[str, frozenset[str]]:
    """Return the values that a filter can have, where no database is needed to list them."""
    territories = babel.Locale("en").territories
    codes = {code for code in map(str, territories) if len(code) == 2 and code.isalpha()}
    return {
        "country": frozenset({*codes, *countries.known(), *countries.GROUPS}),
        "partner_type": frozenset(partner_types()),
        "role": frozenset(role.value for role in PartnerRole),
        "iaf": frozenset(str(number) for number in iaf_sectors()),
        "language": frozenset(LANGUAGES),
        "status": frozenset(status.value for status in Status),
    }


def known_of(programmes: Iterable[Programme]) -> Mapping[str, frozenset[str]]:
    """Return the programmes and priorities that a filter may name; priorities must be loaded."""
    return {
        "programme": frozenset(programme.slug for programme in programmes),
        "priority": frozenset(_priority_names(programmes)),
    }


def facets_of(wanted: Wanted, hits: Facets, programmes: Iterable[Programme]) -> list[Facet]:
    """List the filters in the order of the page; what finds nothing is there with 0 hits."""
    fitting = {code for code, number in hits.countries.items() if number}
    offered = {*AROUND_THE_SEA, *fitting, *wanted.country}
    by_name = sorted(offered, key=lambda code: country(code).casefold())
    programme = {one.slug: one.name_in(locale()) for one in programmes}
    roles = {role.value: role.label for role in PartnerRole}
    sectors = {str(number): f"{number} {label}" for number, label in iaf_sectors().items()}
    statuses = {status.value: status.label for status in Status}
    return [
        _counted(_("Partner sought"), "partner_type", partner_types(), hits.partner_types, wanted),
        _counted(
            _("Country sought"), "country", {c: country(c) for c in by_name}, hits.countries, wanted
        ),
        _counted(_("Programme"), "programme", programme, hits.programmes, wanted),
        _plain(_("Role"), "role", roles, wanted),
        _plain(_("Language"), "language", LANGUAGES, wanted),
        _plain(_("Status"), "status", statuses, wanted),
        _plain(_("IAF sector"), "iaf", sectors, wanted),
    ]


def chips_of(wanted: Wanted, programmes: Iterable[Programme]) -> list[Chip]:
    """Name every filter that is set, so that it can be taken off by itself."""
    names = _names(programmes)
    set_values = wanted.narrowing
    chips = []
    for name, value in set_values:
        rest = [other for same, other in set_values if same == name and other != value]
        chips.append(Chip(_chip_text(name, value, wanted, names), name, rest))
    return chips


def _counted(
    title: str, name: str, texts: Mapping[str, str], hits: Mapping[str, int], wanted: Wanted
) -> Facet:
    chosen = getattr(wanted, name)
    choices = [(code, text, hits.get(code, 0), code in chosen) for code, text in texts.items()]
    return Facet(title, name, choices, is_open=True)


def _plain(title: str, name: str, texts: Mapping[str, str], wanted: Wanted) -> Facet:
    chosen = getattr(wanted, name)
    choices = [(code, text, None, code in chosen) for code, text in texts.items()]
    return Facet(title, name, choices, is_open=chosen != getattr(Wanted(), name))


def _names(programmes: Iterable[Programme]) -> Mapping[str, Mapping[str, str]]:
    return {
        "programme": {one.slug: one.name_in(locale()) for one in programmes},
        "priority": _priority_names(programmes),
        "partner_type": partner_types(),
        "role": {role.value: role.label for role in PartnerRole},
        "iaf": {str(number): label for number, label in iaf_sectors().items()},
        "language": LANGUAGES,
        "status": {status.value: status.label for status in Status},
    }


def _priority_names(programmes: Iterable[Programme]) -> dict[str, str]:
    return {
        f"{programme.slug}:{priority.code}": priority.title_in(locale())
        for programme in programmes
        for priority in programme.priorities
    }


def _chip_text(
    name: str, value: str, wanted: Wanted, names: Mapping[str, Mapping[str, str]]
) -> str:
    if name == "q":
        return f"“{value}”"
    if name == "country":
        return _("Country: %(name)s", name=country(value))
    if name == "budget_min":
        return _("Budget from %(amount)s", amount=money(wanted.budget_min, cents=False))
    if name == "budget_max":
        return _("Budget up to %(amount)s", amount=money(wanted.budget_max, cents=False))
    if name == "deadline_before":
        return _("Deadline by %(day)s", day=day(wanted.deadline_before))
    if name == "posted_within":
        return _("Published within %(days)s days", days=value)
    return names.get(name, {}).get(value, value)

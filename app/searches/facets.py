"""The filters of the listing as a page offers them: choices with their hits, chips to take off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import babel

from app.core.catalogue import Found
from app.core.filters import Chip, Facet, chips, choices
from app.core.i18n import LANGUAGES, _, country, day, locale, money
from app.directory.choices import PartnerRole
from app.programmes import countries
from app.programmes.models import Programme
from app.programmes.vocabularies import iaf_sectors, partner_types
from app.searches.filters import Status, Wanted
from app.searches.narrowing import by_status
from app.vocabularies.alphabet import place
from app.vocabularies.queries import label, labels

AROUND_THE_SEA = ("BY", "DE", "DK", "EE", "FI", "LT", "LV", "NO", "PL", "RU", "SE")
"""Always offered; other countries where some search fits them."""
DIVISION = 2
"""Digits of the codes of activities that are offered; any other may stand in the address."""
OPEN = frozenset({"country", "partner_type", "programme"})
PLAIN = Wanted()
VOCABULARIES = {"nace": "nace", "theme": "themes"}


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


def facets_of(wanted: Wanted, found: Found, programmes: Iterable[Programme]) -> list[Facet]:
    """List the filters in the order of the page; what finds nothing is there with 0 hits."""
    sought = {*AROUND_THE_SEA, *_had(found, "country")} - set(countries.GROUPS)
    offered: list[tuple[str, str, Mapping[str, str]]] = [
        (_("Country sought"), "country", _by_name({code: country(code) for code in sought})),
        (_("Partner sought"), "partner_type", partner_types()),
        (_("Programme"), "programme", {one.slug: one.name_in(locale()) for one in programmes}),
        (_("Standard"), "standard", {name: name for name in sorted(_had(found, "standard"))}),
        (_("Theme"), "theme", labels("themes")),
        (_("Role"), "role", {role.value: str(role.label) for role in PartnerRole}),
        (_("Language"), "language", LANGUAGES),
        (_("Status"), "status", {status.value: str(status.label) for status in Status}),
        (_("IAF sector"), "iaf", _sectors()),
        (_("Economic activity"), "nace", _activities(found)),
    ]
    names = _names(programmes)
    shown = []
    for title, name, texts in offered:
        chosen: tuple[str, ...] = getattr(wanted, name)
        missing = [value for value in chosen if value not in texts]
        every = dict(texts) | {value: _word(name, value, wanted, names) for value in missing}
        counts = by_status(found) if name == "status" else found.counts(name, every)
        is_open = name in OPEN or chosen != getattr(PLAIN, name)
        if every:
            shown.append(Facet(title, name, choices(every, counts, chosen), is_open))
    return shown


def chips_of(wanted: Wanted, programmes: Iterable[Programme]) -> list[Chip]:
    """Name every filter that is set, so that it can be taken off by itself."""
    names = _names(programmes)
    return chips(wanted.narrowing, lambda name, value: _word(name, value, wanted, names))


def _had(found: Found, facet: str) -> Iterable[str]:
    """Return the values that some public search asks for, whatever the filters."""
    return found.catalogue.values(facet)


def _by_name(texts: Mapping[str, str]) -> dict[str, str]:
    language = locale()
    return dict(sorted(texts.items(), key=lambda item: place(item[1], language)))


def _sectors() -> dict[str, str]:
    return {str(number): f"{number} {name}" for number, name in iaf_sectors().items()}


def _activities(found: Found) -> dict[str, str]:
    divisions = sorted(code for code in _had(found, "nace") if len(code) == DIVISION)
    names = labels("nace") if divisions else {}
    return {code: f"{code} {names.get(code, '')}" for code in divisions}


def _names(programmes: Iterable[Programme]) -> Mapping[str, Mapping[str, str]]:
    return {
        "programme": {one.slug: one.name_in(locale()) for one in programmes},
        "priority": _priority_names(programmes),
        "partner_type": partner_types(),
        "role": {role.value: str(role.label) for role in PartnerRole},
        "iaf": {str(number): label for number, label in iaf_sectors().items()},
        "language": LANGUAGES,
        "status": {status.value: str(status.label) for status in Status},
    }


def _priority_names(programmes: Iterable[Programme]) -> dict[str, str]:
    return {
        f"{programme.slug}:{priority.code}": priority.title_in(locale())
        for programme in programmes
        for priority in programme.priorities
    }


def _word(name: str, value: str, wanted: Wanted, names: Mapping[str, Mapping[str, str]]) -> str:
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
    if name in VOCABULARIES:
        return label(VOCABULARIES[name], value)
    return names.get(name, {}).get(value, value)

"""How the pages of the directory word what they show: filters, facts, events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import babel
from flask import url_for

from app.core.i18n import _, country, lazy, locale
from app.directory.listing import Found, Wanted
from app.directory.models import Kind, Organisation
from app.programmes.vocabularies import partner_types

Choice = tuple[str, str, int, bool]
EVENTS = {
    "organisation.register": lazy("Registered"),
    "organisation.edit": lazy("Profile changed"),
    "organisation.change-people": lazy("People and roles changed"),
    "accreditation.declare": lazy("Declared"),
    "accreditation.edit": lazy("Accreditation changed"),
}


def facets(found: Found, wanted: Wanted) -> list[tuple[str, str, list[Choice]]]:
    """Return title, parameter and choices of each filter; what is chosen is always among them."""
    kinds = {kind.value: str(kind.label) for kind in Kind}
    countries = {code: country(code) for code in {*found.countries, *wanted.countries}}
    standards = {name: name for name in {*found.standards, *wanted.standards}}
    return [
        (_("What it is"), "kind", _choices(kinds, found.kinds, wanted.kinds)),
        (_("Country"), "country", _choices(countries, found.countries, wanted.countries)),
        (_("Accredited for"), "standard", _choices(standards, found.standards, wanted.standards)),
    ]


def _choices(
    names: Mapping[str, str], counts: Mapping[str, int], chosen: frozenset[str]
) -> list[Choice]:
    offered = [value for value in names if counts.get(value) or value in chosen]
    offered.sort(key=lambda value: names[value].casefold())
    return [(value, names[value], counts.get(value, 0), value in chosen) for value in offered]


def active(wanted: Wanted) -> list[tuple[str, str]]:
    """List each filter that is set, with the address of the listing without it."""
    kinds = {kind.value: str(kind.label) for kind in Kind}
    chosen = [
        *((kinds[value], "kind", value) for value in sorted(wanted.kinds)),
        *((country(value), "country", value) for value in sorted(wanted.countries)),
        *((value, "standard", value) for value in sorted(wanted.standards)),
    ]
    if wanted.text:
        chosen.insert(0, (f"“{wanted.text}”", "q", wanted.text))
    return [(text, _without(wanted, name, value)) for text, name, value in chosen]


def _without(wanted: Wanted, name: str, value: str) -> str:
    query = {
        "q": {wanted.text} - {""},
        "kind": wanted.kinds,
        "country": wanted.countries,
        "standard": wanted.standards,
    }
    rest = query | {name: query[name] - {value}}
    shown: dict[str, Any] = {key: sorted(values) for key, values in rest.items()}
    return url_for("directory.listing", **shown)


def details(organisation: Organisation) -> list[tuple[str, str]]:
    """Return the small facts that everybody may know."""
    languages = babel.Locale.parse(locale()).languages
    facts = [
        (_("Type of partner"), str(partner_types().get(organisation.partner_type, ""))),
        (_("Region"), organisation.region),
        (_("Languages"), ", ".join(languages.get(code, code) for code in organisation.languages)),
        (_("Registration number"), organisation.registration_number),
        (_("Website"), organisation.website),
    ]
    return [(term, value) for term, value in facts if value]


def private(organisation: Organisation) -> list[tuple[str, str]]:
    """Return what only its people and the agency see."""
    facts = [
        (_("Street and number"), organisation.street),
        (_("Postcode"), organisation.postcode),
        (_("E-mail of the organisation"), organisation.email),
        (_("Telephone"), organisation.phone),
    ]
    return [(term, value) for term, value in facts if value]

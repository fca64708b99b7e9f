"""How the listing of the directory words its filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from app.core.i18n import _, country
from app.directory.listing import Found, Wanted
from app.directory.models import Kind

Choice = tuple[str, str, int, bool]


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

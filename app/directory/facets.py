"""The filters of the directory as a page offers them: choices with hits, chips to take off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for

from app.core.catalogue import Found
from app.core.filters import Chip, Facet, chips, choices
from app.core.i18n import _, country, locale
from app.directory.choices import Kind
from app.directory.listing import YES, Freshness, Wanted
from app.programmes.queries import programmes
from app.programmes.vocabularies import iaf_sectors, partner_types
from app.vocabularies.alphabet import place
from app.vocabularies.queries import label, labels, terms

DIVISION = 2
"""Digits of the codes of activities that are offered; any other may stand in the address."""


def facets(found: Found, wanted: Wanted) -> list[Facet]:
    """List the filters in the order of the page; what finds nothing is there with 0 hits."""
    kinds = {kind.value: str(kind.label) for kind in Kind}
    offered = [
        (_("What it is"), "kind", _by_name(kinds)),
        (_("Country"), "country", _by_name({one: country(one) for one in _had(found, "country")})),
        (_("Region"), "region", _regions(wanted)),
        (_("Accredited for"), "standard", _same(_had(found, "standard"))),
        (_("Accreditation"), "accredited", {YES: _("Has a valid, verified accreditation")}),
        (_("IAF sector"), "iaf", _sectors()),
        (_("Economic activity"), "nace", _activities(found)),
        (_("Theme"), "theme", labels("themes")),
        (_("Type of partner"), "partner_type", partner_types()),
        (_("Language"), "language", _languages(found)),
        (_("Programme of interest"), "programme", _programmes(found)),
        (_("Profile confirmed"), "confirmed", {one.value: str(one.label) for one in Freshness}),
    ]
    open_ones = {"kind", "country", "standard"}
    shown = []
    for title, name, texts in offered:
        chosen: tuple[str, ...] = getattr(wanted, name)
        every = texts | {value: word(name, value) for value in chosen if value not in texts}
        if every:
            offers = choices(every, found.counts(name, every), chosen)
            shown.append(Facet(title, name, offers, is_open=bool(chosen) or name in open_ones))
    return shown


def active(wanted: Wanted) -> list[tuple[str, str]]:
    """List each filter that is set, with the address of the listing without it."""
    pairs = wanted.narrowing
    return [(chip.text, _without(pairs, chip)) for chip in chips_of(wanted)]


def chips_of(wanted: Wanted) -> list[Chip]:
    """Name every filter that is set, so that it can be taken off by itself."""
    return chips(wanted.narrowing, word)


def word(name: str, value: str) -> str:
    """Say in the reader's language what a filter asks for."""
    if name == "q":
        return f"“{value}”"
    named: dict[str, Mapping[str, str]] = {
        "kind": {kind.value: str(kind.label) for kind in Kind},
        "partner_type": partner_types(),
        "accredited": {YES: _("Has a valid, verified accreditation")},
        "confirmed": {one.value: str(one.label) for one in Freshness},
    }
    if name in named:
        return named[name].get(value, value)
    vocabularies = {"region": "regions", "nace": "nace", "theme": "themes", "language": "languages"}
    if name in vocabularies:
        return label(vocabularies[name], value)
    if name == "programme":
        return {one.slug: one.name_in(locale()) for one in programmes()}.get(value, value)
    return {"country": country, "iaf": _sector}.get(name, str)(value)


def _without(pairs: Iterable[tuple[str, str]], chip: Chip) -> str:
    rest: dict[str, list[str]] = {}
    for name, value in pairs:
        if name != chip.name:
            rest.setdefault(name, []).append(value)
    return url_for("directory.listing", **rest, **{chip.name: chip.rest})  # type: ignore[arg-type]


def _had(found: Found, facet: str) -> Iterable[str]:
    """Return the values that some public organisation has, whatever the filters."""
    return found.catalogue.values(facet)


def _by_name(texts: Mapping[str, str]) -> dict[str, str]:
    language = locale()
    return dict(sorted(texts.items(), key=lambda item: place(item[1], language)))


def _same(values: Iterable[str]) -> dict[str, str]:
    return {value: value for value in sorted(values)}


def _sectors() -> dict[str, str]:
    return {str(number): f"{number} {name}" for number, name in iaf_sectors().items()}


def _sector(number: str) -> str:
    return _sectors().get(number, number)


def _activities(found: Found) -> dict[str, str]:
    divisions = sorted(code for code in _had(found, "nace") if len(code) == DIVISION)
    names = labels("nace") if divisions else {}
    return {code: f"{code} {names.get(code, '')}" for code in divisions}


def _languages(found: Found) -> dict[str, str]:
    names = labels("languages")
    return _by_name({code: names.get(code, code) for code in _had(found, "language")})


def _programmes(found: Found) -> dict[str, str]:
    if not (wished := set(_had(found, "programme"))):
        return {}
    return {one.slug: one.name_in(locale()) for one in programmes() if one.slug in wished}


def _regions(wanted: Wanted) -> dict[str, str]:
    """Offer the regions of the countries that are chosen: those of all would be too many."""
    near = {word.code for word in terms("regions") if word.facts.get("country") in wanted.country}
    return {code: name for code, name in labels("regions").items() if code in near}

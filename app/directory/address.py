"""The address of the listing: what its parameters ask for, and what in them cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import babel

from app.core.filters import Fault, Given
from app.directory.choices import Kind
from app.directory.listing import YES, Freshness, Wanted, read_wanted
from app.programmes.queries import programmes
from app.programmes.vocabularies import iaf_sectors, partner_types


def read(given: Given) -> tuple[Wanted, list[Fault]]:
    """Return what is asked for, and the parameters whose values are of no use.

    `given` are lists of values by name, as `request.args.to_dict(flat=False)` has them.
    """
    return read_wanted(given, known_values(given))


def known_values(given: Given) -> Mapping[str, frozenset[str]]:
    """Return the values that a filter can have, where they can be listed."""
    known = {
        "kind": frozenset(kind.value for kind in Kind),
        "country": _countries(),
        "partner_type": frozenset(partner_types()),
        "iaf": frozenset(map(str, iaf_sectors())),
        "confirmed": frozenset(value.value for value in Freshness),
        "accredited": frozenset({YES}),
    }
    if given.get("programme"):
        known["programme"] = frozenset(programme.slug for programme in programmes())
    return known


@cache
def _countries() -> frozenset[str]:
    codes = map(str, babel.Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha())

"""The words with fixed codes that a profile chooses from: regions, activities, themes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.core.i18n import _

NACE = re.compile(r"(?P<section>[A-U])?(?P<number>\d\d(\.\d{1,2})?)?")
NUTS_COUNTRIES = {"GR": "EL", "GB": "UK"}
"""Countries that the regions of the European Union write in another way than ISO 3166-1."""


def labels(name: str) -> dict[str, str]:
    return {}


def regions_of(country: str) -> dict[str, str]:
    """Return code and name of the regions of a country, those of a region after it."""
    start = NUTS_COUNTRIES.get(country, country)
    found = labels("regions")
    own = sorted(code for code in found if code.startswith(start) and code != start)
    return {code: found[code] for code in own}


def region_name(code: str, written: str) -> str:
    """Name a region in the reader's language, or as the organisation wrote it."""
    return labels("regions").get(code, written)


def read_nace(lines: Iterable[str]) -> list[str]:
    """Read codes of activities, as `71.20` or `M71.20 Technical testing`, without doubles.

    Raises ValueError with a sentence that names the line.
    """
    known = labels("nace")
    codes = []
    for line in lines:
        written = line.split()[0].upper().removesuffix(".")
        match = NACE.fullmatch(written)
        code = (match["number"] or match["section"] or "") if match else ""
        if not code or (known and code not in known):
            raise ValueError(
                _("“%(line)s” is no code of NACE. Write for example 71.20.", line=line)
            )
        codes.append(code)
    return list(dict.fromkeys(codes))

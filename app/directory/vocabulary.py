"""How a profile uses the vocabularies: regions of a country, codes of activities."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.core.i18n import _
from app.vocabularies.queries import label, terms

NACE = re.compile(r"(?P<section>[A-V])?(?P<number>\d\d(\.\d{1,2})?)?")
LARGE = "1"
"""The level of NUTS whose regions are too large to say where somebody is."""


def regions_of(country: str) -> dict[str, str]:
    """Return code and name of the regions of a country, the small ones behind their large one."""
    own = {
        word.code
        for word in terms("regions")
        if word.facts.get("country") == country and word.facts.get("level") != LARGE
    }
    return {code: label("regions", code) for code in sorted(own)}


def region_name(code: str, written: str) -> str:
    """Name a region in the reader's language, or as the organisation wrote it."""
    return label("regions", code) if code else written


def read_nace(lines: Iterable[str]) -> list[str]:
    """Read codes of activities, as `71.20` or `M71.20 Technical testing`, without doubles.

    Raises ValueError with a sentence that names the line.
    """
    known = {word.code for word in terms("nace")}
    codes = []
    for line in lines:
        match = NACE.fullmatch(line.split()[0].upper().removesuffix("."))
        code = (match["number"] or match["section"]) if match else None
        if code not in known:
            raise ValueError(
                _("“%(line)s” is no code of NACE. Write for example 71.20.", line=line)
            )
        codes.append(code)
    return list(dict.fromkeys(codes))

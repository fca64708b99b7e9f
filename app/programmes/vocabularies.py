"""Words with fixed codes: legal statuses; partner types and IAF sectors from the vocabularies."""

from __future__ import annotations

from app.core.choices import Choice
from app.core.i18n import lazy
from app.vocabularies.queries import label, labels


class LegalStatus(Choice):
    """The status on which rates and the right to take part depend.

    A body governed by public law meets the three tests of Directive 2014/24/EU, Article 2(1).
    """

    PUBLIC = "public", lazy("Public")
    PUBLIC_EQUIVALENT = "public-equivalent", lazy("Governed by public law")
    NON_PROFIT = "non-profit", lazy("Private non-profit")
    PRIVATE = "private", lazy("Private")
    NATURAL_PERSON = "natural-person", lazy("Natural person")


FUNDS = {
    "ERDF": lazy("ERDF"),
    "TACIS": lazy("Tacis"),
    "ENPI": lazy("ENPI"),
    "ENI": lazy("ENI"),
    "NDICI": lazy("NDICI"),
    "IPA": lazy("IPA"),
    "NATIONAL": lazy("National"),
}
"""The funds of the programmes around the Baltic, by the short names that tables have room for."""


def fund_name(code: str) -> str:
    """Name a fund shortly; one that an administrator has added is called by its code."""
    return str(FUNDS.get(code, code))


def partner_types() -> dict[str, str]:
    """Return code and label of every partner type, in the reader's language."""
    return labels("partner-types")


def partner_type(code: str) -> str:
    """Name a partner type that something holds, though it may be offered no longer."""
    return label("partner-types", code)


def iaf_sectors() -> dict[int, str]:
    """Return number and label of every IAF sector, in the reader's language."""
    return {int(number): label for number, label in labels("iaf").items()}


def iaf_sector(number: int) -> str:
    """Name a sector that something holds, though it may be offered no longer."""
    return label("iaf", str(number))

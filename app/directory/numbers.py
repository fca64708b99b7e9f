"""Numbers that name an organisation: how they are written, and whether they can be right.

The rules for each country are those of python-stdnum. What it has no rule for is taken as it is
written, and `is_checked` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from app.core.i18n import _, country

PIC = re.compile("[0-9]{9}")
UNCHECKED = re.compile(r"(?=.*[0-9])[A-Z0-9]{4,20}")
BETWEEN = re.compile(r"[\s.\-/\u00a0\u202f]")

VAT_SHAPES = {
    "AT": "ATU99999999",
    "BE": "BE9999999999",
    "BG": "BG999999999",
    "CY": "CY99999999L",
    "CZ": "CZ99999999",
    "DE": "DE999999999",
    "DK": "DK99999999",
    "EE": "EE999999999",
    "ES": "ESX99999999",
    "FI": "FI99999999",
    "FR": "FR99999999999",
    "GR": "EL999999999",
    "HR": "HR99999999999",
    "HU": "HU99999999",
    "IE": "IE9999999L",
    "IT": "IT99999999999",
    "LT": "LT999999999",
    "LU": "LU99999999",
    "LV": "LV99999999999",
    "MT": "MT99999999",
    "NL": "NL999999999B99",
    "PL": "PL9999999999",
    "PT": "PT999999999",
    "RO": "RO9999999999",
    "SE": "SE999999999999",
    "SI": "SI99999999",
    "SK": "SK9999999999",
    "GB": "GB999999999",
    "NO": "999999999MVA",
    "CH": "CHE999999999MWST",
    "IS": "99999",
    "RU": "9999999999",
    "BY": "999999999",
    "RS": "999999999",
    "TR": "9999999999",
}
"""How a VAT number is written, 9 standing for a digit, L for a letter, X for either.

Member States: the Commission's questions and answers on VIES; others: python-stdnum.
"""

VAT_PREFIXES = {"GR": "EL", "GB": "GB"} | {
    code: code
    for code in (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "HR", "HU", "IE"),
        *("IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
}
"""What a number is kept with, by country; the others write none."""

REGISTERS = {
    "AT": "at.businessid",
    "BE": "be.vat",
    "BG": "bg.vat",
    "CH": "ch.uid",
    "CZ": "cz.dic",
    "DK": "dk.cvr",
    "EE": "ee.registrikood",
    "FI": "fi.ytunnus",
    "FR": "fr.siren",
    "LV": "lv.pvn",
    "NO": "no.orgnr",
    "RU": "ru.ogrn",
    "SE": "se.orgnr",
    "SI": "si.maticna",
    "UA": "ua.edrpou",
}
"""The rule for the number in the country's register of businesses, where there is one."""


@dataclass(frozen=True)
class Number:
    """A number as it is kept, and whether a rule was there to check it by."""

    text: str
    is_checked: bool


def read_pic(text: str) -> str:
    """Read a participant identification code; raises ValueError with a sentence."""
    digits = BETWEEN.sub("", text)
    if not PIC.fullmatch(digits):
        raise ValueError(_("A PIC has 9 digits, for example 999999999."))
    return digits


def read_vat(country_code: str, text: str) -> Number:
    """Read a VAT number, for a Russian organisation its INN.

    A number that begins with the letters of another Member State is read by the rules of that
    State: an organisation may be registered for VAT abroad. Raises ValueError with a sentence.
    """
    from stdnum.exceptions import InvalidChecksum, ValidationError

    compact = BETWEEN.sub("", text).upper()
    home = _home_of(compact, country_code)
    rule = _vat_rule(home)
    if rule is None:
        if not UNCHECKED.fullmatch(compact):
            raise ValueError(_("A VAT number has 4 to 20 digits and Latin letters."))
        return Number(compact, is_checked=False)
    prefix = VAT_PREFIXES.get(home, "")
    try:
        kept = str(rule.validate(compact)).removeprefix(prefix)
    except InvalidChecksum:
        raise ValueError(
            _(
                "The digits of this VAT number do not fit together: one may be wrong, or two have "
                "changed places. Please compare it with your papers."
            )
        ) from None
    except ValidationError:
        raise ValueError(_how_vat_is_written(home)) from None
    return Number(prefix + kept, is_checked=True)


def fits_the_register(country_code: str, text: str) -> bool | None:
    """Whether a registration number can be one of the country; None where no rule is known."""
    if country_code not in REGISTERS or not text:
        return None
    return bool(import_module(f"stdnum.{REGISTERS[country_code]}").is_valid(text))


def _home_of(compact: str, country_code: str) -> str:
    """Return whose rules a number follows: those of its letters, else those of the country."""
    if _is_valid(country_code, compact):
        return country_code
    written = next((code for code, prefix in VAT_PREFIXES.items() if compact[:2] == prefix), "")
    return written if written and _is_valid(written, compact) else country_code


def _is_valid(country_code: str, compact: str) -> bool:
    rule = _vat_rule(country_code)
    return bool(rule and rule.is_valid(compact))


def _vat_rule(country_code: str) -> Any:
    from stdnum import get_cc_module

    return get_cc_module(country_code.lower(), "vat")


def _how_vat_is_written(home: str) -> str:
    if home == "RU":
        return _("An INN has 10 digits, that of a natural person 12.")
    if home not in VAT_SHAPES:
        return _("This is not how a VAT number of %(country)s is written.", country=country(home))
    return _(
        "A VAT number of %(country)s is written %(shape)s, where 9 stands for a digit, L for a "
        "letter and X for either.",
        country=country(home),
        shape=VAT_SHAPES[home],
    )

"""The columns of a list of organisations: what each may hold, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from app.core.cells import split_list
from app.core.choices import Choice
from app.core.i18n import LANGUAGES, _
from app.core.times import localdate
from app.directory.bands import StaffBand
from app.directory.choices import Kind, PartnerRole, Size, VatRecovery
from app.directory.models import Organisation
from app.directory.numbers import read_pic
from app.directory.vocabulary import read_nace
from app.programmes.vocabularies import LegalStatus
from app.vocabularies.queries import terms

CORDIS = "CORDIS, European Union (CC BY 4.0)"
UNKNOWN_COUNTRY = "ZZ"
"""What Unicode CLDR calls a region that is not known."""
CORDIS_COUNTRIES = {"UK": "GB", "EL": "GR", "XH": UNKNOWN_COUNTRY, "": UNKNOWN_COUNTRY}
"""The European Union writes UK and EL; CORDIS names no country of disputed places, and where
programs have taken Namibia's NA for nothing, the cell is empty."""
LONGEST = 250
LONGEST_TEXT = 4000
MOST_ITEMS = 50
OLDEST = 1000

Read = Callable[[str], Any]
"""Turns the text of a cell into a value; raises ValueError with what was expected."""


def read_text(text: str) -> str:
    """One line of at most 250 characters."""
    line = " ".join(text.split())
    if len(line) > LONGEST:
        raise ValueError(_("at most %(n)s characters", n=LONGEST))
    return line


def read_long_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(_("at most %(n)s characters", n=LONGEST_TEXT))
    return text.strip()


def read_short(most: int) -> Read:
    def read(text: str) -> str:
        if len(line := read_text(text)) > most:
            raise ValueError(_("at most %(n)s characters", n=most))
        return line

    return read


def read_list(text: str) -> list[str]:
    items = split_list(text)
    if len(items) > MOST_ITEMS or any(len(item) > LONGEST for item in items):
        raise ValueError(_("at most %(n)s items, apart by semicolons", n=MOST_ITEMS))
    return items


def read_choice(kind: type[Choice]) -> Read:
    def read(text: str) -> Choice:
        try:
            return kind(text.strip().lower())
        except ValueError:
            raise ValueError(_one_of(member.value for member in kind)) from None

    return read


def read_term(vocabulary: str) -> Read:
    def read(text: str) -> str:
        codes = [word.code for word in terms(vocabulary)]
        if (code := text.strip()) not in codes:
            raise ValueError(_one_of(codes))
        return code

    return read


def read_terms(vocabulary: str) -> Read:
    one = read_term(vocabulary)
    return lambda text: [one(item) for item in read_list(text)]


def read_country(text: str) -> str:
    code = text.strip().upper()
    if code not in {word.code for word in terms("countries")} | {UNKNOWN_COUNTRY}:
        raise ValueError(_("a country of ISO 3166-1 as two letters, for example LT"))
    return code


def read_cordis_country(text: str) -> str:
    code = text.strip().upper()
    return CORDIS_COUNTRIES[code] if code in CORDIS_COUNTRIES else read_country(code)


def read_website(text: str) -> str:
    """An address without `https://` in front gets it: lists often leave it out."""
    address = text.strip()
    whole = address if re.match(r"https?://", address, re.IGNORECASE) else f"https://{address}"
    try:
        host = urlsplit(whole).hostname or ""
    except ValueError:
        host = ""
    if "." not in host or " " in whole or len(whole) > LONGEST:
        raise ValueError(_("a web address, for example https://www.example.org"))
    return whole


def read_email(text: str) -> str:
    try:
        checked = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValueError(_("an e-mail address, for example name@example.org")) from None
    return checked.normalized


def read_pic_cell(text: str) -> str:
    try:
        return read_pic(text)
    except ValueError:
        raise ValueError(_("9 digits, for example 999999999")) from None


def read_year(text: str) -> int:
    year, last = text.strip(), localdate().year
    if not year.isdigit() or not OLDEST <= int(year) <= last:
        raise ValueError(_("a year with four digits, %(last)s at the latest", last=last))
    return int(year)


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(_("a day, for example 2027-01-31")) from None


def read_language(text: str) -> str:
    if (code := text.strip().lower()) not in LANGUAGES:
        raise ValueError(_one_of(LANGUAGES))
    return code


def read_activities(text: str) -> list[str]:
    return read_nace(read_list(text))


FIELDS: Mapping[str, Read] = {
    "name": read_text,
    "name_english": read_text,
    "abbreviation": read_short(15),
    "department": read_text,
    "kind": read_choice(Kind),
    "partner_type": read_term("partner-types"),
    "size": read_choice(Size),
    "legal_status": read_choice(LegalStatus),
    "country": read_country,
    "region": read_text,
    "street": read_text,
    "postcode": read_short(20),
    "city": read_text,
    "website": read_website,
    "email": read_email,
    "phone": read_short(40),
    "registration_number": read_text,
    "register_name": read_text,
    "vat": read_short(20),
    "vat_recovery": read_choice(VatRecovery),
    "pic": read_pic_cell,
    "other_id": read_text,
    "other_id_kind": read_text,
    "nace": read_activities,
    "founded": read_year,
    "staff_band": read_choice(StaffBand),
    "languages": read_terms("languages"),
    "description": read_long_text,
    "language": read_language,
    "expertise": read_list,
    "competences": read_long_text,
    "role_sought": read_long_text,
    "experience": read_long_text,
    "activity_countries": lambda text: [read_country(item) for item in read_list(text)],
    "themes": read_terms("themes"),
    "region_code": read_term("regions"),
    "interest_programmes": read_list,
    "roles_willing": lambda text: [read_choice(PartnerRole)(item) for item in read_list(text)],
    "available_from": read_day,
    "source": read_text,
}
"""The columns that become facts; their names are those of the fields, as exports write them."""

IDENTIFIES = "slug"
"""The name of an entry in its address, as exports write it: finds the entry, changes nothing."""

ACTIVITY_TYPES: Mapping[str, dict[str, Any]] = {
    "HES": {"kind": Kind.UNIVERSITY, "partner_type": "higher-education-organisations"},
    "REC": {"kind": Kind.UNIVERSITY, "partner_type": "higher-education-organisations"},
    "PRC": {
        "kind": Kind.OTHER,
        "partner_type": "enterprise-except-sme",
        "legal_status": LegalStatus.PRIVATE,
    },
    "PUB": {"kind": Kind.AUTHORITY, "legal_status": LegalStatus.PUBLIC},
    "OTH": {"kind": Kind.OTHER, "partner_type": "other"},
    "": {},
}
"""What the types of activity of CORDIS are here: higher education, research, private for profit,
public body, other. Of a public body CORDIS does not say whether it is local or national."""

SME = {"kind": Kind.SME, "partner_type": "sme"}
YES, NO = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no", ""})


def read_activity_type(text: str) -> dict[str, Any]:
    if (code := text.strip().upper()) not in ACTIVITY_TYPES:
        raise ValueError(_one_of(filter(None, ACTIVITY_TYPES)))
    return ACTIVITY_TYPES[code]


def read_sme(text: str) -> bool:
    if (answer := text.strip().lower()) not in YES | NO:
        raise ValueError(_one_of(["true", "false"]))
    return answer in YES


def read_short_name(text: str) -> str:
    """What CORDIS calls short names are whole names at times; those are no abbreviations."""
    longest = Organisation.__table__.c.abbreviation.type.length or 0  # type: ignore[attr-defined]
    line = " ".join(text.split())
    return line if len(line) <= longest else ""


CORDIS_FIELDS: Mapping[str, tuple[str, Read]] = {
    "pic": ("pic", read_pic_cell),
    "name": ("name", read_text),
    "short_name": ("abbreviation", read_short_name),
    "country": ("country", read_cordis_country),
    "city": ("city", read_text),
    "url": ("website", read_website),
}
"""Column of CORDIS -> field and how it is read; the type of activity and `sme` make two fields."""


def is_cordis(header: Collection[str]) -> bool:
    """Whether a list has the columns of CORDIS, by the one that nobody else has."""
    return "activity_type" in header


def _one_of(values: Any) -> str:
    listed = ", ".join(values)
    if len(listed) > LONGEST:
        listed = f"{listed[:LONGEST].rpartition(',')[0]}, …"
    return _("one of: %(values)s", values=listed)

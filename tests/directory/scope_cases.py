"""Cases made by hand: what a slot asks, what a body holds, and what is right to answer.

`PERIOD` are the days of the need where a case names no others. A case of scope names the outcome
and the reason; one of facts the outcome of one requirement; one of impartiality the conflicts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

PERIOD = (date(2026, 5, 1), date(2028, 4, 30))
LONG = (date(2024, 1, 1), date(2029, 12, 31))
OLD = (date(2006, 6, 1), date(2007, 6, 1))


@dataclass(frozen=True)
class Case:
    """`asks` and each of `holds` are facts of a slot and of accreditations; `why` is one line."""

    why: str
    asks: dict[str, Any]
    holds: tuple[dict[str, Any], ...]
    outcome: str
    reason: str
    period: tuple[date, date | None] = PERIOD
    country: str = "LT"

    def __str__(self) -> str:
        return self.why


def cert(*schemes: str, **given: Any) -> dict[str, Any]:
    """A verified accreditation to certify management systems in all sectors asked for here."""
    facts: dict[str, Any] = {
        "standard": "ISO/IEC 17021-1",
        "schemes": list(schemes),
        "valid_from": LONG[0],
        "valid_until": LONG[1],
        "state": "verified",
    }
    return facts | given


def lab(*schemes: str, **given: Any) -> dict[str, Any]:
    return cert(*schemes, standard="ISO/IEC 17025", **given)


def notified(*acts: str, **given: Any) -> dict[str, Any]:
    facts = {"standard": "ISO/IEC 17065", "legislation": list(acts), "nando_number": "1234"}
    return cert(**facts | given)


def asks(*standards: str, **given: Any) -> dict[str, Any]:
    return {"standards": list(standards), **given}


def act(name: str, *modules: str) -> dict[str, Any]:
    return {"legislation": [name], "modules": list(modules)}


def met(why: str, slot: dict[str, Any], *holds: dict[str, Any], **given: Any) -> Case:
    return Case(why, slot, holds, "met", "covered", **given)


def open_(
    why: str, reason: str, slot: dict[str, Any], *holds: dict[str, Any], **given: Any
) -> Case:
    return Case(why, slot, holds, "open", reason, **given)


def missed(
    why: str, reason: str, slot: dict[str, Any], *holds: dict[str, Any], **given: Any
) -> Case:
    return Case(why, slot, holds, "missed", reason, **given)


QMS = asks("ISO 9001")
STANDARDS = [
    met("the very name", QMS, cert("ISO 9001")),
    met("the year of the edition does not matter", QMS, cert("ISO 9001:2015")),
    met("the slot names the edition", asks("ISO 9001:2015"), cert("ISO 9001")),
    met("spaces and case do not matter", asks("iso9001"), cert("ISO  9001")),
    met("a German adoption is the same standard", QMS, cert("DIN EN ISO 9001:2015-11")),
    met("a Lithuanian adoption is the same standard", QMS, cert("LST EN ISO 9001")),
    met("a Polish adoption with hyphen", QMS, cert("PN-EN ISO 9001:2015")),
    met("a Russian adoption in Cyrillic", QMS, cert("ГОСТ Р ИСО 9001-2015")),
    met("IEC beside ISO does not matter", asks("ISO 27001"), cert("ISO/IEC 27001:2022")),
    met("an amendment is no other standard", QMS, cert("ISO 9001:2015/Amd 1:2024")),
    missed("another scheme", "standard", QMS, cert("ISO 14001")),
    missed("a longer number is another standard", "standard", asks("ISO 900"), cert("ISO 9001")),
    missed("a part is another standard", "standard", asks("ISO 14064-1"), cert("ISO 14064-2")),
    missed(
        "EN 45001 was for laboratories, ISO 45001 is safety at work",
        *("standard", asks("ISO 45001"), lab("EN 45001")),
    ),
    missed("FSSC 22000 is no ISO 22000", "standard", asks("ISO 22000"), cert("FSSC 22000")),
    met("one of several schemes", asks("ISO 14001"), cert("ISO 9001", "ISO 14001", "ISO 45001")),
    missed("nothing is held", "nothing-held", QMS),
    met("the accreditation itself is asked for", asks("ISO/IEC 17021-1"), cert()),
    met("the body of the norm in another spelling", asks("EN ISO/IEC 17021-1:2015"), cert()),
    missed("a laboratory is asked for", "standard", asks("ISO/IEC 17025"), cert("ISO 9001")),
]
FAMILIES = [
    missed(
        "a laboratory's accreditation is none to certify, whatever stands on it",
        *("other-family", QMS, lab("ISO 9001")),
    ),
    missed("a laboratory that says nothing of ISO 9001", "standard", QMS, lab("EN 12390-3")),
    missed(
        "to certify products is not to certify management systems",
        *("other-family", QMS, cert("ISO 9001", standard="ISO/IEC 17065")),
    ),
    met(
        "a product scheme under the norm for products",
        *(asks("GLOBALG.A.P."), cert("GlobalG.A.P.", standard="ISO/IEC 17065")),
    ),
    missed(
        "a product scheme under the norm for management systems",
        *("other-family", asks("GLOBALG.A.P."), cert("GLOBALG.A.P.")),
    ),
    met(
        "HACCP is certified under either",
        asks("HACCP"),
        cert("HACCP", standard="EN 45011", valid_from=date(2005, 1, 1)),
        period=OLD,
    ),
    met("a test method on a laboratory's accreditation", asks("EN 12390-3"), lab("EN 12390-3")),
    missed(
        "who is certified to ISO 9001 is not accredited to certify",
        *("certified-only", QMS, cert(standard="ISO 9001")),
    ),
    met(
        "an accreditation that Kontor does not know is taken at its word",
        *(QMS, cert("ISO 9001", standard="Accreditation scheme of a Member State")),
    ),
    missed(
        "persons are certified under a norm of their own",
        *("other-family", asks("ISO 9712"), cert("ISO 9712")),
    ),
]
SUCCESSORS = [
    missed(
        "OHSAS 18001 has ended, ISO 45001 is another accreditation",
        *("superseded", asks("ISO 45001"), cert("OHSAS 18001")),
    ),
    met("who asks for OHSAS 18001 today means ISO 45001", asks("OHSAS 18001"), cert("ISO 45001")),
    missed(
        "OHSAS 18001 itself counts no more", "superseded", asks("OHSAS 18001"), cert("OHSAS 18001")
    ),
    met(
        "OHSAS 18001 counted until 2021",
        asks("OHSAS 18001"),
        cert("BS OHSAS 18001:2007", valid_from=date(2018, 1, 1)),
        period=(date(2019, 1, 1), date(2020, 12, 31)),
    ),
    missed(
        "OHSAS 18001 ended within the project",
        "superseded",
        asks("OHSAS 18001"),
        cert("OHSAS 18001", valid_from=date(2018, 1, 1)),
        period=(date(2020, 1, 1), date(2022, 12, 31)),
    ),
    met(
        "in 2006 EN 45012 was the norm",
        asks("EN 45012"),
        cert("ISO 9001", standard="EN 45012:1998", valid_from=date(2005, 1, 1)),
        period=OLD,
    ),
    met(
        "in 2006 a body under EN 45012 certified to ISO 9001",
        QMS,
        cert("ISO 9001:2000", standard="EN 45012", valid_from=date(2005, 1, 1)),
        period=OLD,
    ),
    missed(
        "EN 45012 is no accreditation today",
        "superseded",
        asks("ISO/IEC 17021-1"),
        cert("ISO 9001", standard="EN 45012"),
    ),
    met(
        "ISO/IEC 17021 of 2011 is today's 17021-1 for who asks for it",
        asks("ISO/IEC 17021:2011"),
        cert("ISO 9001"),
    ),
    met("Guide 65 became 17065", asks("ISO/IEC Guide 65"), cert(standard="ISO/IEC 17065")),
]
FOOD = asks("ISO 9001", iaf_sectors=[3])
SECTORS = [
    met("the IAF sector", FOOD, cert("ISO 9001", iaf_sectors=[3, 4])),
    missed("another IAF sector", "sector", FOOD, cert("ISO 9001", iaf_sectors=[4])),
    open_("no sectors stated", "sector-unstated", FOOD, cert("ISO 9001")),
    met("all divisions of the IAF sector", FOOD, cert("ISO 9001", nace=["10", "11", "12"])),
    open_("one division of three", "sector-part", FOOD, cert("ISO 9001", nace=["10"])),
    open_(
        "the sector, narrowed by a code",
        "sector-part",
        FOOD,
        cert("ISO 9001", iaf_sectors=[3], nace=["10.5"]),
    ),
    met(
        "a code of another sector narrows only that one",
        FOOD,
        cert("ISO 9001", iaf_sectors=[3, 17], nace=["25.1"]),
    ),
    met(
        "IAF 3 holds NACE 10.51",
        asks("ISO 9001", nace=["10.51"]),
        cert("ISO 9001", iaf_sectors=[3]),
    ),
    missed(
        "IAF 3 does not hold NACE 13",
        "sector",
        asks("ISO 9001", nace=["13"]),
        cert("ISO 9001", iaf_sectors=[3]),
    ),
    met("25 holds 25.1", asks("ISO 9001", nace=["25.1"]), cert("ISO 9001", nace=["25"])),
    met(
        "a section holds its divisions",
        asks("ISO 9001", nace=["25.11"]),
        cert("ISO 9001", nace=["C"]),
    ),
    open_(
        "25.1 is a part of 25",
        "sector-part",
        asks("ISO 9001", nace=["25"]),
        cert("ISO 9001", nace=["25.1"]),
    ),
    missed(
        "2 is no beginning of 25",
        "sector",
        asks("ISO 9001", nace=["25.1"]),
        cert("ISO 9001", nace=["26"]),
    ),
    met(
        "the letter of the section may stand before",
        asks("ISO 9001", nace=["C25.11"]),
        cert("ISO 9001", nace=["25.1"]),
    ),
    missed(
        "IAF 17 leaves out weapons, which are IAF 18",
        "sector",
        asks("ISO 9001", nace=["2:25.40"]),
        cert("ISO 9001", iaf_sectors=[17]),
    ),
    met(
        "weapons are IAF 18", asks("ISO 9001", nace=["2:25.40"]), cert("ISO 9001", iaf_sectors=[18])
    ),
    met(
        "25.3 of Rev. 2.1 is 25.4 of Rev. 2, weapons",
        asks("ISO 9001", nace=["2.1:25.30"]),
        cert("ISO 9001", nace=["2:25.4"]),
    ),
    missed(
        "25.3 of both revisions is not the same",
        "sector",
        asks("ISO 9001", nace=["2.1:25.30"]),
        cert("ISO 9001", nace=["2:25.3"]),
    ),
    met(
        "a plain code is of the revision of its day",
        asks("ISO 9001", nace=["25.30"]),
        cert("ISO 9001", nace=["25.4"], valid_from=date(2024, 1, 1)),
    ),
    met(
        "62.10 of Rev. 2.1 is 62.01 of Rev. 2",
        asks("ISO/IEC 27001", nace=["62.10"]),
        cert("ISO/IEC 27001", nace=["62.01"]),
    ),
    open_(
        "46 was cut anew in Rev. 2.1",
        "edition",
        asks("ISO 9001", nace=["2.1:46.7"]),
        cert("ISO 9001", nace=["2:46.6"]),
    ),
    met(
        "two sectors on two certificates of the same standard",
        asks("ISO 9001", iaf_sectors=[3, 4]),
        cert("ISO 9001", iaf_sectors=[3]),
        cert("ISO 9001", iaf_sectors=[4]),
    ),
    missed(
        "standard and sector on two certificates",
        "sector",
        FOOD,
        cert("ISO 9001", iaf_sectors=[4]),
        cert("ISO 14001", iaf_sectors=[3]),
    ),
    missed(
        "one of two sectors is missing",
        "sector",
        asks("ISO 9001", iaf_sectors=[3, 28]),
        cert("ISO 9001", iaf_sectors=[3]),
    ),
    met(
        "a sector alone, of any standard",
        {"iaf_sectors": [33]},
        cert("ISO/IEC 27001", iaf_sectors=[33]),
    ),
]
HERE = asks("ISO 9001", countries=["LT", "LV"])
COUNTRIES = [
    met("none named is everywhere", HERE, cert("ISO 9001")),
    met("valid in the body's country", HERE, cert("ISO 9001", countries=["LT"])),
    missed("valid elsewhere only", "country", HERE, cert("ISO 9001", countries=["EE"])),
    met("valid in the Member States", HERE, cert("ISO 9001", countries=["EU"])),
    missed(
        "Lithuania was no Member State in 2003",
        "country",
        HERE,
        cert("ISO 9001", countries=["EU"], valid_from=date(2000, 1, 1)),
        period=(date(2003, 1, 1), date(2004, 1, 1)),
    ),
    met(
        "Norway is of the EEA",
        asks("ISO 9001", countries=["EEA"]),
        cert("ISO 9001", countries=["EEA"]),
        country="NO",
    ),
    missed(
        "Norway is no Member State",
        "country",
        asks("ISO 9001", countries=["EEA"]),
        cert("ISO 9001", countries=["EU"]),
        country="NO",
    ),
    met(
        "no country is sought, so none is asked of the certificate",
        QMS,
        cert("ISO 9001", countries=["EE"]),
    ),
    missed(
        "standard here, country there",
        "country",
        HERE,
        cert("ISO 9001", countries=["EE"]),
        cert("ISO 14001", countries=["LT"]),
    ),
]
VALIDITY = [
    met("valid to the last day", QMS, cert("ISO 9001", valid_until=PERIOD[1])),
    missed(
        "ends a day before the project",
        "ends-early",
        QMS,
        cert("ISO 9001", valid_until=date(2028, 4, 29)),
    ),
    missed("ended", "ended", QMS, cert("ISO 9001", valid_until=date(2026, 4, 30))),
    met(
        "ends on the only day needed",
        QMS,
        cert("ISO 9001", valid_until=PERIOD[0]),
        period=(PERIOD[0], None),
    ),
    missed("begins tomorrow", "not-yet", QMS, cert("ISO 9001", valid_from=date(2026, 5, 2))),
    met("begins today", QMS, cert("ISO 9001", valid_from=PERIOD[0])),
    missed("suspended", "suspended", QMS, cert("ISO 9001", state="suspended")),
    missed("withdrawn", "withdrawn", QMS, cert("ISO 9001", state="withdrawn")),
    open_("declared", "unverified", QMS, cert("ISO 9001", state="declared")),
    open_("with evidence, not verified", "unverified", QMS, cert("ISO 9001", state="evidenced")),
    missed(
        "declared and ended is ended",
        "ended",
        QMS,
        cert("ISO 9001", state="declared", valid_until=date(2026, 1, 1)),
    ),
    met(
        "a valid one stands beside a suspended one",
        QMS,
        cert("ISO 9001", state="suspended"),
        cert("ISO 9001"),
    ),
    open_(
        "a declared one stands beside a suspended one",
        "unverified",
        QMS,
        cert("ISO 9001", state="suspended"),
        cert("ISO 9001", state="declared"),
    ),
    missed(
        "two that follow one another are not one that lasts",
        "ends-early",
        QMS,
        cert("ISO 9001", valid_until=date(2027, 5, 1)),
        cert("ISO 9001", valid_from=date(2027, 5, 2)),
    ),
    missed(
        "the verified one is for something else",
        "suspended",
        QMS,
        cert("ISO 14001"),
        cert("ISO 9001", state="suspended"),
    ),
]
PED = act("2014/68/EU")
LEGISLATION = [
    met("notified for the act", PED, notified("2014/68/EU")),
    met("the act in other words", PED, notified("Directive 2014/68/EU (pressure equipment)")),
    missed("another act", "legislation", PED, notified("2014/33/EU")),
    missed(
        "the repealed directive does not cover the new act",
        "act-repealed",
        PED,
        notified("97/23/EC"),
    ),
    met("who asks for the repealed act means the new one", act("97/23/EC"), notified("2014/68/EU")),
    met(
        "the old directive counted in 2006",
        act("97/23/EC"),
        notified("97/23/EC", valid_from=date(2005, 1, 1)),
        period=OLD,
    ),
    missed(
        "the machinery directive ends within the project",
        "act-repealed",
        act("2006/42/EC"),
        notified("2006/42/EC"),
    ),
    met("the machinery regulation outlasts it", act("2006/42/EC"), notified("(EU) 2023/1230")),
    met(
        "a regulation by its number in the old order",
        act("(EU) No 305/2011"),
        notified("(EU) 305/2011"),
        period=(date(2024, 5, 1), date(2025, 5, 1)),
    ),
    open_(
        "accredited for the act, without a notified body's number",
        "not-notified",
        PED,
        notified("2014/68/EU", nando_number=""),
    ),
    met(
        "all modules", act("2014/68/EU", "B", "D"), notified("2014/68/EU", modules=["B", "D", "H"])
    ),
    missed(
        "a module is missing",
        "modules",
        act("2014/68/EU", "B", "H1"),
        notified("2014/68/EU", modules=["B", "H"]),
    ),
    open_(
        "modules are not stated", "modules-unstated", act("2014/68/EU", "B"), notified("2014/68/EU")
    ),
    missed(
        "act and modules on two notifications",
        "modules",
        act("2014/68/EU", "H"),
        notified("2014/68/EU", modules=["B"]),
        notified("2014/33/EU", modules=["H"]),
    ),
]
SCOPE = [
    *STANDARDS,
    *FAMILIES,
    *SUCCESSORS,
    *SECTORS,
    *COUNTRIES,
    *VALIDITY,
    *LEGISLATION,
]


@dataclass(frozen=True)
class FactCase:
    """What the profile says beside the accreditations."""

    why: str
    key: str
    asks: dict[str, Any]
    body: dict[str, Any]
    outcome: str
    on: date = PERIOD[0]

    def __str__(self) -> str:
        return self.why


FACTS = [
    FactCase(
        "one language in common",
        "language",
        {"languages": ["en", "ru"]},
        {"languages": ["lt", "ru"]},
        "met",
    ),
    FactCase(
        "no language in common",
        "language",
        {"languages": ["ru"]},
        {"languages": ["lt", "en"]},
        "missed",
    ),
    FactCase("languages not stated", "language", {"languages": ["ru"]}, {"languages": []}, "open"),
    FactCase("a Member State today", "country", {"countries": ["EU"]}, {"country": "LT"}, "met"),
    FactCase(
        "a candidate on the day",
        "country",
        {"countries": ["CANDIDATE"]},
        {"country": "LT"},
        "met",
        date(2003, 1, 1),
    ),
    FactCase(
        "a candidate no more", "country", {"countries": ["CANDIDATE"]}, {"country": "LT"}, "missed"
    ),
    FactCase(
        "of a group or named", "country", {"countries": ["EU", "NO"]}, {"country": "NO"}, "met"
    ),
    FactCase(
        "of another kind", "kind", {"kinds": ["laboratory"]}, {"kind": "consultancy"}, "missed"
    ),
    FactCase(
        "partner type not stated",
        "partner-type",
        {"partner_types": ["sme"]},
        {"partner_type": ""},
        "open",
    ),
]


@dataclass(frozen=True)
class ConflictCase:
    """Engagements are (by, client, work, end or None)."""

    why: str
    engagements: list[tuple[str, str, str, date | None]]
    conflicts: list[str]
    groups: tuple[frozenset[str], ...] = ()
    certifiers: tuple[str, ...] = ()
    on: date = field(default=PERIOD[0])

    def __str__(self) -> str:
        return self.why


CONFLICTS = [
    ConflictCase("certification alone", [("A", "X", "certification", None)], []),
    ConflictCase(
        "certifies whom it advises",
        [("A", "X", "certification", None), ("A", "X", "consultancy", None)],
        ["advised"],
    ),
    ConflictCase(
        "advises another client",
        [("A", "X", "certification", None), ("A", "Y", "consultancy", None)],
        [],
    ),
    ConflictCase(
        "another body advises",
        [("A", "X", "certification", None), ("B", "X", "consultancy", None)],
        [],
    ),
    ConflictCase(
        "advised a year ago",
        [("A", "X", "certification", None), ("A", "X", "consultancy", date(2025, 5, 1))],
        ["advised"],
    ),
    ConflictCase(
        "advised three years ago",
        [("A", "X", "certification", None), ("A", "X", "consultancy", date(2023, 5, 1))],
        [],
    ),
    ConflictCase(
        "made its internal audits",
        [("A", "X", "certification", None), ("A", "X", "internal-audit", None)],
        ["audited"],
    ),
    ConflictCase(
        "gave training that is open to all",
        [("A", "X", "certification", None), ("A", "X", "training", None)],
        [],
    ),
    ConflictCase(
        "a sister company advises",
        [("A", "X", "certification", None), ("B", "X", "consultancy", None)],
        ["advised"],
        groups=(frozenset({"A", "B"}),),
    ),
    ConflictCase("certifies itself", [("A", "A", "certification", None)], ["certifies-itself"]),
    ConflictCase(
        "certifies its mother",
        [("A", "M", "certification", None)],
        ["certifies-itself"],
        groups=(frozenset({"A", "M"}),),
    ),
    ConflictCase(
        "a certification body offers consultancy",
        [("A", "X", "consultancy", None)],
        ["offers-advice"],
        certifiers=("A",),
    ),
    ConflictCase(
        "certifies another certification body",
        [("A", "B", "certification", None)],
        ["certifies-a-certifier"],
        certifiers=("A", "B"),
    ),
    ConflictCase(
        "the certification is over",
        [("A", "X", "certification", date(2025, 1, 1)), ("A", "X", "consultancy", None)],
        [],
    ),
]

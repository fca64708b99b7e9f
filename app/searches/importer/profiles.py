"""The sought partners of a form: one profile for each part of the text, nothing guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.searches.importer.formtext import folded, is_ornament
from app.searches.importer.phrases import COUNT_WORDS, any_of, words
from app.searches.importer.places import places_sought

LONGEST = 1000
"""Of a profile that is read; a longer one keeps its words and nothing more."""

PARTNER_TYPES = (
    ("local-public-authority", r"municipality|municipalities|local (?:public )?authorit(?:y|ies)"
     r"|local governments?|(?:city|town|district|municipal) (?:councils?|administrations?)"
     r"|kommunen?|муниципалитеты?"),
    ("regional-public-authority", r"regional (?:public )?(?:authorit(?:y|ies)|governments?"
     r"|administrations?|councils?)"),
    ("national-public-authority", r"national (?:public )?authorit(?:y|ies)|ministr(?:y|ies)"),
    ("sectoral-agency", r"sectoral agenc(?:y|ies)"),
    ("infrastructure-and-service-provider", r"infrastructure providers?|public service providers?"),
    ("interest-groups", r"interest groups?|ngos?|нко"
     r"|non-?governmental organi[sz]ations?"),
    ("higher-education-organisations", r"universit(?:y|ies)|research (?:institut(?:e|ion)s?"
     r"|organi[sz]ations?|cent(?:re|er)s?)|higher education (?:institutions?|organi[sz]ations?)"
     r"|universität(?:en)?|hochschulen?|университеты?|вузы?"),
    ("education-training-centre-and-school", r"training cent(?:re|er)s?"
     r"|(?:primary|secondary|vocational) schools?|^schools?"),
    ("enterprise-except-sme", r"large (?:enterprises?|companies|company)"),
    ("sme", r"smes?|kmu|мсп"),
    ("business-support-organisation", r"(?:business|sme) support organi[sz]ations?"
     r"|chambers? of commerce|business (?:incubators?|clusters?)|innovation cent(?:re|er)s?"
     r"|торгово-промышленн(?:ая палата|ые палаты)|handelskammern?"),
    ("egtc", r"egtcs?"),
    ("international-organisation-eeig", r"international organi[sz]ations?|eeigs?"),
    ("hospitals", r"hospitals?|medical cent(?:re|er)s?"),
)  # fmt: skip
"""Words that name a type of the Interreg vocabulary by itself; the examples of business support
are those of the Interreg Baltic Sea Region manual, C.5.1."""

KINDS = tuple(
    (code, re.compile(rf"(?:^|[\s(-])(?:{words})(?: of [\w ]+)?$")) for code, words in PARTNER_TYPES
)
BOTH_LEVELS = re.compile(r"\blocal (?:and|or|/|and/or) regional (?=(?:public )?authorit|govern)")
ENTERPRISES = re.compile(
    r"\bsmall (?:and|&|or|to)? ?medium(?:[ -]sized?)? (?:enterprises|companies|businesses)"
)
END_OF_HEAD = re.compile(
    r"(?<!\w)(?:with|for|from|in|within|to|on|who|that|which|having|experienced|able|interested|active"
    r"|specialis(?:ed|ing)|specializ(?:ed|ing)|willing|working|dealing|based|mit|aus|für|с|из|для)(?!\w)"
)
CHUNKS = re.compile(r"[,;:()/]|\band\b|\bor\b|\bund\b|\bи\b|&|\s-\s")
COUNT = re.compile(
    rf"(?:(?P<digits>[1-9]\d?)(?: ?[x×])?|(?P<word>{any_of(COUNT_WORDS)})) (?P<next>[^\W\d]+)"
)
UNITS = words("year years month months day days week weeks million thousand per percent or to")

NAMED_STANDARD = re.compile(
    r"(?<!\w)(?:(?:din |bs )?(?:en )?(?P<iso>iso)(?:/iec|/ts)?[ -]?(?P<number>\d{4,5})"
    r"(?:-\d)?(?:: ?\d{4})?"
    r"(?:[ -]series)?"
    r"|(?P<other>ohsas|fssc|sa)[ -]?(?P<other_number>18001|22000|8000)(?:: ?\d{4})?"
    r"|(?P<plain>haccp|emas|gmp|glp|globalg\.?a\.?p\.?)|(?P<ce>ce[ -]mark(?:ing|s|ed)?))(?!\w)"
)
MORE_NUMBERS = re.compile(
    r"(?:(?: ?[,/&] ?| and | or | und | и )(?:iso )?(\d{4,5})(?:: ?\d{4})?(?!\w))"
)
ISO_NUMBERS = words(
    "9000 9001 9004 14001 14004 13485 15189 16949 17020 17021 17024 17025 17043 17065 18001 19011 "
    "20000 22000 22301 26000 27001 37001 45001 50001"
)
OPENING_WORDS = re.compile(r"(?:and|or|as well as|und|и)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class SoughtSlot:
    """One sought profile; `count` is None where the text names no number."""

    title: str
    count: int | None
    partner_types: tuple[str, ...]
    countries: tuple[str, ...]
    standards: tuple[str, ...]


def split_outside_parentheses(text: str, separators: str) -> list[str]:
    """Cut at separators that stand in no parentheses; parts without words are left out."""
    parts: list[str] = []
    start = depth = 0
    opened, closed = text.count("("), text.count(")")
    for position, sign in enumerate(text):
        if sign in "()" and opened == closed:
            depth = max(0, depth + (1 if sign == "(" else -1))
        elif sign in separators and not depth:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if not is_ornament(part)]


def read_profiles(text: str) -> list[SoughtSlot]:
    """Cut one item of a list at its semicolons; each part is a profile."""
    return [read_profile(part) for part in split_outside_parentheses(text, ";")]


def read_profile(text: str) -> SoughtSlot:
    title = OPENING_WORDS.sub("", text, count=1) if OPENING_WORDS.match(text) else text
    title = title.strip(" ;,")
    if not title.lower().endswith(("etc.", "ltd.", "co.", "inc.")):
        title = title.rstrip(".")
    if len(title) > LONGEST:
        return SoughtSlot(title, None, (), (), ())
    return SoughtSlot(
        title,
        _count(title),
        tuple(_partner_types(title)),
        tuple(places_sought(title)),
        tuple(_standards(title)),
    )


def _count(title: str) -> int | None:
    found = COUNT.match(folded(title))
    if found is None or found["next"] in UNITS:
        return None
    return int(found["digits"]) if found["digits"] else COUNT_WORDS[found["word"]]


def _partner_types(title: str) -> list[str]:
    """Name the types of the nouns sought, not of those whom they serve or know."""
    plain = BOTH_LEVELS.sub("local authorities and regional ", folded(title))
    plain = ENTERPRISES.sub("smes", plain)
    if number := COUNT.match(plain):
        plain = plain[number.start("next") :]
    head = plain[: end.start()] if (end := END_OF_HEAD.search(plain)) else plain
    chunks = [chunk.strip(" .") for chunk in CHUNKS.split(head)]
    return list(
        dict.fromkeys(code for chunk in chunks for code, kind in KINDS if kind.search(chunk))
    )


def _standards(title: str) -> list[str]:
    """List the standards named, without their editions."""
    plain = folded(title)
    found: list[str] = []
    for match in NAMED_STANDARD.finditer(plain):
        if match["iso"]:
            found.append(f"ISO {match['number']}")
            position = match.end()
            while (more := MORE_NUMBERS.match(plain, position)) and more[1] in ISO_NUMBERS:
                found.append(f"ISO {more[1]}")
                position = more.end()
        elif match["other"]:
            found.append(f"{match['other'].upper()} {match['other_number']}")
        elif match["ce"]:
            found.append("CE marking")
        else:
            found.append(match["plain"].upper())
    return list(dict.fromkeys(found))

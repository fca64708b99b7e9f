"""Names of standards and of acts: how they are compared, what took their place, what they attest.

Pure. What replaced what is read from words of the vocabularies `standards` and `legislation`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from app.core.choices import Choice
from app.core.i18n import lazy
from app.vocabularies import shipped
from app.vocabularies.words import Word

FAMILIES = Path(__file__).parent / "data" / "families.csv"
CYRILLIC = {"гост": "gost", "исо": "iso", "мэк": "iec", "ен": "en", "р": "r", "стб": "stb"}
NUMBERED = re.compile(r"(?P<makers>[^\d]*?)\s*(?P<number>\d+(?:-\d+)*)\b")
EDITION = re.compile(r"[:(+]|[\s-]+(?:19|20)\d\d\s*$")
DIRECTIVE = re.compile(r"(?P<year>\d{2,4})/(?P<number>\d+)(?:/\w+)?")


class Family(Choice):
    """What an accreditation lets a body attest."""

    MANAGEMENT = "management", lazy("management systems")
    PRODUCTS = "products", lazy("products, processes and services")
    PERSONS = "persons", lazy("persons")
    LABORATORY = "laboratory", lazy("tests and calibrations")
    INSPECTION = "inspection", lazy("inspections")
    VERIFICATION = "verification", lazy("validation and verification")
    PROFICIENCY = "proficiency", lazy("proficiency tests")
    REFERENCE_MATERIALS = "reference-materials", lazy("reference materials")
    EMAS = "emas", lazy("environmental statements under EMAS")


@dataclass(frozen=True)
class Replacement:
    """What takes the place of a norm, and the last day on which the older one counts.

    None is a day that is not known: the older one then counts on.
    """

    by: str
    last_day: date | None


Replacements = Mapping[str, Replacement]
"""Replacements by the key of the older norm."""


@cache
def key(name: str) -> str:
    """Return what a standard is compared by: no case, spaces, editions, national prefixes.

    `DIN EN ISO 9001:2015`, `ISO9001` and `ГОСТ Р ИСО 9001-2015` are all `iso 9001`; `EN 45001`
    (laboratories) is not `ISO 45001` (safety at work).
    """
    text = " ".join(name.casefold().split())
    words = re.sub(r"(?<=[^\W\d])[/–-](?=[^\W\d])|(?<=[^\W\d])(?=\d)", " ", text)
    cut = EDITION.split(words, maxsplit=1)[0].strip()
    parted = NUMBERED.match(cut)
    if parted is None:
        return re.sub(r"[\W_]+", "", cut)
    makers = [CYRILLIC.get(word, word) for word in parted["makers"].split()]
    return " ".join(filter(None, (_maker(makers), parted["number"])))


def _maker(makers: list[str]) -> str:
    if "ohsas" in makers:
        return "ohsas"
    if "guide" in makers:
        return "guide"
    if "iso" in makers or "iec" in makers:
        return "iso"
    return "en" if "en" in makers else " ".join(makers)


@cache
def act_key(name: str) -> str:
    """Return what an act of the Union is compared by: `Directive 73/23/EEC` is `73/23`."""
    found = DIRECTIVE.search(name)
    if found is None:
        return re.sub(r"[\W_]+", "", name.casefold())
    return f"{found['year']}/{int(found['number'])}"


class Match(Choice):
    """How a norm that a certificate names stands to the one that is asked for."""

    SAME = "same", lazy("the same")
    SUPERSEDED = "superseded", lazy("replaced by it")
    OTHER = "other", lazy("another")


def compare(held: str, asked: str, on: date, replaced: Replacements) -> Match:
    """Compare two keys on a day: a successor stands for what it replaced, never the other way."""
    wanted = _current(asked, on, replaced)
    if held == wanted or (held in _successors(wanted, replaced)):
        return Match.SAME
    return Match.SUPERSEDED if wanted in _successors(held, replaced) else Match.OTHER


def _current(norm: str, on: date, replaced: Replacements) -> str:
    """Return what the norm is called on that day, once its last day is over."""
    for successor in (norm, *_successors(norm, replaced)):
        then = replaced.get(successor)
        if then is None or then.last_day is None or on <= then.last_day:
            return successor
    return norm


def _successors(norm: str, replaced: Replacements) -> Iterator[str]:
    seen = {norm}
    while (then := replaced.get(norm)) and then.by not in seen:
        norm = then.by
        seen.add(norm)
        yield norm


@dataclass(frozen=True)
class Norms:
    """What is known of norms, by their keys: successors of standards and acts, and families."""

    standards: Replacements = field(default_factory=dict)
    acts: Replacements = field(default_factory=dict)
    management: frozenset[str] = frozenset()
    """Standards of management systems."""

    @classmethod
    def of(cls, standards: Iterable[Word], acts: Iterable[Word]) -> Norms:
        """Read the words of the vocabularies `standards` and `legislation`."""
        listed = tuple(standards)
        kinds = ((key(word.code), word.facts.get("kind")) for word in listed)
        return cls(
            _replacements(listed, key),
            _replacements(acts, act_key),
            frozenset(norm for norm, kind in kinds if kind == "management-system"),
        )

    def families(self, norm: str) -> frozenset[Family]:
        """Return what the holder of an accreditation to this norm attests; empty where unknown."""
        known, _schemes = _families()
        chain = (norm, *_successors(norm, self.standards))
        return next((known[one] for one in chain if one in known), frozenset())

    def families_of_scheme(self, scheme: str) -> frozenset[Family]:
        """Return under which accreditations a scheme is certified; empty where unknown."""
        managed = {Family.MANAGEMENT} if scheme in self.management else frozenset()
        return _families()[1].get(scheme, frozenset()) | managed


@cache
def shipped_norms() -> Norms:
    """Return what is known by the vocabularies as they come with the application."""
    return Norms.of(shipped.words("standards"), shipped.words("legislation"))


def _replacements(words: Iterable[Word], identify: Callable[[str], str]) -> Replacements:
    return {
        identify(word.code): Replacement(identify(by), word.valid_until)
        for word in words
        if (by := word.facts.get("replaced_by"))
    }


@cache
def _families() -> tuple[dict[str, frozenset[Family]], dict[str, frozenset[Family]]]:
    accredited: dict[str, frozenset[Family]] = {}
    schemes: dict[str, frozenset[Family]] = {}
    by_value = {family.value: family for family in Family}
    with FAMILIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            of = accredited if row["accredits"] == "yes" else schemes
            norm = key(row["norm"])
            of[norm] = of.get(norm, frozenset()) | {by_value[row["family"]]}
    return accredited, schemes

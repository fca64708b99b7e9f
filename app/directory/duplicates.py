"""Whether two entries are the same organisation: folded names, domains, numbers, and reasons.

A hint is never an answer: it says why two entries look alike, and a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.core.choices import Choice
from app.core.i18n import lazy
from app.core.terms import CYRILLIC, LATIN, LETTERS
from app.directory.domains import domain_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORD = re.compile(r"[^\W_]+")
DOUBLED = re.compile(r"([^\W\d_])\1+")
SOUNDS = (
    *(("shch", "sc"), ("sch", "s"), ("zh", "z"), ("sh", "s"), ("ch", "c"), ("kh", "h")),
    *(("ts", "c"), ("tz", "c"), ("ck", "k"), ("ph", "f"), ("ae", "a"), ("oe", "o"), ("ue", "u")),
    *(("ß", "s"), ("y", "i"), ("j", "i"), ("w", "v")),
)
"""How one sound is written by different neighbours; a key only, never shown."""
FILLERS = _words(
    """
    a an and the of for in at und der die das den des fur zur zum von im et de du la le les
    dla w we og i ja ir un och av y e del della di do da dos para per su pri na za v и в на
    für
    """
)
LEGAL_FORMS = _words(
    """
    gmbh ggmbh mbh ag kg kgaa ohg gbr ug ev eg se bv nv vof aisbl asbl ivzw vzw sa sas sarl sasu
    eurl scop snc epic gie sca scrl srl spa scarl scpa sagl stichting
    ltd limited plc llc llp lp inc incorporated corp corporation co company cic clg
    sl slu slp sau lda unipessoal ae epe ike oe mike
    ab oy oyj ry as asa aps ba ks hf ehf
    ou osauhing osaühing aktsiaselts mtu sihtasutus tu uu uab akcine bendrove uzdaroji vsi ii tub
    mb sia akciju sabiedriba biedriba nodibinajums ik ps
    spzoo zoo sp spolka akcyjna sro spol kft zrt nyrt bt rt doo dd eood ead ood ad
    ооо оао зао пао ао нао ип ано фгбу фгбоу фгаоу фгуп гбу муп нко пк чуп ооо одо тоо тов пат
    прат кп дп ooo oao zao pao ao nao ano fgbu fgbou fgaou fgup gbu mup anon
    """
)
"""Western and southern Europe, then English, Nordic, Baltic, central European and Russian ones."""

LONG_FORMS = (
    "общество с ограниченной ответственностью",
    "открытое акционерное общество",
    "закрытое акционерное общество",
    "публичное акционерное общество",
    "акционерное общество",
    "автономная некоммерческая организация",
    "индивидуальный предприниматель",
    "gesellschaft mit beschränkter haftung",
    "eingetragener verein",
    "spółka z ograniczoną odpowiedzialnością",
    "spółka akcyjna",
    "uždaroji akcinė bendrovė",
    "akcinė bendrovė",
    "viešoji įstaiga",
    "sabiedrība ar ierobežotu atbildību",
    "akciju sabiedrība",
    "public limited company",
    "company limited by guarantee",
    "private limited company",
)
SPACED_FORM = re.compile(r"\b(?:[^\W\d_]\.\s?)+[^\W\d_](?:\.|\b)")
"""A form written with points: `S.p.A.`, `e. V.`, `d.o.o.`."""
POLISH_FORM = re.compile(r"\bsp\.?\s*z\.?\s*o\.?\s*o\.?", re.IGNORECASE)

ALIKE = 88  # per cent of two folded names that must agree
WORDS_ALIKE = 75  # per cent of the words that are left when those in common are taken away
SHORTEST_ALIKE = 6
LIKELY = 50


class Reason(Choice):
    """Why an entry may be the same as another one."""

    PIC = "pic", lazy("The same PIC")
    VAT = "vat", lazy("The same VAT number")
    NAME = "name", lazy("The same name, apart from spelling and legal form")
    NEAR_NAME = "near-name", lazy("Almost the same name in the same country")
    DOMAIN = "domain", lazy("The same website")


STRENGTH = {
    Reason.PIC: 100,
    Reason.VAT: 98,
    Reason.NAME: 60,
    Reason.NEAR_NAME: 55,
    Reason.DOMAIN: 65,
}
SAME_COUNTRY = 20
ANOTHER_REASON = 10
MOST_OF_SEVERAL = 97


@dataclass(frozen=True)
class Facts:
    """What entries are compared by; `id` is None for one that is not yet entered."""

    id: int | None
    country: str
    names: frozenset[str]
    domain: str = ""
    pic: str | None = None
    vat: str = ""


class Hint(NamedTuple):
    """A candidate, how likely it is the same (per cent, to order by), and why."""

    candidate: Facts
    strength: int
    reasons: tuple[Reason, ...]


def facts(
    id_: int | None,
    country: str,
    *names: str,
    website: str = "",
    pic: str | None = None,
    vat: str = "",
) -> Facts:
    """Make comparable what people or files write."""
    folded = frozenset(fold(name) for name in names) - {""}
    return Facts(id_, country, folded, domain_of(website), pic or None, fold_vat(vat))


def fold(name: str) -> str:
    """Fold a name into a key: case, accents, alphabet, legal form, punctuation and order are gone.

    Empty where nothing is left. A name that is made of a legal form only keeps it.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    for form in LONG_FORMS:
        text = text.replace(form, " ")
    text = POLISH_FORM.sub(" ", text)
    text = SPACED_FORM.sub(_without_points, text)
    text = re.sub(r"['’`´]", "", text)
    words = WORD.findall(_without_marks(text))
    telling = [word for word in words if word not in LEGAL_FORMS and word not in FILLERS]
    return " ".join(sorted({_as_heard(word) for word in telling or words}))


def fold_vat(vat: str) -> str:
    """Return letters and digits of a VAT number, in capitals."""
    return "".join(sign for sign in vat.upper() if sign.isalnum())


def hints(entry: Facts, candidates: Iterable[Facts]) -> list[Hint]:
    """List the candidates that may be the same as the entry, the likeliest first."""
    found = []
    for candidate in candidates:
        if candidate.id is not None and candidate.id == entry.id:
            continue
        if reasons := _reasons(entry, candidate):
            found.append(Hint(candidate, _strength(entry, candidate, reasons), reasons))
    found.sort(key=lambda hint: (-hint.strength, hint.candidate.id or 0))
    return [hint for hint in found if hint.strength >= LIKELY]


def alike(one: str, other: str) -> bool:
    """Whether two folded names differ by no more than slips of the pen.

    Words that only one of the names has must resemble one another: `biology` is not `geology`.
    Numbers must agree.
    """
    from rapidfuzz import fuzz

    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST_ALIKE or fuzz.ratio(one, other) < ALIKE:
        return False
    mine, theirs = set(one.split()), set(other.split())
    left, right = sorted(mine - theirs), sorted(theirs - mine)
    if any(word.isdigit() for word in left + right):
        return False
    if not left or not right:  # one has a word more: only a short one may be missing
        return all(len(word) <= 2 for word in left + right)
    return all(
        max(fuzz.ratio(word, found) for found in others) >= WORDS_ALIKE
        for words, others in ((left, right), (right, left))
        for word in words
    )


def _reasons(entry: Facts, candidate: Facts) -> tuple[Reason, ...]:
    reasons = []
    if entry.pic and entry.pic == candidate.pic:
        reasons.append(Reason.PIC)
    if entry.vat and entry.vat == candidate.vat:
        reasons.append(Reason.VAT)
    if entry.names & candidate.names:
        reasons.append(Reason.NAME)
    elif entry.country == candidate.country and any(
        alike(one, other) for one in entry.names for other in candidate.names
    ):
        reasons.append(Reason.NEAR_NAME)
    if entry.domain and entry.domain == candidate.domain:
        reasons.append(Reason.DOMAIN)
    return tuple(reasons)


def _strength(entry: Facts, candidate: Facts, reasons: tuple[Reason, ...]) -> int:
    strongest = max(STRENGTH[reason] for reason in reasons)
    if strongest == STRENGTH[Reason.PIC]:
        return strongest
    both_known = entry.pic and candidate.pic and entry.pic != candidate.pic
    strength = strongest + ANOTHER_REASON * (len(reasons) - 1)
    strength += SAME_COUNTRY if Reason.NAME in reasons and entry.country == candidate.country else 0
    return min(strength, max(strongest, MOST_OF_SEVERAL)) - (30 if both_known else 0)


def _without_points(found: re.Match[str]) -> str:
    return " " + re.sub(r"[.\s]", "", found.group()) + " "


def _without_marks(text: str) -> str:
    """Take the accents off Latin letters; those of Cyrillic ones make other letters."""
    return "".join(
        letter
        if CYRILLIC.match(letter)
        else "".join(
            mark
            for mark in unicodedata.normalize("NFD", letter)
            if unicodedata.category(mark) != "Mn"
        )
        for letter in text.translate(LETTERS)
    )


def _as_heard(word: str) -> str:
    if CYRILLIC.search(word):
        word = word.translate(LATIN[0])
    for written, heard in SOUNDS:
        word = word.replace(written, heard)
    return DOUBLED.sub(r"\1", word)

"""Finds the labels of partner-search forms, and the values beside them, in lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.searches.importer.amounts import read_money
from app.searches.importer.contacts import find_address, is_email, is_phone, is_website
from app.searches.importer.formtext import folded, unmark
from app.searches.importer.labelwords import PHONE_AND_FAX, VARIANTS
from app.searches.importer.phrases import read_date, read_duration, words

LONGEST_LABEL = 100
MOST_SEPARATORS = 5
MOST_WORDS = 9


def _key(plain: str) -> str:
    """Take punctuation and ornaments from a folded label."""
    spaced = " ".join(PUNCTUATION.sub(" ", plain).split())
    return spaced.replace(" /", "/").replace("/ ", "/").strip(" :;?=")


PUNCTUATION = re.compile(r"[-_.*#|\"«»“”]")
FIELD_OF = {
    _key(folded(variant)): field
    for field, variants in VARIANTS.items()
    for variant in variants.split(";")
}
SEPARATOR = re.compile(r"[:：=|\t?]|\s[-–—]\s|\s{2}|\.{3}|…|_{3}")
NUMBERING = re.compile(
    r"^(?:section |part |field )?(?:\d{1,2}|[a-z]|[ivx]{1,4})(?:[ /]\d{1,2}){0,2} "
)
HINT = re.compile(r"\([^()]*\)?")
UNIT_TAIL = re.compile(
    r"(?:,| in) ?(?:the )?(?:eur|euros?|€|months?|years?|monaten?|евро|месяцах?)$"
)
OPENERS = ("the ", "your ", "proposed ")
LEFTOVERS = " \t:：=|.…_-–—*"

PROOFS = {
    "phone": is_phone,
    "fax": is_phone,
    PHONE_AND_FAX: is_phone,
    "email": is_email,
    "website": is_website,
    "address": lambda text: find_address(text) is not None,
    "estimated_budget": lambda text: read_money(text) is not None,
    "form_date": lambda text: read_date(text) is not None,
    "duration_months": lambda text: read_duration(text) is not None,
}
"""What a value must be to follow its label with nothing but a blank between them."""

ENDS = " .:()"
LAST_WORDS = {re.split("[ /]", key)[-1] for key, field in FIELD_OF.items() if field in PROOFS}
LAST_WORDS |= words("eur euro euros € month months years")


@dataclass(frozen=True)
class Label:
    """A label found at the start of a line: its field, its words, and the value beside it."""

    field: str
    words: str
    value: str


def field_of(label: str) -> str | None:
    """Name the field of a label, or None; numbers, hints and units may stand by."""
    if len(label) > LONGEST_LABEL:
        return None
    plain = folded(label)
    for text in dict.fromkeys((plain, HINT.sub(" ", plain), unmark(plain).text)):
        key = _key(text)
        if not key:
            continue
        for candidate in (key, NUMBERING.sub("", key), UNIT_TAIL.sub("", NUMBERING.sub("", key))):
            opener = next((word for word in OPENERS if candidate.startswith(word)), "")
            field = FIELD_OF.get(candidate) or FIELD_OF.get(candidate.removeprefix(opener))
            if field:
                return field
    return None


def find_label(raw: str) -> Label | None:
    """Find a label that is the whole line, or that stands before a separator or a proven value."""
    line = raw.strip()
    if field := field_of(line):
        return Label(field, line, "")
    head = line.strip(LEFTOVERS)[: LONGEST_LABEL + 1]
    skipped = line.find(head) if head else 0
    for number, separator in enumerate(SEPARATOR.finditer(line, skipped, skipped + len(head))):
        if number == MOST_SEPARATORS:
            break
        if field := field_of(line[skipped : separator.start()]):
            value = _value(line[separator.end() :].strip(" \t"))
            return Label(field, line[: separator.end()].strip(), value)
    return _label_before_a_proven_value(line)


def _value(text: str) -> str:
    """Take off what separators leave behind: a second colon, dots, a table's rules."""
    value = text.lstrip(":：=|.…_ \t\xa0") if text[:1] in ":：=|.…_\xa0" else text
    return " ".join(value.removesuffix("|").split())


def _label_before_a_proven_value(line: str) -> Label | None:
    if len(line) > LONGEST_LABEL * 4 or not re.search(r"\d|@|www\.", line):
        return None
    split = line.split()
    for count in range(min(MOST_WORDS, len(split) - 1), 0, -1):
        if folded(split[count - 1]).strip(ENDS) not in LAST_WORDS:
            continue
        head, rest = " ".join(split[:count]), " ".join(split[count:])
        field = field_of(head)
        if field in PROOFS and PROOFS[field](rest):
            return Label(field, head, rest)
    return None

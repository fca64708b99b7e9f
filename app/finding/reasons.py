"""Why something was found, in plain words: which words stand where, which filters it meets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from app.core.db import now
from app.core.i18n import _, lazy
from app.core.terms import Clause, PartTerms, document_terms, parse
from app.directory.commands import organisations as organisation_commands
from app.directory.models import Organisation
from app.directory.publication import shown
from app.finding.lists import Question
from app.finding.models import Subject
from app.programmes import countries
from app.searches import commands as search_commands
from app.searches.models import PartnerSearch, Slot

NAMES = {
    "country": lazy("country"),
    "iaf": lazy("IAF sector"),
    "kind": lazy("what it is"),
    "language": lazy("language"),
    "nace": lazy("economic activity"),
    "partner_type": lazy("partner sought"),
    "priority": lazy("priority"),
    "programme": lazy("programme"),
    "region": lazy("region"),
    "role": lazy("role"),
    "standard": lazy("standard"),
    "theme": lazy("theme"),
}
PLACES = {
    Subject.SEARCHES: {
        "A": lazy("in the title"),
        "B": lazy("in what is sought"),
        "C": lazy("in the summary"),
        "D": lazy("in the text"),
    },
    Subject.ORGANISATIONS: {
        "A": lazy("in the name"),
        "B": lazy("in what it is accredited for"),
        "C": lazy("in its expertise"),
        "D": lazy("in the text"),
    },
}
"""Where words stand, by the parts of a document as the full-text index weighs them."""


def why(
    question: Question, texts: Sequence[tuple[str, str, str]], entity: PartnerSearch | Organisation
) -> list[str]:
    """Say why an entity is among what a question finds; its parts must be loaded.

    `texts` are those of `lists.words`: the filters that are set, in the reader's language. Of a
    filter with several values those are named that the entity meets.
    """
    reasons: list[str] = []
    met: dict[str, list[str]] = {}
    has = _facts(entity)
    for name, value, text in texts:
        if name == "status":
            continue
        if name == "q":
            reasons += _words(value, entity, PLACES[question.subject])
        elif name not in has:
            met.setdefault("", []).append(text)
        elif value in has[name]:
            met.setdefault(name, []).append(_bare(name, text))
    for name, values in met.items():
        if name:
            reasons.append(f"{NAMES.get(name, name)}: {', '.join(dict.fromkeys(values))}")
        else:
            reasons += values
    return reasons or [_("it is new in the list")]


def _bare(name: str, text: str) -> str:
    """Take off the name of the filter where its text repeats it."""
    return text.partition(": ")[2] or text if name == "country" else text


def _facts(entity: PartnerSearch | Organisation) -> Mapping[str, Collection[str]]:
    """Return what an entity has for each filter of several values."""
    if isinstance(entity, Organisation):
        attested = [found for found in shown(entity) if found.standing in {"verified", "expiring"}]
        standards = {name for found in attested for name in (found.standard, *found.schemes)}
        return {"kind": {entity.kind.value}, "country": {entity.country}, "standard": standards}
    slots = entity.slots
    return {
        "programme": {entity.programme.slug} if entity.programme else set(),
        "priority": {f"{entity.programme.slug}:{entity.priority.code}"}
        if entity.programme and entity.priority
        else set(),
        "language": {entity.language},
        "country": _all(slots, lambda slot: _countries(slot, entity)),
        "partner_type": _all(slots, lambda slot: slot.partner_types),
        "standard": _all(slots, lambda slot: slot.standards),
        "iaf": _all(slots, lambda slot: map(str, slot.iaf_sectors)),
        "nace": _all(slots, lambda slot: slot.nace),
        "theme": _all(slots, lambda slot: slot.themes),
        "role": _all(slots, lambda slot: [slot.role.value]),
    }


def _all(slots: Sequence[Slot], of: Callable[[Slot], Any]) -> set[str]:
    return {value for slot in slots for value in of(slot)}


def _countries(slot: Slot, search: PartnerSearch) -> set[str]:
    on = search.rules_as_of or now().date()
    return {*slot.countries, *countries.expand(slot.countries, on)}


def _words(text: str, entity: PartnerSearch | Organisation, places: Mapping[str, str]) -> list[str]:
    """Say of each word or phrase where it stands first; words of one place go together."""
    if isinstance(entity, PartnerSearch):
        texts = search_commands.indexed_texts(entity)
    else:
        texts = organisation_commands.indexed_texts(entity)
    parts = document_terms(texts, entity.language)
    standing: dict[str, list[str]] = {}
    for clause in parse(text).wanted:
        place = next((name for name, terms in parts.items() if _has(terms, clause)), "")
        standing.setdefault(place, []).append(f"“{clause.written}”")
    return [
        _("words: %(words)s %(place)s", words=", ".join(found), place=places[part])
        if part
        else _("words like %(words)s", words=", ".join(found))
        for part, found in standing.items()
    ]


def _has(terms: PartTerms, clause: Clause) -> bool:
    known = {*terms.stems, *terms.words, *terms.others}
    if any(all(term in known for term in sequence) for sequence in clause.sequences):
        return True
    return any(term.startswith(prefix) for prefix in clause.prefixes for term in known)

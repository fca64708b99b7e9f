"""Why something was found, in plain words: which words stand where, which filters it meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.catalogue import Found
from app.core.i18n import _, lazy
from app.core.terms import Clause, PartTerms, document_terms, parse
from app.directory.commands import organisations as organisation_commands
from app.directory.models import Organisation
from app.finding.models import Subject
from app.searches import commands as search_commands
from app.searches.models import PartnerSearch

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
    subject: Subject,
    texts: Sequence[tuple[str, str, str]],
    found: Found,
    entity: PartnerSearch | Organisation,
) -> list[str]:
    """Say why an entity is among what was found; what it is indexed by must be loaded.

    `texts` are those of `lists.words`: the filters that are set, in the reader's language. Of a
    filter with several values those are named that the entity meets.
    """
    reasons: list[str] = []
    met: dict[str, list[str]] = {}
    known = found.catalogue
    itself = known.of([entity.id])
    for name, value, text in texts:
        if name == "q":
            reasons += _words(value, entity, PLACES[subject])
        elif name not in known.facets:
            met.setdefault(name, []).append(text)
        elif known.having(name, [value]) & itself:
            met.setdefault(name, []).append(_bare(name, text))
    for name in (name for name in met if name != "status"):
        values = ", ".join(dict.fromkeys(met[name]))
        reasons.append(f"{NAMES[name]}: {values}" if name in NAMES else values)
    return reasons or [_("it is new in the list")]


def _bare(name: str, text: str) -> str:
    """Take off the name of the filter where its text repeats it."""
    return text.partition(": ")[2] or text if name == "country" else text


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

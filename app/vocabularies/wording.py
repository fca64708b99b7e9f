"""Vocabularies and their terms in words, for pages and histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.choices import Choice
from app.core.i18n import _, day, lazy
from app.core.workflow import Flow
from app.vocabularies.plan import Plan
from app.vocabularies.queries import label, labels
from app.vocabularies.words import Word

EVENTS = {
    "term.add": lazy("Added"),
    "term.edit": lazy("Changed"),
}
COLUMNS = {
    "parent": lazy("Belongs to"),
    "labels": lazy("Labels"),
    "valid_from": lazy("First day"),
    "valid_until": lazy("Last day"),
    "source": lazy("Source"),
    "verified": lazy("Verified"),
    "position": lazy("Place in the list"),
    "facts": lazy("More facts"),
}
FACTS = {
    "country": lazy("Country"),
    "jems": lazy("In Jems"),
    "kind": lazy("Kind"),
    "level": lazy("NUTS level"),
    "native": lazy("In its own language"),
    "replaced_by": lazy("Replaced by"),
    "revision": lazy("Revision"),
    "status": lazy("Tie"),
}
VALUES = {
    ("kind", "accreditation"): lazy("what bodies are accredited to"),
    ("kind", "management-system"): lazy("management system"),
    ("kind", "scheme"): lazy("scheme"),
}
NO_FLOW: Flow[Any] = Flow("term", Choice)
"""Terms have no states that a flow moves."""


@dataclass(frozen=True)
class Summary:
    """How many terms a vocabulary has, how many of them hold today, and how many are verified."""

    total: int
    current: int
    verified: int
    sources: tuple[str, ...]
    """Where most of the terms come from, the most frequent source first."""

    @classmethod
    def of(cls, words: Iterable[Word], today: date) -> Summary:
        listed = list(words)
        sources = Counter(word.source for word in listed if word.source)
        return cls(
            len(listed),
            sum(word.holds(today) for word in listed),
            sum(word.verified for word in listed),
            tuple(source for source, _number in sources.most_common(3)),
        )


def parents(name: str) -> dict[str, str]:
    """Return the labels of all codes that terms of a vocabulary may belong to."""
    return labels("countries") | labels(name)


def facts(word: Word) -> list[tuple[str, str]]:
    """Put the facts of a term into words; a name nobody has worded is shown as it is."""
    told = []
    for name, text in word.facts.items():
        if name == "status" or (name, text) == ("country", word.parent):
            continue  # another column says it
        shown = label("countries", text) if name == "country" else VALUES.get((name, text), text)
        told.append((str(FACTS.get(name, name)), str(shown)))
    return told


def plan_lines(plan: Plan) -> Iterator[str]:
    """Say what a file would do: a line for each row that does something, then the sum."""
    for line in plan.new:
        yield _("Row %(row)s: %(code)s is new.", row=line.row, code=line.word.code)
    for line in plan.changed:
        what = "; ".join(f"{name}: {old!r} -> {new!r}" for name, (old, new) in line.changes.items())
        yield _(
            "Row %(row)s: %(code)s changes, %(what)s.", row=line.row, code=line.word.code, what=what
        )
    yield plan_sum(plan)


def plan_sum(plan: Plan) -> str:
    return _(
        "%(new)s new, %(changed)s changed, %(same)s as they are",
        new=len(plan.new),
        changed=len(plan.changed),
        same=plan.same,
    )


def days(word: Word) -> str:
    """Say when a term holds; nothing where no day is known."""
    if word.since and word.valid_until:
        return _("%(since)s to %(until)s", since=day(word.since), until=day(word.valid_until))
    if word.since:
        return _("from %(since)s", since=day(word.since))
    return _("until %(until)s", until=day(word.valid_until)) if word.valid_until else ""

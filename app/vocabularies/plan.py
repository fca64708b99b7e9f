"""What taking a file into a vocabulary would do, row by row, and what stands against it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core.i18n import LANGUAGES, _
from app.vocabularies.catalogue import Vocabulary
from app.vocabularies.sheet import FACT, BadSheet, Fault, Sheet
from app.vocabularies.words import Word

Meanings = Mapping[str, Sequence[Word]]
"""All words by their code."""


@dataclass(frozen=True)
class Line:
    """One row of the file: the word as it will be, and as it was (None: it is new)."""

    row: int
    word: Word
    before: Word | None

    @property
    def changes(self) -> dict[str, tuple[str, str]]:
        """What changes, by the columns of the file."""
        if self.before is None:
            return {}
        old, new = _cells(self.before), _cells(self.word)
        names = [name for name in {**old, **new} if old.get(name, "") != new.get(name, "")]
        return {name: (old.get(name, ""), new.get(name, "")) for name in names}


@dataclass(frozen=True)
class Plan:
    """What a file would do; what it does not name stays as it is."""

    lines: tuple[Line, ...]

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.before is None]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.changes]

    @property
    def same(self) -> int:
        return len(self.lines) - len(self.new) - len(self.changed)


def plan(
    sheet: Sheet, stored: Iterable[Word], vocabulary: Vocabulary, countries: Collection[str]
) -> Plan:
    """Compare a file with what is stored; raises BadSheet with every fault there is.

    Columns that the file does not have stay as they are in each of its terms.
    """
    known = {(word.code, word.valid_from): word for word in stored}
    lines = []
    for row, word in sheet.rows:
        before = known.get((word.code, word.valid_from))
        whole = _completed(before, word, sheet.columns) if before else word
        known[word.code, word.valid_from] = whole
        lines.append(Line(row, whole, before))
    meanings = by_code(known.values())
    parents = {*meanings, *countries}
    faults = [
        Fault(line.row, column, value, reason)
        for line in lines
        for column, value, reason in faults_of(line.word, vocabulary, meanings, parents)
    ]
    if faults:
        raise BadSheet(faults)
    return Plan(tuple(lines))


def by_code(words: Iterable[Word]) -> Meanings:
    found: dict[str, list[Word]] = defaultdict(list)
    for word in words:
        found[word.code].append(word)
    return found


def faults_of(
    word: Word, vocabulary: Vocabulary, meanings: Meanings, parents: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield column, value and reason for everything that keeps a word out of a vocabulary.

    `meanings` may hold the word itself; `parents` are the codes that it may belong to.
    """
    if not re.fullmatch(vocabulary.pattern, word.code):
        yield "code", word.code, _("This vocabulary has no codes of this form.")
    if not word.labels.get("en"):
        yield "en", "", _("The English label is missing.")
    if word.parent and (word.parent not in parents or word.parent == word.code):
        yield "parent", word.parent, _("There is no such term that it could belong to.")
    if word.valid_until and word.valid_until < word.valid_from:
        yield "valid_until", word.valid_until.isoformat(), _("The last day is before the first.")
    elif other := next((one for one in meanings.get(word.code, ()) if _collide(word, one)), None):
        reason = _("On some of these days the code means “%(label)s”.", label=other.label("en"))
        yield "valid_from", _day(word.since), reason
    if word.verified and not word.source:
        yield "source", "", _("What is verified names its source.")
    for name, allowed in vocabulary.facts.items():
        if word.facts.get(name, "") not in allowed:
            reason = _("This must be one of: %(values)s.", values=", ".join(sorted(allowed)))
            yield FACT + name, word.facts.get(name, ""), reason


def _collide(word: Word, other: Word) -> bool:
    """Whether two meanings hold on the same day; a word with the same first day is the same one."""
    return word.valid_from != other.valid_from and (
        word.valid_from <= (other.valid_until or date.max)
        and other.valid_from <= (word.valid_until or date.max)
    )


def _completed(before: Word, word: Word, columns: Collection[str]) -> Word:
    """Take from the word before what the file has no column for."""
    kept = {
        name: getattr(before, name)
        for name in ("parent", "valid_until", "source", "verified", "position")
        if name not in columns
    }
    labels = {
        language: (word if language in columns else before).labels.get(language, "")
        for language in {**dict.fromkeys(LANGUAGES), **before.labels}
    }
    facts = {
        name: (word if FACT + name in columns else before).facts.get(name, "")
        for name in {**before.facts, **word.facts}
    }
    return replace(
        word,
        **kept,
        labels={language: text for language, text in labels.items() if text},
        facts={name: text for name, text in facts.items() if text},
        uid=before.uid,
    )


def _cells(word: Word) -> dict[str, str]:
    return {
        **word.labels,
        "parent": word.parent,
        "valid_until": _day(word.valid_until),
        "source": word.source,
        "verified": _("yes") if word.verified else _("no"),
        "position": str(word.position or ""),
        **{FACT + name: text for name, text in word.facts.items()},
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""

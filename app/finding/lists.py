"""The two public lists as this feature sees them: the one place that knows how each is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from app.core.catalogue import Found
from app.core.i18n import _
from app.directory import address as directory_address
from app.directory import queries as directory
from app.directory.facets import chips_of as directory_chips
from app.finding.models import SavedSearch, Subject
from app.programmes.models import Programme
from app.programmes.queries import programmes
from app.searches import narrowing
from app.searches.facets import chips_of, known_of, known_values
from app.searches.filters import read_wanted

PAGES = {Subject.SEARCHES: "searches.listing", Subject.ORGANISATIONS: "directory.listing"}
"""The endpoint of each list."""
ABOUT_THE_PAGE = frozenset({"page", "per_page", "lang"})
"""Parameters that choose how a list is shown, not what is in it."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Question:
    """What is asked of a list: as its own code reads it, and as (parameter, value) of each filter.

    `faults` are the names of the parameters that could not be used, `known` what programmes were
    known when it was read.
    """

    subject: Subject
    wanted: Any
    pairs: Pairs
    faults: Sequence[str] = ()
    known: Sequence[Programme] = ()

    @property
    def query(self) -> str:
        """The filters as an address has them, in one order."""
        return urlencode(sorted(set(self.pairs)))

    @property
    def parameters(self) -> dict[str, list[str]]:
        return parse_qs(self.query)


def read(
    subject: Subject,
    given: Mapping[str, Sequence[str]],
    known: Sequence[Programme] | None = None,
) -> Question:
    """Read the parameters of a list's page; `known` are the programmes, asked for if not given."""
    asked = {name: values for name, values in given.items() if name not in ABOUT_THE_PAGE}
    wanted: Any
    if subject is Subject.SEARCHES:
        known = programmes() if known is None else known
        wanted, faults = read_wanted(asked, {**known_values(), **known_of(known)})
    else:
        wanted, faults = directory_address.read(asked)
    names = [fault.name for fault in faults]
    return Question(subject, wanted, wanted.narrowing, names, known or ())


def read_again(saved: SavedSearch, known: Sequence[Programme] | None = None) -> Question:
    """Read what was saved, with what is known today."""
    return read(saved.subject, parse_qs(saved.query), known)


def find(question: Question) -> Found:
    """Find what the page finds, in its order."""
    if question.subject is Subject.SEARCHES:
        return narrowing.find(question.wanted)
    return directory.find_public(question.wanted)


def words(question: Question) -> list[tuple[str, str, str]]:
    """Return (parameter, value, text in the reader's language) of each filter that is set."""
    if question.subject is Subject.SEARCHES:
        chips = chips_of(question.wanted, question.known)
    else:
        chips = directory_chips(question.wanted)
    texts = [chip.text for chip in chips]
    return [
        (name, value, str(text)) for (name, value), text in zip(question.pairs, texts, strict=True)
    ]


def title(question: Question) -> str:
    """Propose a name for a question."""
    texts = [text for _name, _value, text in words(question)]
    return (
        ", ".join(texts)[:120]
        or {
            Subject.SEARCHES: _("All open partner searches"),
            Subject.ORGANISATIONS: _("All organisations"),
        }[question.subject]
    )

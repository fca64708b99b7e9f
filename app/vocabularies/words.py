"""A term of a vocabulary as a value: what it is called, when it holds, who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

EVER = date.min
"""The first day of a term of which no beginning is recorded."""


@dataclass(frozen=True, slots=True)
class Word:
    """One term; `labels` and `facts` are texts by language and by name."""

    code: str
    labels: Mapping[str, str]
    parent: str = ""
    valid_from: date = EVER
    valid_until: date | None = None
    source: str = ""
    verified: bool = False
    position: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    uid: UUID | None = field(default=None, compare=False)
    """Where its page is; None for a word that is in no database."""

    def label(self, language: str) -> str:
        """Name the term in a language, else in English, else in any, else by its code."""
        named = self.labels.get(language) or self.labels.get("en")
        return named or next(iter(self.labels.values()), self.code)

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)

    @property
    def since(self) -> date | None:
        """The first day; None where no beginning is recorded."""
        return None if self.valid_from == EVER else self.valid_from

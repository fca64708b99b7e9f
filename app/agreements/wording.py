"""The template of the agreement: its clauses and printed words, one data file a language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ru")

_FOLDER = Path(__file__).parent / "clauses"


@dataclass(frozen=True)
class Clause:
    """One clause of the template, with `{placeholders}` in its body, one paragraph a line.

    A locked clause states a duty that the partners cannot set aside. `source` says where the
    duty comes from and is never part of the text: an agreement under the rules of 2000-06 is
    not to cite a regulation of 2021. `verified` is true when the source itself was read.
    """

    number: int
    key: str
    title: str
    body: str
    locked: bool
    source: str
    source_url: str
    verified: bool


@dataclass(frozen=True)
class Wording:
    """The clauses of one template in one language, and the words that its PDF prints."""

    template: str
    version: str
    language: str
    clauses: tuple[Clause, ...]
    phrases: Mapping[str, str]
    labels: Mapping[str, str]
    roles: Mapping[str, str]
    methods: Mapping[str, str]
    categories: Mapping[str, str]
    funds: Mapping[str, str]

    @property
    def name(self) -> str:
        """Template and version, as an agreement remembers them: `partnership-agreement/1`."""
        return f"{self.template}/{self.version}"


@cache
def wording(language: str) -> Wording:
    """Read the partnership agreement in a language; raises ValueError for any but LANGUAGES."""
    if language not in LANGUAGES:
        raise ValueError(f"No wording in {language!r}, only in {', '.join(LANGUAGES)}.")
    path = _FOLDER / f"partnership-agreement.{language}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    clauses = tuple(
        Clause(**{**clause, "body": "\n".join(clause["body"])}) for clause in data.pop("clauses")
    )
    return Wording(clauses=clauses, **data)

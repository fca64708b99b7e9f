"""Past projects as evidence: which are like a text, and who took part in them together.

Pure: no database, no Flask. It imports numpy, so import it where it is used, not at the start.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.matching.texts import weighted

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True)
class Party:
    """An organisation, as far as a text can name it."""

    id: str
    names: tuple[str, ...]
    country: str = ""
    """ISO 3166-1 alpha-2."""
    city: str = ""


@dataclass(frozen=True)
class Project:
    """What was done, and by whom."""

    id: str
    headings: tuple[str, ...]
    """Title, keywords, title of the topic: what counts for more than the running text."""
    body: str
    lead: str | None
    parties: tuple[str, ...]
    """Ids of all who took part, the lead included; none twice."""


class Evidence:
    """Past projects, indexed. Organisations and projects go by their places in `ids`, `projects`.

    Everything is kept as pairs (project, organisation), so that memory and time grow with the
    number of participations, never with the number of pairs of organisations.
    """

    def __init__(self, projects: Sequence[Project], parties: Mapping[str, Party]) -> None:
        self.projects = projects
        self.ids = sorted({party for project in projects for party in project.parties})
        self.place = {party: place for place, party in enumerate(self.ids)}
        self.parties = [parties.get(party, Party(party, ())) for party in self.ids]
        sizes = np.array([len(project.parties) for project in projects], dtype=np.intp)
        self._project: Places = np.repeat(np.arange(len(projects)), sizes)
        self._party: Places = np.array(
            [self.place[party] for project in projects for party in project.parties], dtype=np.intp
        )
        self.takings: Numbers = np.bincount(self._party, minlength=len(self.ids)).astype(float)
        """In how many projects each organisation took part."""
        self.projects_of: dict[str, list[int]] = {}
        for number, project in enumerate(projects):
            for party in project.parties:
                self.projects_of.setdefault(party, []).append(number)
        self._index([weighted(project.headings, project.body) for project in projects])

    def likeness(self, headings: Sequence[str], body: str) -> Numbers:
        """Compare a text with each project: cosine of their weighted terms, from 0 to 1.

        Terms that no project has count for nothing.
        """
        asked = weighted(headings, body)
        found = np.zeros(len(self.projects))
        norm = 0.0
        for term, weight in asked.items():
            if idf := self._idf.get(term):
                numbers, weights = self._postings[term]
                found[numbers] += weight * idf * weights
                norm += (weight * idf) ** 2
        return found / math.sqrt(norm) if norm else found

    def telling(self, headings: Sequence[str], body: str, most: int) -> list[str]:
        """List the stems that tell a text from the others, the most telling first."""
        asked = weighted(headings, body)
        usual = max(self._idf.values(), default=1.0)
        ordered = sorted(asked, key=lambda term: (-asked[term] * self._idf.get(term, usual), term))
        return ordered[:most]

    def votes(self, weights: Numbers) -> Numbers:
        """Give each organisation the sum of the weights of its projects."""
        return np.bincount(
            self._party, weights=weights[self._project], minlength=len(self.ids)
        ).astype(float)

    def gathered(self, weights: Numbers) -> Numbers:
        """Give each project the sum of the weights of its organisations."""
        return np.bincount(
            self._project, weights=weights[self._party], minlength=len(self.projects)
        ).astype(float)

    def together(self, weights: Numbers) -> Numbers:
        """Give each organisation the weights of those it worked with, once for each project."""
        return self.votes(self.gathered(weights)) - weights * self.takings

    def of_party(self, party: str) -> Numbers:
        """Mark the projects of one organisation with 1."""
        marked = np.zeros(len(self.projects))
        marked[self.projects_of.get(party, [])] = 1
        return marked

    def _index(self, documents: Sequence[Mapping[str, float]]) -> None:
        seen = Counter(term for document in documents for term in document)
        total = len(documents)
        self._idf = {term: math.log((total + 1) / (n + 0.5)) for term, n in seen.items()}
        collected: dict[str, tuple[list[int], list[float]]] = {}
        for number, document in enumerate(documents):
            weights = {term: weight * self._idf[term] for term, weight in document.items()}
            norm = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
            for term, weight in weights.items():
                numbers, values = collected.setdefault(term, ([], []))
                numbers.append(number)
                values.append(weight / norm)
        self._postings = {
            term: (np.array(numbers), np.array(values))
            for term, (numbers, values) in collected.items()
        }

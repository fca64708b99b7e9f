"""What speaks for each organisation, as numbers: 0 is nothing, more is more.

Pure; imports numpy, so import it where it is used. The names of the signals are the keys of
`data/weights.json`; `docs/matching.md` says in words what each is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.matching.evidence import Evidence, Numbers, Party
from app.matching.mentions import Mentions

VOTES = 50.0
"""What the votes of all projects for their organisations come to, whatever the text."""

WINNERS = 25
"""How many organisations, those that speak for themselves most, are asked whom they work with."""

PRIOR = 20.0
"""Participations that a country of a lead is credited with before any has been seen."""


@dataclass(frozen=True)
class Question:
    """A project that looks for partners, as far as it is known."""

    headings: tuple[str, ...]
    body: str
    lead: Party | None = None


class Signals:
    """Reads the signals of questions from one body of evidence."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.mentions = Mentions(evidence.parties)
        codes = sorted({party.country for party in evidence.parties})
        self._code = {code: number for number, code in enumerate(codes)}
        codes_of = [self._code[party.country] for party in evidence.parties]
        self._country = np.array(codes_of, dtype=np.intp)
        self._affinity = self._affinities(len(codes))

    def of(self, question: Question) -> dict[str, Numbers]:
        """Return by name a number for each organisation, in the order of the evidence's ids."""
        evidence = self.evidence
        likeness = evidence.likeness(question.headings, question.body)
        votes = evidence.votes(_shared_out(likeness**2))
        of_lead = (
            evidence.of_party(question.lead.id)
            if question.lead
            else np.zeros(len(evidence.projects))
        )
        with_lead = evidence.votes(of_lead * likeness)
        mentions = self.mentions.of(question.headings, question.body)
        return {
            "similar": np.log1p(votes / 0.05),
            "experience": np.log(evidence.takings),
            **self._around(of_lead, likeness),
            "circle": self._circle(votes + 2 * with_lead),
            **self._of_country(question.lead),
            **{f"named_{kind}": number for kind, number in mentions.items()},
        }

    def _around(self, of_lead: Numbers, likeness: Numbers) -> dict[str, Numbers]:
        """Say who worked with the lead, how often, and in projects how like this one."""
        together = self.evidence.votes(of_lead)
        whole = np.sqrt(self.evidence.takings * max(of_lead.sum(), 1.0))
        return {
            "lead": np.log1p(together / 0.2),
            "lead_similar": np.log1p(self.evidence.votes(of_lead * likeness) / 0.02),
            "lead_often": np.log1p(together / whole / 0.05),
        }

    def _circle(self, strength: Numbers) -> Numbers:
        """Say who works with the organisations that the rest speaks for most."""
        winners = np.argsort(-strength, kind="stable")[:WINNERS]
        weights = np.zeros(len(strength))
        weights[winners] = strength[winners] / max(strength[winners].sum(), 1e-9)
        root = np.sqrt(self.evidence.takings)
        return np.log1p(self.evidence.together(weights / root) / root / 0.01)

    def _of_country(self, lead: Party | None) -> dict[str, Numbers]:
        number = self._code.get(lead.country) if lead and lead.country else None
        if number is None:
            nothing = np.zeros(len(self._country))
            return {"same_country": nothing, "country_affinity": nothing}
        return {
            "same_country": (self._country == number) * 1.0,
            "country_affinity": self._affinity[number][self._country],
        }

    def _affinities(self, size: int) -> Numbers:
        """Compare how often leads of a country have partners of another with how often all have."""
        counted = np.zeros((size, size))
        for project in self.evidence.projects:
            if project.lead in self.evidence.place:
                own = self._country[self.evidence.place[project.lead]]
                partners = [self._country[self.evidence.place[p]] for p in project.parties]
                counted[own] += np.bincount(partners, minlength=size)
        usual = np.bincount(self._country, weights=self.evidence.takings, minlength=size)
        usual = usual / max(usual.sum(), 1.0)
        seen = counted.sum(axis=1, keepdims=True)
        return np.asarray(np.log((counted + PRIOR * usual) / (seen + PRIOR) / usual))


def _shared_out(weights: Numbers) -> Numbers:
    total = weights.sum()
    return weights * (VOTES / total) if total else weights

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
            **{f"named_{kind}": number for kind, number in mentions.items()},
        }

    def _around(self, of_lead: Numbers, likeness: Numbers) -> dict[str, Numbers]:
        """Say who worked with the lead: for what share of their projects, and how like this one."""
        together = self.evidence.votes(of_lead)
        whole = np.sqrt(self.evidence.takings * max(of_lead.sum(), 1.0))
        return {
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


def _shared_out(weights: Numbers) -> Numbers:
    total = weights.sum()
    return weights * (VOTES / total) if total else weights

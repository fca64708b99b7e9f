"""Puts organisations in order: learned weights times signals, and what each signal contributed.

Pure; imports numpy, so import it where it is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np

from app.matching.evidence import Evidence, Numbers
from app.matching.signals import Question, Signals

WEIGHTS = Path(__file__).parent / "data" / "weights.json"


class Situation(StrEnum):
    """How much is known of a question; each has weights of its own."""

    LED = "led"
    """Text and lead."""
    UNLED = "unled"
    """Text only."""
    BRIEF = "brief"
    """Titles only, and no lead."""


Weights = Mapping[str, float]


@cache
def learned() -> Mapping[Situation, Weights]:
    """Read the weights that `bench/learn_matching.py` has learned."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return {situation: stored[situation] for situation in Situation}


def situation_of(question: Question) -> Situation:
    if question.lead is not None:
        return Situation.LED
    return Situation.UNLED if question.body.strip() else Situation.BRIEF


@dataclass(frozen=True)
class Ranked:
    """An organisation in its place: its score is the sum of its parts."""

    id: str
    score: float
    parts: Mapping[str, float]


class Ranking:
    """Ranks the organisations of some evidence for any question; makes the same order each time."""

    def __init__(
        self, evidence: Evidence, weights: Mapping[Situation, Weights] | None = None
    ) -> None:
        self.signals = Signals(evidence)
        self._weights = weights or learned()

    @property
    def evidence(self) -> Evidence:
        return self.signals.evidence

    def scores(self, question: Question) -> Numbers:
        """Return the score of each organisation, in the order of the evidence's ids."""
        return self._weighed(question)[0]

    def order(self, question: Question) -> list[int]:
        """Return the places of all organisations, the best first, ties by id, without the lead."""
        ordered = np.argsort(-self.scores(question), kind="stable").tolist()
        lead = self.evidence.place.get(question.lead.id) if question.lead else None
        return [place for place in ordered if place != lead]

    def ranked(self, question: Question) -> Iterator[Ranked]:
        """Yield all organisations but the lead, the best first, with what each signal gave."""
        scores, parts = self._weighed(question)
        for place in self.order(question):
            own = {name: float(values[place]) for name, values in parts.items()}
            yield Ranked(self.evidence.ids[place], float(scores[place]), own)

    def _weighed(self, question: Question) -> tuple[Numbers, dict[str, Numbers]]:
        weights = self._weights[situation_of(question)]
        signals = self.signals.of(question)
        parts = {name: weight * signals[name] for name, weight in weights.items()}
        scores = np.zeros(len(self.evidence.ids))
        for values in parts.values():
            scores += values
        return scores, parts

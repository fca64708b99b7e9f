"""Measures a ranking on consortia that came later than those it has learned from.

Pure; imports numpy, so import it where it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from time import perf_counter

import numpy as np

from app.matching.consortia import Consortium, parties_of
from app.matching.evidence import Evidence, Party
from app.matching.ranking import Ranking
from app.matching.signals import Question

FEWEST_PARTIES = 3
FEWEST_SEEN = 2
SAMPLES = 2000
SEED = 20_241


@dataclass(frozen=True)
class Case:
    """A question whose answer is known: the places of the partners that it came to have."""

    question: Question
    relevant: tuple[int, ...]


@dataclass(frozen=True)
class Hit:
    """How well one case was answered."""

    recall_at_20: float
    recall_at_50: float
    reciprocal_rank: float


def evidence_of(consortia: Sequence[Consortium]) -> Evidence:
    return Evidence([one.project for one in consortia], parties_of(consortia))


def question_of(consortium: Consortium) -> Question:
    """Ask for the partners of a consortium; only its lead is told."""
    project = consortium.project
    lead = consortium.parties.get(project.lead, Party(project.lead, ())) if project.lead else None
    return Question(project.headings, project.body, lead)


def cases(evidence: Evidence, later: Iterable[Consortium]) -> Iterator[Case]:
    """Yield the consortia that can be asked about: of 3 or more, 2 or more of them seen."""
    for consortium in later:
        project = consortium.project
        partners = set(project.parties) - {project.lead}
        seen = tuple(sorted(evidence.place[id_] for id_ in partners if id_ in evidence.place))
        if len(project.parties) >= FEWEST_PARTIES and len(seen) >= FEWEST_SEEN:
            yield Case(question_of(consortium), seen)


def hit(order: Sequence[int], relevant: Sequence[int]) -> Hit:
    """Measure one order against those who should stand at its beginning."""
    wanted = set(relevant)
    ranks = [rank for rank, place in enumerate(order, 1) if place in wanted]
    return Hit(
        sum(rank <= 20 for rank in ranks) / len(wanted),
        sum(rank <= 50 for rank in ranks) / len(wanted),
        1 / ranks[0] if ranks else 0.0,
    )


def evaluate(train: Sequence[Consortium], test: Sequence[Consortium]) -> dict[str, object]:
    """Learn from some consortia, ask about later ones and measure the answers.

    The intervals hold 95 of 100 means of cases drawn anew (bootstrap, percentiles).
    """
    began = perf_counter()
    ranking = Ranking(evidence_of(train))
    asked = list(cases(ranking.evidence, test))
    learned_in = perf_counter() - began
    hits = [hit(ranking.order(case.question), case.relevant) for case in asked]
    seconds = perf_counter() - began
    return {
        **summary(hits),
        "queries": len(hits),
        "seconds": round(seconds, 2),
        "organisations": len(ranking.evidence.ids),
        "learning_projects": len(train),
        "seconds_to_learn": round(learned_in, 2),
        "milliseconds_per_query": round(1000 * (seconds - learned_in) / max(len(hits), 1), 1),
    }


def summary(hits: Sequence[Hit]) -> dict[str, object]:
    """Return the means of the measures and how far chance may have moved them."""
    measures = {
        "recall_at_20": [one.recall_at_20 for one in hits],
        "recall_at_50": [one.recall_at_50 for one in hits],
        "mrr": [one.reciprocal_rank for one in hits],
    }
    means = {name: round(fmean(values), 4) if values else None for name, values in measures.items()}
    intervals = {f"{name}_interval": _interval(values) for name, values in measures.items()}
    return {**means, **intervals}


def _interval(values: Sequence[float]) -> list[float] | None:
    if not values:
        return None
    drawn = np.random.default_rng(SEED).integers(0, len(values), (SAMPLES, len(values)))
    low, high = np.percentile(np.asarray(values)[drawn].mean(axis=1), [2.5, 97.5])
    return [round(float(low), 4), round(float(high), 4)]

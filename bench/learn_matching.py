"""Learns the weights of matching from past consortia and measures them on later ones.

`python -m bench.learn_matching` measures: for each split the weights are learned on what came
before it only. `--write` learns on all that may be learned from and writes the weights that ship.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from app.matching.consortia import Consortium, read_consortia
from app.matching.evaluation import Case, Hit, cases, evidence_of, hit, summary
from app.matching.ranking import WEIGHTS, Ranking, Situation, Weights
from app.matching.signals import Signals

DATA = Path(__file__).parent / "data"
HORIZON = DATA / "horizon-europe-train.jsonl.gz"
FP7 = DATA / "fp7.jsonl.gz"

DATES = ("2024-03", "2024-06", "2024-09", "2024-11", "2025")
"""Between two of them lies a fold; what starts before it is its evidence."""

PARTS = (0.6, 0.8)
"""FP7 names few dates: to this share of the records the evidence reaches (learning, test)."""

FROM_FP7 = 400
"""Cases of FP7 that are learned from, spread evenly."""

HEAD = 150
GUESS = {"similar": 1.0, "lead_similar": 0.3, "named_words": 2.0, "named_city": 2.0}
"""Only the candidates that this guess puts first are learned from: what orders the beginning of the
list is not what orders its end, and nobody reads the end."""

PENALTY = 0.1
STEPS = 12
OF_LEAD = ("lead_similar", "lead_often")
ALL = (
    *("similar", "experience", *OF_LEAD, "circle"),
    *("named_name", "named_city", "named_country", "named_rare_words", "named_words"),
)
BARE = tuple(name for name in ALL if name not in OF_LEAD)
USED: Mapping[Situation, tuple[str, ...]] = {
    Situation.LED: ALL,
    Situation.UNLED: BARE,
    Situation.BRIEF: ("similar",),
}
"""The signals of each situation. Where there is but a title, all others made the order worse."""


@dataclass(frozen=True)
class Fold:
    """Evidence, and cases that came after it."""

    name: str
    signals: Signals
    cases: list[Case]


def folds_by_date(consortia: Sequence[Consortium]) -> Iterator[Fold]:
    for start, end in pairwise(DATES):
        evidence = evidence_of([one for one in consortia if one.start < start])
        later = [one for one in consortia if start <= one.start < end]
        yield Fold(f"{start} to {end}", Signals(evidence), list(cases(evidence, later)))


def folds_by_number(consortia: Sequence[Consortium]) -> Iterator[Fold]:
    """Split FP7 by the number of the record, which stands for its time."""
    ordered = sorted(consortia, key=lambda one: int(one.project.id))
    ends = [round(part * len(ordered)) for part in (*PARTS, 1.0)]
    for start, end in pairwise(ends):
        evidence = evidence_of(ordered[:start])
        yield Fold(
            f"records {start} to {end}",
            Signals(evidence),
            list(cases(evidence, ordered[start:end])),
        )


def without_lead(fold: Fold) -> Fold:
    asked = [replace(case, question=replace(case.question, lead=None)) for case in fold.cases]
    return replace(fold, cases=asked)


def learn(folds: Sequence[Fold], names: Sequence[str]) -> Weights:
    """Make the partners that came to be as likely as can be among the head of the candidates.

    Each case is a choice among them (multinomial logit); the likelihood is concave, so Newton's
    steps find its one maximum. The penalty is on weights of signals of one spread.
    """
    asked = [_table(fold.signals, case, names) for fold in folds for case in fold.cases]
    tables = [table for table in asked if table[1]]
    spread = np.sqrt(np.mean([values.var(axis=0) for values, _ in tables], axis=0)) + 0.05
    scaled = [(values / spread, relevant) for values, relevant in tables]
    weights, step = np.zeros(len(names)), np.zeros(len(names))
    best, slope, bend = _likelihood(scaled, weights)
    for _ in range(STEPS):
        step = np.linalg.solve(bend, slope)
        while True:
            value, slope, bend = _likelihood(scaled, weights + step)
            if value >= best or np.abs(step).max() < 1e-6:
                break
            step /= 2
        best, weights = value, weights + step
        if np.abs(step).max() < 1e-4:
            break
    return {name: round(float(w), 4) for name, w in zip(names, weights / spread, strict=True)}


def _likelihood(tables: Sequence[tuple[Any, list[int]]], weights: Any) -> tuple[float, Any, Any]:
    """Return the penalised log likelihood, its slope, and its bend (the negative Hessian)."""
    value = -PENALTY / 2 * float(weights @ weights)
    slope = -PENALTY * weights
    bend = PENALTY * np.eye(len(weights))
    for values, relevant in tables:
        score = values @ weights
        score -= score.max()
        chance = np.exp(score)
        total = chance.sum()
        chance /= total
        mean = chance @ values
        value += float(score[relevant].mean() - np.log(total)) / len(tables)
        slope += (values[relevant].mean(axis=0) - mean) / len(tables)
        bend += ((values * chance[:, None]).T @ values - np.outer(mean, mean)) / len(tables)
    return value, slope, bend


def _table(signals: Signals, case: Case, names: Sequence[str]) -> tuple[Any, list[int]]:
    """Return the signals of the head of the candidates, and which of its rows became partners."""
    found = signals.of(case.question)
    guess = sum(weight * found[name] for name, weight in GUESS.items())
    lead = case.question.lead
    place = signals.evidence.place.get(lead.id) if lead else None
    order = [one for one in np.argsort(-guess, kind="stable").tolist() if one != place]
    head = order[:HEAD]
    rows = {one: row for row, one in enumerate(head)}
    values = np.column_stack([found[name][head] for name in names])
    return values, [rows[one] for one in case.relevant if one in rows]


def measure(fold: Fold, situation: Situation, weights: Weights) -> tuple[list[Hit], float]:
    """Return how well each case is answered, and the milliseconds that one takes."""
    ranking = Ranking(fold.signals.evidence, dict.fromkeys(Situation, weights))
    began = perf_counter()
    hits = [hit(ranking.order(case.question), case.relevant) for case in fold.cases]
    return hits, 1000 * (perf_counter() - began) / len(hits)


def report(name: str, hits: Sequence[Hit], compared: str) -> None:
    found = summary(hits)
    for measured in ("recall_at_20", "recall_at_50", "mrr"):
        low, high = found[f"{measured}_interval"]  # type: ignore[misc]
        print(
            f"matching {name} {measured}: {found[measured]:.3f} of 1 "
            f"(95 % interval {low:.3f} to {high:.3f}, {len(hits)} cases; {compared})"
        )


def rolling(folds: Sequence[Fold], situation: Situation, name: str) -> None:
    """Learn on the folds before, measure on the next, and print each and all together."""
    pooled: list[Hit] = []
    for number in range(1, len(folds)):
        weights = learn(folds[:number], USED[situation])
        hits, _ = measure(folds[number], situation, weights)
        report(f"{name}, {folds[number].name}", hits, "weights learned on earlier folds")
        pooled += hits
    report(f"{name}, all later folds", pooled, "weights learned on earlier folds")
    unnamed = [name for name in USED[situation] if not name.startswith("named_")]
    if len(unnamed) < len(USED[situation]):
        silent = [
            one
            for number in range(1, len(folds))
            for one in measure(folds[number], situation, learn(folds[:number], unnamed))[0]
        ]
        report(f"{name}, names in the text overlooked", silent, "for comparison")
    plain = {"experience": 1.0}
    popular = [one for fold in folds[1:] for one in measure(fold, situation, plain)[0]]
    report(f"{name}, by popularity alone", popular, "for comparison")
    alike = [one for fold in folds[1:] for one in measure(fold, situation, {"similar": 1.0})[0]]
    report(f"{name}, by similar projects alone", alike, "for comparison")


def speed(name: str, learned: Sequence[Consortium], asked: Sequence[Case], most: int) -> None:
    """Print how long one question takes, all organisations put in order."""
    ranking = Ranking(evidence_of(learned))
    began = perf_counter()
    for case in asked:
        ranking.order(case.question)
    taken = 1000 * (perf_counter() - began) / len(asked)
    organisations = len(ranking.evidence.ids)
    print(
        f"matching time a question, {name}: {taken:.1f} ms "
        f"({organisations} organisations; compared with {most} ms)"
    )


def every(count: int, found: Sequence[Case]) -> list[Case]:
    """Take so many cases, spread evenly."""
    return [found[round(i * (len(found) - 1) / (count - 1))] for i in range(count)]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--write", action="store_true", help="write the weights that ship")
    write = asked.parse_args().write
    horizon, fp7 = read_consortia([HORIZON]), read_consortia([FP7])
    dated = list(folds_by_date(horizon))
    unled = [without_lead(fold) for fold in dated]
    learning, test = folds_by_number(fp7)
    learning = replace(learning, cases=every(FROM_FP7, learning.cases))
    if write:
        sets: dict[Situation, Callable[[], list[Fold]]] = {
            Situation.LED: lambda: dated,
            Situation.UNLED: lambda: unled,
            Situation.BRIEF: lambda: [learning],
        }
        found = {situation: learn(get(), USED[situation]) for situation, get in sets.items()}
        WEIGHTS.write_text(json.dumps({"made": MADE, "weights": found}, indent=2) + "\n")
    rolling(dated, Situation.LED, "with a lead")
    rolling(unled, Situation.UNLED, "without a lead")
    rolling([learning, test], Situation.BRIEF, "by title only (FP7)")
    speed("Horizon Europe", horizon, dated[-1].cases, 50)
    speed("FP7", fp7, every(100, test.cases), 200)


MADE = {
    "by": "python -m bench.learn_matching --write",
    "from": [
        "bench/data/horizon-europe-train.jsonl.gz: projects that start from March to December 2024",
        f"bench/data/fp7.jsonl.gz: {FROM_FP7} records from 60 to 80 % of their numbers (brief)",
    ],
    "source": "CORDIS, European Union, CC BY 4.0",
    "method": f"multinomial logit over the first {HEAD} of a first guess, Newton's method",
    "penalty": PENALTY,
    "chance": "none: the same data give the same weights",
}

if __name__ == "__main__":
    main()

"""The ranking by past consortia, on a handful of projects where the right answer is plain."""

from __future__ import annotations

import math

import pytest

from app.matching.evidence import Evidence, Party, Project
from app.matching.ranking import Ranking, Situation, learned, situation_of
from app.matching.signals import Question

PARTIES = {
    "forest": Party("forest", ("Forest Institute Freiburg",), "DE", "Freiburg"),
    "wood": Party("wood", ("Woodland Owners Union",), "SE", "Uppsala"),
    "metal": Party("metal", ("Metal Works",), "IT", "Brescia"),
    "alloy": Party("alloy", ("Alloy University of Brescia",), "IT", "Brescia"),
    "lead": Party("lead", ("Leading Agency",), "LT", "Vilnius"),
    "friend": Party("friend", ("Friendly Bureau",), "LT", "Kaunas"),
}
PROJECTS = [
    Project("1", ("Forests and timber",), "Harvest of timber", "forest", ("forest", "wood")),
    Project("2", ("Timber in storms",), "Forests that fell", None, ("wood", "forest")),
    Project("3", ("Steel and alloys",), "Casting of steel", "metal", ("metal", "alloy")),
    Project("4", ("Accounting",), "Ledgers of agencies", "lead", ("lead", "friend")),
]


@pytest.fixture
def ranking() -> Ranking:
    return Ranking(Evidence(PROJECTS, PARTIES))


def best(ranking: Ranking, question: Question, number: int = 2) -> list[str]:
    return [ranking.evidence.ids[place] for place in ranking.order(question)[:number]]


def test_ranking_puts_those_first_who_took_part_in_similar_projects(ranking: Ranking) -> None:
    assert set(best(ranking, Question(("Storms in the forest",), ""))) == {"forest", "wood"}
    assert set(best(ranking, Question(("Casting of alloys",), ""))) == {"metal", "alloy"}


def test_ranking_knows_whom_the_lead_worked_with(ranking: Ranking) -> None:
    question = Question(("Something else altogether",), "", PARTIES["lead"])
    assert best(ranking, question, 1) == ["friend"]


def test_ranking_never_proposes_the_lead(ranking: Ranking) -> None:
    order = ranking.order(Question(("Accounting",), "", PARTIES["lead"]))
    assert ranking.evidence.place["lead"] not in order
    assert len(order) == len(PARTIES) - 1


def test_ranking_finds_whom_the_text_names(ranking: Ranking) -> None:
    body = "We shall work with a university, the Alloy University of Brescia, " * 4
    assert best(ranking, Question(("Medicine",), body), 1) == ["alloy"]


def test_ranking_without_any_known_word_goes_by_id(ranking: Ranking) -> None:
    question = Question(("zzz",), "")
    assert situation_of(question) is Situation.BRIEF
    ids = [ranking.evidence.ids[place] for place in ranking.order(question)]
    assert ids == sorted(PARTIES)


def test_score_is_the_sum_of_its_parts(ranking: Ranking) -> None:
    for one in ranking.ranked(Question(("Timber",), "", PARTIES["lead"])):
        assert math.isclose(one.score, sum(one.parts.values()), abs_tol=1e-9)


def test_order_is_the_same_each_time() -> None:
    question = Question(("Timber and steel",), "of agencies", PARTIES["lead"])
    orders = {tuple(Ranking(Evidence(PROJECTS, PARTIES)).order(question)) for _ in range(3)}
    assert len(orders) == 1


def test_likeness_is_one_for_the_same_text_and_nothing_for_another() -> None:
    evidence = Evidence(PROJECTS, PARTIES)
    alike = evidence.likeness(("Accounting",), "Ledgers of agencies")
    assert math.isclose(alike[3], 1.0)
    assert alike[:3].tolist() == [0.0, 0.0, 0.0]


def test_together_counts_shared_projects_and_not_oneself() -> None:
    evidence = Evidence(PROJECTS, PARTIES)
    weights = evidence.votes(evidence.of_party("forest")) * 0
    weights[evidence.place["forest"]] = 1.0
    shared = dict(zip(evidence.ids, evidence.together(weights).tolist(), strict=True))
    assert shared["wood"] == 2
    assert shared["forest"] == 0
    assert shared["metal"] == 0


def test_weights_that_ship_know_every_situation_and_only_signals_that_exist(
    ranking: Ranking,
) -> None:
    known = ranking.signals.of(Question(("Timber",), "", PARTIES["lead"])).keys()
    for situation in Situation:
        assert learned()[situation].keys() <= known
    assert learned()[Situation.LED]["similar"] > 0


def test_no_evidence_at_all_ranks_nobody() -> None:
    ranking = Ranking(Evidence([], {}))
    assert ranking.order(Question(("Timber",), "and more", PARTIES["lead"])) == []

"""The four questions on State aid: every combination of answers."""

from __future__ import annotations

from itertools import product

import pytest

from app.aid.models import Answers
from app.aid.questions import QUESTIONS, Result, result_of

ANSWERS = (True, False, None)
ALL = list(product(ANSWERS, repeat=4))


def by_hand(answers: tuple[bool | None, ...]) -> Result:
    """Go through the rule sentence by sentence, as checks.md and Jems put it."""
    words = ["-" if one is None else "yes" if one else "no" for one in answers]
    if "-" in words:
        return Result.INCOMPLETE
    if words == ["yes", "yes", "yes", "yes"]:
        return Result.DIRECT
    if "no" in words[:3] and words[3] == "yes":
        return Result.INDIRECT
    return Result.NONE


@pytest.mark.parametrize("answers", ALL, ids=str)
def test_answers_mean_what_the_rule_says(answers):
    assert result_of(*answers) == by_hand(answers)


def test_combinations_are_81_and_few_of_them_are_a_risk():
    results = [result_of(*answers) for answers in ALL]

    assert len(results) == 81
    assert [results.count(one) for one in Result] == [65, 8, 7, 1]


@pytest.mark.parametrize("answers", [ALL[0], ALL[3], ALL[-1]])
def test_columns_are_asked_in_the_order_of_the_questions(answers):
    names = [question.name for question in QUESTIONS]
    answered = Answers(**dict(zip(names, answers, strict=True)))

    assert answered.result == result_of(*answers)

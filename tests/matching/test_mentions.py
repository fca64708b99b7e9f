"""Whom a text names, and what is only like a name."""

from __future__ import annotations

import pytest

from app.matching.evidence import Party
from app.matching.mentions import Mentions

PARTIES = [
    Party("a", ("UNIVERSIDADE DE COIMBRA", "UC"), "PT", "Coimbra"),
    Party("b", ("Järve Keskus",), "EE", "Järve"),
    Party("c", ("Ice",), "IS", "Ål"),
]


def found(kind: str, body: str, heading: str = "") -> list[float]:
    return Mentions(PARTIES).of((heading,), body)[kind].tolist()


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("name", "the Universidade de Coimbra and others", [1, 0, 0]),
        ("name", "UC and Ice", [0, 0, 0]),
        ("name", "with JARVE KESKUS of Estonia", [0, 1, 0]),
        ("city", "a hub in Coimbra", [1, 0, 0]),
        ("city", "Coimbran ways, in Al", [0, 0, 0]),
        ("country", "from Portugal to Estonia", [1, 1, 0]),
        ("country", "ported", [0, 0, 0]),
    ],
)
def test_mention_is_of_whole_words_and_without_accents(
    kind: str, body: str, expected: list[float]
) -> None:
    assert found(kind, body) == expected


def test_words_of_a_name_count_with_a_capital_only() -> None:
    assert found("words", "a keskus of ours")[1] == 0
    assert 0 < found("words", "the Keskus of ours")[1] < 1
    assert found("words", "Järve Keskus")[1] == pytest.approx(1)


def test_words_of_headings_are_capitalised_anyway_and_do_not_count() -> None:
    assert found("words", "", heading="Keskus")[1] == 0

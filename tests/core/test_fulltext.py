"""Full-text search on both engines: the same texts, the same questions, the same answers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import fulltext
from app.core.db import db
from app.core.terms import Clause, document_terms, parse

CORPUS: dict[int, tuple[str | None, dict[str, str]]] = {
    1: (
        "en",
        {
            "A": "Circular-economy partnerships for textile recycling",
            "B": "Certification bodies; consultants in quality management",
            "C": "We look for partners from EU and candidate countries.",
            "D": "Contact info@x.org. ISO 9001:2015, certificate LV-01-234.",
        },
    ),
    2: (
        "ru",
        {
            "A": "Европейский центр качества в Калининграде",
            "B": "Ищем партнёров: органы по сертификации",
            "C": "Переработка текстиля и зелёный водород",
        },
    ),
    3: (
        "de",
        {
            "A": "Förderung von Partnerschaften in der Textilbranche",
            "D": "Gesucht werden Prüflabore aus Straßburg und München.",
        },
    ),
    4: (
        "pl",
        {
            "A": "Szukamy partnerów do współpracy w recyklingu tekstyliów",
            "D": "Województwo łódzkie, Gdańsk i Świnoujście; energia odnawialna",
        },
    ),
    5: (
        "lt",
        {
            "A": "Ieškome partnerių tekstilės perdirbimui",
            "D": "Tarptautinis bendradarbiavimas Klaipėdoje ir Šiauliuose",
        },
    ),
    6: ("sv", {"A": "Samarbeten och partnerskap för återvinning", "D": "Grön vätgas i Malmö"}),
    7: ("et", {"A": "Otsime partnereid tekstiili ringlussevõtuks", "D": "Koostöö Narva linnaga"}),
    8: (
        "en",
        {
            "A": "Green hydrogen in the port of Kaliningrad",
            "D": "Hydrogen that is green. The heavy industry of Narva.",
        },
    ),
    9: (None, {"A": "Нарва и Ивангород", "D": "green energy; no hydrogen"}),
    10: ("fr", {"A": "Coopération transfrontalière", "D": "économie circulaire"}),
}

QUESTIONS = {
    "partnership": [1],
    "partner": [1, 2, 3, 4, 5, 6, 7],
    "партнёры": [1, 2, 4, 5],
    "партнеров": [1, 2, 4, 5],
    "Partnerschaft": [3],
    "Foerderung": [3],
    "strassburg": [3],
    "współpraca": [4],
    "wspolpraca": [4],
    "lodzkie": [4],
    "perdirbimas": [5],
    "bendradarbiavimo": [5],
    "siauliuose": [5],
    "samarbete": [6],
    "atervinning": [6],
    "koostööd": [7],
    "tekstiil": [7],
    "textile recycling": [1],
    "info@x.org": [1],
    "LV-01-234": [1],
    "circular economy": [1],
    "cooperation": [10],
    "Kaliningrad": [2, 8],
    "Калининград": [2, 8],
    "narva": [7, 8, 9],
    "Нарва": [7, 8, 9],
    "Klaipėda": [5],
    "Клайпеда": [5],
    "зеленый водород": [2],
    '"green hydrogen"': [8],
    '"hydrogen green"': [],
    '"quality management"': [1],
    '"recycling certification"': [],
    '"management we"': [],
    "green -hydrogen": [],
    "green -kaliningrad": [9],
    'hydrogen -"heavy industry"': [9],
    "hydro* green": [8, 9],
    "hydro green": [],
    "green hydro": [8, 9],
    "калини": [2, 8],
    "-partner -textile -green": [3, 6, 7, 10],
    "": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    "nothing of the kind": [],
}

AWKWARD = [
    '"', "'", "''", "\\", "\\'", "a'b", "NOT", "AND OR", "NEAR(a b)", "a:b", "marks:x", "*", "a*b*",
    "^green", "(green", "green)", "{a} : green", "green & ! | <->", "green:*A", "-", "--green", "+green",
    "_search", "_search_8", "green;drop table fulltext", "%s %(x)s :x ?", "\x00", "gr\x00een", "\ud800",
    "½ ⅷ ⑴ ﬁ ß İ ſ", "한국 日本 हिन्दी العربية", "🙂", "a" * 5000, '"' * 999, "- " * 999, "x " * 999,
]  # fmt: skip


def fill() -> None:
    for subject_id, (language, parts) in CORPUS.items():
        fulltext.index("search", subject_id, parts, language)
    fulltext.index("organisation", 1, {"A": "Green hydrogen partners of Narva"}, "en")


def answer(text: str, kind: str = "search") -> list[int]:
    found = fulltext.matches(kind, text).subquery()
    return list(db.session.scalars(sa.select(found.c.id).order_by(found.c.id)))


def ranked(text: str) -> list[int]:
    """All that is found, the best first; what is equally good goes by id."""
    tiers = fulltext.find("search", text).tiers or ()
    return list(dict.fromkeys(one for tier in tiers for one in sorted(tier)))


def test_every_question_has_the_same_answer_on_both_engines(app: Flask) -> None:
    fill()

    assert {question: answer(question) for question in QUESTIONS} == QUESTIONS


def test_another_kind_is_never_found(app: Flask) -> None:
    fill()

    assert answer("hydrogen", "organisation") == [1]
    assert answer("", "organisation") == [1]
    assert answer("", "expert") == []


def test_a_title_goes_before_what_is_sought_before_a_summary_before_the_body(app: Flask) -> None:
    for subject_id, part in enumerate("DCBA", 1):
        others = dict.fromkeys("ABCD", "wood and steel")
        fulltext.index("search", subject_id, others | {part: "water and steel"}, "en")
    fulltext.index("search", 5, dict.fromkeys("ABCD", "wood and steel"), "en")

    assert ranked("water") == [4, 3, 2, 1]


def test_indexing_again_replaces_what_was_there(app: Flask) -> None:
    fill()
    fulltext.index("search", 8, {"A": "Offshore wind"}, "en")

    assert answer('"green hydrogen"') == []
    assert answer("offshore") == [8]
    assert answer("hydrogen", "organisation") == [1]


def test_what_is_removed_is_not_found(app: Flask) -> None:
    fill()
    fulltext.remove("search", 8)
    fulltext.remove("search", 8)
    fulltext.remove("search", 4711)

    assert answer("hydrogen") == [9]
    assert answer("hydrogen", "organisation") == [1]


def test_the_index_is_part_of_the_transaction(app: Flask) -> None:
    fill()
    db.session.commit()
    fulltext.remove("search", 8)
    fulltext.index("search", 11, {"A": "hydrogen"}, "en")
    db.session.rollback()

    assert answer('"green hydrogen"') == [8]
    assert answer("hydrogen") == [8, 9]


@pytest.mark.parametrize("kind", ["", "Search", "x' or 1=1", "searches"])
def test_a_kind_is_one_of_the_known(app: Flask, kind: str) -> None:
    for attempt in (
        lambda: fulltext.matches(kind, "green"),
        lambda: fulltext.remove(kind, 1),
        lambda: fulltext.index(kind, 1, {"A": "x"}, None),
    ):
        with pytest.raises(ValueError, match="There is no kind"):
            attempt()


def test_matches_join_and_count_like_any_subquery(app: Flask) -> None:
    fill()
    found = fulltext.matches("search", "hydrogen").subquery()
    numbers = sa.union_all(*(sa.select(sa.literal(n).label("n")) for n in (8, 9, 10))).subquery()

    joined = sa.select(numbers.c.n).join(found, found.c.id == numbers.c.n)
    inside = sa.select(numbers.c.n).where(numbers.c.n.in_(sa.select(found.c.id)))

    assert db.session.scalar(sa.select(sa.func.count()).select_from(found)) == 2
    assert sorted(db.session.scalars(joined)) == [8, 9]
    assert sorted(db.session.scalars(inside)) == [8, 9]


def test_other_forms_of_the_words_are_nobodys_neighbours(app: Flask) -> None:
    fulltext.index("search", 1, {"A": "laboratories bodies partnership"}, "en")

    assert answer('"laboratories bodies"') == [1]
    assert answer('"partnership bodies"') == []
    assert answer('"bodies laboratories"') == []


def test_two_queries_can_be_joined(app: Flask) -> None:
    fill()
    one, two = (fulltext.matches("search", text).subquery() for text in ("green", "narva"))

    both = sa.select(one.c.id).join(two, two.c.id == one.c.id).order_by(one.c.id)

    assert list(db.session.scalars(both)) == [8, 9]


@pytest.mark.parametrize("text", AWKWARD)
def test_no_text_is_a_syntax_error(app: Flask, text: str) -> None:
    fill()

    assert answer(text) == oracle(text)


def test_any_text_can_be_indexed(app: Flask) -> None:
    text = " ".join(AWKWARD)

    fulltext.index("search", 1, {"A": text, "D": text * 3}, "en")

    assert answer("drop table") == [1]


def test_a_very_long_text_can_be_indexed(app: Flask) -> None:
    long = " ".join(f"{'щ' * 50}{number}" for number in range(20_000))

    fulltext.index("search", 1, {"A": "title", "D": long}, "ru")
    fulltext.index("search", 2, {"D": "word " * 9_000 + "to the end"}, "en")

    assert answer("title") == [1]
    assert answer('"to the end"') == [2]
    assert answer('"end the"') == []


words = st.sampled_from(
    sorted(
        {word for _, parts in CORPUS.values() for text in parts.values() for word in text.split()}
    )
)
chunks = st.one_of(
    words,
    words.map(lambda word: word[:3] + "*"),
    words.map(lambda word: f"-{word}"),
    st.lists(words, min_size=1, max_size=3).map(lambda several: f'"{" ".join(several)}"'),
    st.integers(0, 20).flatmap(lambda start: words.map(lambda word: word[start : start + 4])),
    st.text(max_size=8),
)


def test_engines_agree_with_a_reading_of_the_terms_in_python(app: Flask) -> None:
    fill()
    db.session.commit()

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(chunks, max_size=5).map(" ".join))
    def check(text: str) -> None:
        assert answer(text) == oracle(text)

    check()


def oracle(text: str) -> list[int]:
    query = parse(text)
    return [
        subject_id
        for subject_id, (language, parts) in CORPUS.items()
        if all(_holds(clause, parts, language) for clause in query.wanted)
        and not any(_holds(clause, parts, language) for clause in query.unwanted)
    ]


def _holds(clause: Clause, parts: dict[str, str], language: str | None) -> bool:
    for part in document_terms(parts, language).values():
        terms = part.others | set(part.stems)
        if any(term.startswith(prefix) for prefix in clause.prefixes for term in terms):
            return True
        for sequence in clause.sequences:
            length = len(sequence)
            if length == 1 and sequence[0] in terms:
                return True
            stems = part.stems
            if any(tuple(stems[i : i + length]) == sequence for i in range(len(stems))):
                return True
    return False

"""The words that the full text knows, for a second try where a text found nothing by a slip.

A word is kept when it is first indexed and stays: what it finds is counted when it is proposed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import sqlalchemy as sa

from app.core.db import db
from app.core.terms import Clause, fold, in_latin, words_of

SHORTEST = 4  # letters; a shorter word is too near to too many others
LONGEST = 40
ENDS = 3  # letters of which one end of a misspelt word is right
PROPOSED = 5  # words of which the one that finds most is taken
LETTERS_ONLY = re.compile(r"[^\W\d_]+")
HIGHEST = "\U0010ffff"

DDL = [
    "CREATE TABLE fulltext_word (kind SMALLINT NOT NULL, "
    "folded VARCHAR(40){order} NOT NULL, backward VARCHAR(40){order} NOT NULL, "
    "word VARCHAR(40){order} NOT NULL, "
    "CONSTRAINT pk_fulltext_word PRIMARY KEY (kind, folded, word))",
    "CREATE INDEX ix_fulltext_word_backward ON fulltext_word (kind, backward)",
]
ORDER = {"sqlite": "", "postgresql": ' COLLATE "C"'}
LEARN = {
    "sqlite": sa.text(
        "INSERT INTO fulltext_word (kind, folded, backward, word) "
        "SELECT :kind, json_extract(value, '$[0]'), json_extract(value, '$[1]'), "
        "json_extract(value, '$[2]') FROM json_each(:rows) WHERE true ON CONFLICT DO NOTHING"
    ),
    "postgresql": sa.text(
        "INSERT INTO fulltext_word (kind, folded, backward, word) "
        "SELECT :kind, value ->> 0, value ->> 1, value ->> 2 "
        "FROM jsonb_array_elements(CAST(:rows AS JSONB)) ON CONFLICT DO NOTHING"
    ),
}
SIMILAR = sa.text(
    "SELECT folded, word FROM fulltext_word "
    "WHERE kind = :kind AND folded >= :begin AND folded < :past_begin "
    "UNION SELECT folded, word FROM fulltext_word "
    "WHERE kind = :kind AND backward >= :end AND backward < :past_end"
)

Counts = Callable[[Sequence[int]], int]
CountWords = Callable[[Sequence[str]], list[int]]


def ddl(dialect_name: str) -> list[str]:
    """Return the statements that make the table."""
    return [statement.format(order=ORDER[dialect_name]) for statement in DDL]


def learn(kind: int, texts: Iterable[str]) -> None:
    """Add the words of texts; those that are known stay as they are."""
    words = {word for text in texts for word in words_of(text)}
    rows = {
        (folded, word)
        for word in words
        if SHORTEST <= len(word) <= LONGEST and LETTERS_ONLY.fullmatch(word)
        for folded in in_latin(fold(word))
        if len(folded) <= LONGEST
    }
    if rows:  # in one order everywhere, so that two who learn the same words do not wait in a ring
        values = [[folded, folded[::-1], word] for folded, word in sorted(rows)]
        learn_them = LEARN[db.engine.dialect.name]
        db.session.execute(learn_them, {"kind": kind, "rows": json.dumps(values)})


def corrected(kind: int, text: str, unknown: Sequence[Clause], counts: CountWords) -> str | None:
    """Put a known word in the place of each unknown one; None where one has none that is near."""
    if not unknown:
        return None
    for clause in unknown:
        (folded,) = clause.exact
        near = list(_near(kind, folded))[:PROPOSED]
        numbers = counts([fold(word) for word in near])
        best = max(zip(numbers, near, strict=True), key=lambda pair: pair[0], default=(0, ""))
        if not best[0]:
            return None
        text = re.sub(rf"(?<!\w){re.escape(clause.written)}(?!\w)", best[1], text, flags=re.I)
    return text


def _near(kind: int, folded: str) -> Iterator[str]:
    """Yield known words that differ by one slip, two where the word is long; the nearest first."""
    from rapidfuzz.distance import OSA  # slow to load, and seldom needed

    if not SHORTEST <= len(folded) <= LONGEST:
        return
    most = 1 if len(folded) < 2 * SHORTEST else 2
    begin, end = folded[:ENDS], folded[::-1][:ENDS]
    found = db.session.execute(
        SIMILAR,
        {
            "kind": kind,
            "begin": begin,
            "past_begin": begin + HIGHEST,
            "end": end,
            "past_end": end + HIGHEST,
        },
    )
    distances = [
        (distance, known[:1] != folded[:1], word)
        for known, word in found
        if (distance := OSA.distance(folded, known, score_cutoff=most)) <= most
    ]
    yield from (word for *_, word in sorted(distances))

"""Full-text search: one interface, two engines - FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Both get finished terms (see `terms`), so both give the same answers. The table is written in the
transaction of what it describes. It is no model: the engines have no kind of table in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from app.core.db import db
from app.core.terms import PARTS, Clause, PartTerms, Query, document_terms, parse

KIND = re.compile(r"[a-z]+(_[a-z]+)*")
BREAK = "_"  # between terms that must not be taken for neighbours
LAST_POSITION = 16383  # PostgreSQL counts no further
WEIGHTS: sa.ColumnElement[list[float]] = sa.literal_column(
    "CAST('{0.1, 0.3, 0.5, 1.0}' AS REAL[])"
)  # from D to A
BY_LENGTH = 1  # a long text needs more to be as relevant as a short one

DDL = {
    "sqlite": [
        "CREATE VIRTUAL TABLE fulltext USING fts5("
        "marks, a, b, c, d, subject_id UNINDEXED, tokenize = \"ascii tokenchars '_'\")",
        "INSERT INTO fulltext (fulltext, rank) VALUES ('rank', 'bm25(0.0, 10.0, 5.0, 3.0, 1.0)')",
    ],
    "postgresql": [
        "CREATE TABLE fulltext (kind VARCHAR(32) NOT NULL, subject_id BIGINT NOT NULL, "
        "terms TSVECTOR NOT NULL, CONSTRAINT pk_fulltext PRIMARY KEY (kind, subject_id))",
        "CREATE INDEX ix_fulltext_terms ON fulltext USING gin (terms)",
    ],
}

_table = sa.table(
    "fulltext",
    sa.column("fulltext", sa.Text),
    sa.column("kind", sa.Text),
    sa.column("subject_id", sa.BigInteger),
    sa.column("rank", sa.Float),
    sa.column("terms", TSVECTOR),
)


def ddl(dialect_name: str) -> list[str]:
    """Return the statements that make the table; migrations copy them, they import no app code."""
    return list(DDL[dialect_name])


def index(kind: str, subject_id: int, parts: Mapping[str, str], language: str | None) -> None:
    """Make a subject findable by its texts, in place of what it was found by before.

    `kind` is a word such as `search`; `parts` are A title, B what is sought, C summary, D body;
    `language` is that of the texts, None or any other where it is unknown.
    """
    terms = document_terms(parts, language)
    remove(kind, subject_id)
    if _is_sqlite():
        row: dict[str, object] = {part.lower(): _fts5_text(terms[part]) for part in PARTS}
        row |= {"subject_id": subject_id, "marks": f"{_mark(kind)} {_mark(kind, subject_id)}"}
        values = "(subject_id, marks, a, b, c, d) VALUES (:subject_id, :marks, :a, :b, :c, :d)"
    else:
        row = {"subject_id": subject_id, "kind": kind, "terms": _tsvector_text(terms)}
        values = "VALUES (:kind, :subject_id, CAST(:terms AS TSVECTOR))"
    db.session.execute(sa.text(f"INSERT INTO fulltext {values}"), row)


def remove(kind: str, subject_id: int) -> None:
    """Make a subject not findable any more; one that never was is no error."""
    if _is_sqlite():
        of_subject: sa.ColumnElement[bool] = _table.c.fulltext.op("MATCH")(
            f'"{_mark(kind, subject_id)}"'
        )
    else:
        of_subject = sa.and_(_table.c.kind == _checked(kind), _table.c.subject_id == subject_id)
    db.session.execute(sa.delete(_table).where(of_subject))


def matches(kind: str, text: str) -> sa.Select[int, float]:
    """Select (id, rank) of the subjects that a person's query finds; a higher rank is better.

    To be joined as a subquery; it has no order of its own. A text without any word restricts
    nothing: all that is indexed of the kind is found, with rank 0.
    """
    query = parse(text)
    rank, found = (_on_sqlite if _is_sqlite() else _on_postgresql)(kind, query)
    return sa.select(_table.c.subject_id.label("id"), rank.label("rank")).where(found)


def _on_sqlite(kind: str, query: Query) -> tuple[sa.ColumnElement[float], sa.ColumnElement[bool]]:
    rank = -_table.c.rank if query.wanted else sa.literal(0.0)
    return rank, _table.c.fulltext.op("MATCH")(_fts5_query(_mark(kind), query))


def _on_postgresql(
    kind: str, query: Query
) -> tuple[sa.ColumnElement[float], sa.ColumnElement[bool]]:
    rank: sa.ColumnElement[float] = sa.literal(0.0)
    found: sa.ColumnElement[bool] = _table.c.kind == _checked(kind)
    if wanted := _tsquery_text(query.wanted, ()):
        rank = sa.func.ts_rank(WEIGHTS, _table.c.terms, _tsquery(wanted), BY_LENGTH)
    if whole := _tsquery_text(query.wanted, query.unwanted):
        found &= _table.c.terms.op("@@")(_tsquery(whole))
    return rank, found


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _checked(kind: str) -> str:
    if not KIND.fullmatch(kind):
        raise ValueError("A kind is a word in lower case.")
    return kind


def _mark(kind: str, subject_id: int | None = None) -> str:
    """Make the term that stands for a kind or a subject on SQLite; no text contains it."""
    return f"_{_checked(kind)}" if subject_id is None else f"_{_checked(kind)}_{subject_id:d}"


def _fts5_text(terms: PartTerms) -> str:
    others = sorted(terms.others - set(terms.stems))
    return " ".join([*terms.stems, *(piece for term in others for piece in (BREAK, term))])


def _fts5_query(mark: str, query: Query) -> str:
    wanted = " AND ".join([f'"{mark}"', *map(_fts5_clause, query.wanted)])
    unwanted = " OR ".join(map(_fts5_clause, query.unwanted))
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _fts5_clause(clause: Clause) -> str:
    choices = [f'"{" ".join(sequence)}"' for sequence in clause.sequences]
    choices += [f'"{prefix}" *' for prefix in clause.prefixes]
    return f"({' OR '.join(choices)})"


def _tsvector_text(parts: Mapping[str, PartTerms]) -> str:
    """Write the terms with position and weight, as `'narva':1A 'linn':2A`.

    The other forms stand at the last position, where nothing can follow them. PostgreSQL keeps 255
    positions of a term in a document; a phrase is not looked for beyond them.
    """
    places: dict[str, list[str]] = {}
    start = 1
    for weight, terms in parts.items():
        for position, stem in enumerate(terms.stems, start):
            places.setdefault(stem, []).append(f"{position}{weight}")
        for term in terms.others - set(terms.stems):
            places.setdefault(term, []).append(f"{LAST_POSITION}{weight}")
        start += len(terms.stems) + 1  # no phrase reaches over the end of a part
    return " ".join(f"'{term}':{','.join(where)}" for term, where in places.items())


def _tsquery_text(wanted: Iterable[Clause], unwanted: Iterable[Clause]) -> str:
    clauses = [
        *map(_tsquery_clause, wanted),
        *(f"!{_tsquery_clause(clause)}" for clause in unwanted),
    ]
    return " & ".join(clauses)


def _tsquery_clause(clause: Clause) -> str:
    choices = [" <-> ".join(f"'{term}'" for term in sequence) for sequence in clause.sequences]
    choices += [f"'{prefix}':*" for prefix in clause.prefixes]
    return f"({' | '.join(choices)})"


def _tsquery(text: str) -> sa.ColumnElement[str]:
    return sa.cast(sa.literal(text), TSQUERY)

"""Full-text search: one interface, two engines - FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Both get finished terms (see `terms`) and are asked only which documents hold which of them: how
good a hit is follows from the level of the terms it was found by (see `levels`), so that both give
the same answers in the same order. The tables are written in the transaction of what they describe.
They are no models: the engines have no kind of table in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from app.core import levels, vocabulary
from app.core.db import db
from app.core.levels import Asked
from app.core.terms import Query, document_terms, parse

KINDS = ("search", "organisation", "expert")
"""What can be found. The place of a kind is part of every key: add to the end only."""
KIND_SIZE = 1 << 40
ROWS = 500

DDL = {
    "sqlite": [
        "CREATE VIRTUAL TABLE fulltext USING fts5("
        "words, forms, columnsize = 0, prefix = '3', tokenize = \"ascii tokenchars '_'\")",
    ],
    "postgresql": [
        "CREATE TABLE fulltext (key BIGINT NOT NULL, terms TSVECTOR NOT NULL, "
        "CONSTRAINT pk_fulltext PRIMARY KEY (key)) WITH (toast_tuple_target = 128)",
        "CREATE INDEX ix_fulltext_terms ON fulltext USING gin (terms)",
        "CREATE FUNCTION fulltext_ids(asked TSQUERY, first BIGINT, size BIGINT) RETURNS TEXT "
        "LANGUAGE sql STABLE SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 "
        "SET jit = off AS $$ SELECT string_agg(CAST(key - first AS TEXT), ',') FROM fulltext "
        "WHERE terms @@ asked AND key + 0 BETWEEN first AND first + size - 1 $$",
    ],
}
"""Rows of PostgreSQL are kept narrow (the terms stand aside): a broad search reads many of them.
That makes them look cheap to read one by one, which they are not: the function insists on the
index of the terms, and with `key + 0` on no other."""

_table = sa.table(
    "fulltext",
    sa.column("fulltext", sa.Text),
    sa.column("rowid", sa.BigInteger),
    sa.column("key", sa.BigInteger),
    sa.column("words", sa.Text),
    sa.column("forms", sa.Text),
    sa.column("terms", TSVECTOR),
)
Document = tuple[int, Mapping[str, str], str | None]
"""The id of a subject, its texts by part (A title, B what is sought, C summary, D body), and their
language, None or any other where it is unknown."""


def ddl(dialect_name: str) -> list[str]:
    """Return the statements that make the tables; migrations copy them, they import no app code."""
    return [*DDL[dialect_name], *vocabulary.ddl(dialect_name)]


def index(kind: str, subject_id: int, parts: Mapping[str, str], language: str | None) -> None:
    """Make a subject findable by its texts, in place of what it was found by before."""
    index_many(kind, [(subject_id, parts, language)])


def index_many(kind: str, documents: Iterable[Document]) -> None:
    """Do the same for many subjects; three statements for each 500 of them."""
    chunk: list[Document] = []
    for document in documents:
        chunk.append(document)
        if len(chunk) == ROWS:
            _index(kind, chunk)
            chunk = []
    if chunk:
        _index(kind, chunk)


def clear(kind: str) -> None:
    """Make nothing of a kind findable, before all of it is indexed anew."""
    db.session.execute(sa.delete(_table).where(_of_kind(kind)))


def remove(kind: str, subject_id: int) -> None:
    """Make a subject not findable any more; one that never was is no error."""
    _remove([_key(kind, subject_id)])


@dataclass(frozen=True)
class Hits:
    """What a text found: ids by tier, the best first; a subject may stand in several tiers.

    `unwanted` are to be taken away; where nothing was wanted, `tiers` is None and all the others
    are found.
    """

    tiers: Sequence[Sequence[int]] | None
    unwanted: Sequence[int] = ()


def find(kind: str, text: str) -> Hits:
    """Find what a person asks for; one statement, none where the text has no words."""
    query = parse(text)
    tiers = levels.tiers(query)
    asked = [*tiers, *([levels.unwanted(query)] if query.unwanted else [])]
    lists = ids_of(kind, asked)
    unwanted = lists.pop() if query.unwanted else ()
    return Hits(lists if query.wanted else None, unwanted)


def ids_of(kind: str, asked: Sequence[Asked]) -> list[list[int]]:
    """List the ids that each of the questions finds, in no order; one statement for all."""
    if not asked:
        return []
    joined = _joined_on_sqlite if _is_sqlite() else _joined_on_postgresql
    selects = [
        joined(kind, one).add_columns(sa.literal(number).label("tier"))
        for number, one in enumerate(asked)
    ]
    found: list[list[int]] = [[] for _ in asked]
    for ids, number in db.session.execute(sa.union_all(*selects)):
        found[number] = list(map(int, ids.split(","))) if ids else []
    return found


def _joined_on_sqlite(kind: str, asked: Asked) -> sa.Select[str]:
    key = sa.cast(_table.c.rowid - _key(kind, 0), sa.Text)
    joined: sa.ColumnElement[str] = sa.func.group_concat(key, ",")
    return sa.select(joined.label("ids")).where(_of_kind(kind), _holds(asked))


def _joined_on_postgresql(kind: str, asked: Asked) -> sa.Select[str]:
    query = sa.cast(sa.literal(levels.as_tsquery(asked)), TSQUERY)
    first = sa.literal(_key(kind, 0), sa.BigInteger)
    size = sa.literal(KIND_SIZE, sa.BigInteger)
    joined: sa.ColumnElement[str] = sa.func.fulltext_ids(query, first, size)
    return sa.select(joined.label("ids"))


def matches(kind: str, text: str) -> sa.Select[int]:
    """Select the ids (`id`) of the subjects that a text finds, to be joined or counted in SQL.

    A text without any word restricts nothing: all that is indexed of the kind is found.
    """
    query = parse(text)
    key = _key_column()
    found = sa.select((key - KINDS.index(_checked(kind)) * KIND_SIZE).label("id"))
    found = found.where(_of_kind(kind))
    if query.wanted:
        found = found.where(_holds(levels.anywhere(query)))
    if query.unwanted:
        of_kind = sa.select(key).where(_of_kind(kind), _holds(levels.unwanted(query)))
        found = found.where(key.not_in(of_kind))
    return found


def better_text(kind: str, text: str, counts: vocabulary.Counts) -> str | None:
    """Spell a text that found nothing as the vocabulary of the kind has it; None where that is it.

    `counts` says of lists of ids how many of them the reader may find.
    """
    query: Query = parse(text)
    unknown = [
        clause
        for clause, ids in zip(
            query.wanted, ids_of(kind, [levels.of_clause(c) for c in query.wanted]), strict=True
        )
        if len(clause.exact) == 1 and not counts(ids)
    ]
    return vocabulary.corrected(KINDS.index(_checked(kind)), text, unknown, _counted(kind, counts))


def _counted(kind: str, counts: vocabulary.Counts) -> vocabulary.CountWords:
    def count(words: Sequence[str]) -> list[int]:
        return [counts(ids) for ids in ids_of(kind, [levels.exactly(word) for word in words])]

    return count


def _index(kind: str, documents: Sequence[Document]) -> None:
    _remove([_key(kind, subject_id) for subject_id, _, _ in documents])
    rows: list[dict[str, object]] = []
    for subject_id, parts, language in documents:
        terms = document_terms(parts, language)
        row: dict[str, object] = {"key": _key(kind, subject_id)}
        if _is_sqlite():
            row |= dict(zip(("words", "forms"), levels.as_text(terms), strict=True))
        else:
            row["terms"] = levels.as_tsvector(terms)
        rows.append(row)
    columns = (
        "(rowid, words, forms) VALUES (:key, :words, :forms)"
        if _is_sqlite()
        else "(key, terms) VALUES (:key, CAST(:terms AS TSVECTOR))"
    )
    db.session.execute(sa.text(f"INSERT INTO fulltext {columns}"), rows)
    texts = (text for _, parts, _ in documents for text in parts.values())
    vocabulary.learn(KINDS.index(kind), texts)


def _remove(keys: Sequence[int]) -> None:
    db.session.execute(sa.delete(_table).where(_key_column().in_(keys)))


def _holds(asked: Asked) -> sa.ColumnElement[bool]:
    if _is_sqlite():
        return _table.c.fulltext.op("MATCH")(levels.as_match(asked))
    return _table.c.terms.op("@@")(sa.cast(sa.literal(levels.as_tsquery(asked)), TSQUERY))


def _of_kind(kind: str) -> sa.ColumnElement[bool]:
    return _key_column().between(_key(kind, 0), _key(kind, KIND_SIZE - 1))


def _key_column() -> sa.ColumnElement[int]:
    return _table.c.rowid if _is_sqlite() else _table.c.key


def _key(kind: str, subject_id: int) -> int:
    return KINDS.index(_checked(kind)) * KIND_SIZE + subject_id


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _checked(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"There is no kind {kind!r} of what can be found.")
    return kind

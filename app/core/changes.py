"""Which subjects have changed: written down with the change, read by what is kept in memory.

A feature names the models that a subject is made of (`watch`). Every flush that touches one of them
gives the subject a new stamp; a statement that changes many rows at once stamps the whole kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlalchemy.orm import ORMExecuteState, Session

from app.core.fulltext import KINDS

ALL = 0
"""Stands for every subject of a kind."""

DDL = [
    "CREATE TABLE fulltext_change (kind SMALLINT NOT NULL, subject_id BIGINT NOT NULL, "
    "stamp BIGINT NOT NULL, CONSTRAINT pk_fulltext_change PRIMARY KEY (kind, subject_id))",
    "CREATE INDEX ix_fulltext_change_stamp ON fulltext_change (kind, stamp)",
]
"""The table is no model: an archive has no use for it."""

TABLE = sa.table(
    "fulltext_change",
    sa.column("kind", sa.SmallInteger),
    sa.column("subject_id", sa.BigInteger),
    sa.column("stamp", sa.BigInteger),
)
STAMPS = {
    "sqlite": "(SELECT coalesce(max(stamp), 0) + 1 FROM fulltext_change)",
    "postgresql": "CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)",
}
SEEN = {
    "sqlite": "(SELECT coalesce(max(stamp), 0) + 1 FROM fulltext_change)",
    "postgresql": "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)",
}
"""The stamp from which on a reader has to look again. On SQLite those who write take turns. On
PostgreSQL a stamp is the number of the transaction that wrote it, and whoever reads looks again at
everything since the oldest transaction that was under way: it may have been committed meanwhile."""

Subject = Callable[[Any], int | None]
_watched: dict[str, tuple[str, Subject]] = {}


def watch(model: type[Any], kind: str, subject: Subject) -> None:
    """Stamp a subject of the kind whenever a row of the model is written.

    `subject` gives the subject's id, from a row that has been flushed.
    """
    _watched[model.__tablename__] = (kind, subject)


def touch(session: Session, kind: str, *subject_ids: int) -> None:
    """Stamp subjects, or with ALL the whole kind."""
    stamp = STAMPS[session.get_bind().dialect.name]
    statement = sa.text(
        "INSERT INTO fulltext_change (kind, subject_id, stamp) "  # noqa: S608  our own words
        f"VALUES (:kind, :subject_id, {stamp}) "
        "ON CONFLICT (kind, subject_id) DO UPDATE SET stamp = excluded.stamp"
    )
    rows = [{"kind": KINDS.index(kind), "subject_id": one} for one in sorted(subject_ids)]
    if rows:
        session.connection().execute(statement, rows)
        session.info["has_touched"] = True


@sa_event.listens_for(Session, "after_flush")
def _after_flush(session: Session, _: Any) -> None:
    touched: dict[str, set[int]] = {}
    for entity in (*session.new, *session.dirty, *session.deleted):
        if watched := _watched.get(getattr(entity, "__tablename__", "")):
            kind, subject = watched
            if (subject_id := subject(entity)) is not None:
                touched.setdefault(kind, set()).add(subject_id)
    for kind, subject_ids in touched.items():
        touch(session, kind, *subject_ids)


@sa_event.listens_for(Session, "do_orm_execute")
def _on_statement(state: ORMExecuteState) -> None:
    """Notice statements that write watched tables without going through their models."""
    statement: Any = state.statement
    if getattr(statement, "is_dml", False):
        name = getattr(statement.table, "name", "")
        if name in _watched:
            touch(state.session, _watched[name][0], ALL)


@sa_event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop("has_touched", None)

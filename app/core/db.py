"""The database session, the base class of every model, and its column types."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from app.core.choices import Choice
from app.core.money import Amount, BasisPoints, Money, Rate

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "cache_size=-20000",
)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime, on databases that forget time zones too."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        aware: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC)


JSON = sa.JSON().with_variant(JSONB(), "postgresql")


class Model(DeclarativeBase):
    """Base of every table: a surrogate key and the project's column types."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Choice: sa.Enum(
            Choice,
            native_enum=False,
            create_constraint=False,
            validate_strings=True,
            length=40,
            values_callable=lambda kind: [member.value for member in kind],
        ),
        Amount: Money,
        Rate: BasisPoints,
        datetime: Instant,
        list[str]: JSON,
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
    }

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)


class Addressed:
    """Mixin: known outside by a random UUID, never by its number."""

    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True, sort_order=-1)


class Versioned:
    """Mixin: the second of two who edit the same version gets a conflict, not the last word."""

    version: Mapped[int] = mapped_column(sort_order=99)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}


class Stated(Versioned):
    """Mixin: has a state that a flow moves."""

    @property
    def standing(self) -> Any:
        """The state as it is now; models whose states time changes say otherwise."""
        return self.state  # type: ignore[attr-defined]


db = SQLAlchemy(
    metadata=Model.metadata,
    session_options={"expire_on_commit": False},
    disable_autonaming=True,
)


def init_app(app: Flask) -> None:
    """Connect the database and, on SQLite, make its transactions real."""
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours, see below
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    """Take the write lock at once unless the request only reads.

    A transaction that reads first and then wants to write can fail half way or lose an update;
    one that starts with the lock waits its turn.
    """
    reads = _only_reads.get() or (has_request_context() and request.method in SAFE)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it is at one moment, without holding up those who write."""
    before = _only_reads.set(True)
    db.session.rollback()
    try:
        if db.engine.dialect.name == "postgresql":
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield
    finally:
        db.session.rollback()
        _only_reads.reset(before)


def note_aside(statement: sa.Update) -> None:
    """Write a small note while reading: the transaction of a page writes nothing.

    It has a short transaction of its own; where the database is busy just now, it is left out.
    """
    try:
        with db.engine.begin() as connection:
            connection.execute(statement)
    except sa.exc.OperationalError:
        return


def lock(entity: Any) -> None:
    """Hold the row until the transaction ends, so that what is counted under it stays true.

    SQLite holds its one write lock already; PostgreSQL locks the row.
    """
    db.session.execute(
        sa.select(type(entity).id).where(type(entity).id == entity.id).with_for_update()
    )

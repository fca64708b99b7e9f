"""Keeps catalogues in step with the database: each request asks for what has changed since.

One statement finds what was stamped (see `changes`) and reads it again; all of a kind is read when
a process first needs it, when many rows were changed at once, and when a new day begins.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.core import changes
from app.core.catalogue import Catalogue, Entry, renewed
from app.core.db import db, now
from app.core.fulltext import KINDS

Facts = Sequence[Any]
"""Rows of one subject: several where it has several parts."""


@dataclass(frozen=True)
class Source:
    """Where the entries of a kind come from.

    `facts` selects rows whose column `id` is the subject's; `entry` reads the rows of one subject
    as of a day, None where nobody may find it.
    """

    kind: str
    orders: Sequence[str]
    facts: Callable[[], sa.Select[*tuple[Any, ...]]]
    entry: Callable[[Facts, date], Entry | None]


def current(source: Source) -> Catalogue:
    """Return the catalogue as the database has it now; one statement when little has changed.

    What the transaction under way has written is in it, and is not kept for others.
    """
    kept = _kept()
    known = kept.catalogues.get(source.kind)
    today = now().date()
    found = _refreshed(source, known) if known and known.day == today else _loaded(source, today)
    if found is not known and not db.session().info.get("has_touched"):
        with kept.lock:
            other = kept.catalogues.get(source.kind)
            if other is known or other is None or other.seen <= found.seen:
                kept.catalogues[source.kind] = found
    return found


@dataclass
class _Kept:
    pool: Any = None
    catalogues: dict[str, Catalogue] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_by_engine: dict[int, _Kept] = {}


def _kept() -> _Kept:
    """Return what is kept of this database; connections made anew may lead to another one."""
    engine = db.engine
    kept = _by_engine.get(id(engine))
    if kept is None or kept.pool is not engine.pool:
        kept = _by_engine[id(engine)] = _Kept(engine.pool)
    return kept


def _loaded(source: Source, day: date) -> Catalogue:
    facts = source.facts().subquery()
    applied = _stamped(source)  # before the facts: what is stamped meanwhile is read again
    rows = db.session.execute(
        sa.select(_seen(), *facts.c).order_by(facts.c.id).execution_options(yield_per=2000)
    )
    seen = 0
    entries: dict[int, Entry | None] = {}
    for subject_id, group in groupby(rows, key=lambda row: int(row.id)):
        together = list(group)
        seen = together[0][0]
        entries[subject_id] = source.entry(together, day)
    return renewed(Catalogue(day), source.orders, entries, seen, applied)


def _stamped(source: Source) -> frozenset[tuple[int, int]]:
    change = changes.TABLE.c
    rows = db.session.execute(
        sa.select(change.subject_id, change.stamp).where(
            change.kind == KINDS.index(source.kind), change.stamp >= _seen()
        )
    )
    return frozenset((row.subject_id, row.stamp) for row in rows)


def _refreshed(source: Source, known: Catalogue) -> Catalogue:
    facts, change = source.facts().subquery(), changes.TABLE.c
    rows = db.session.execute(
        sa.select(_seen(), change.stamp, change.subject_id, *facts.c)
        .join_from(changes.TABLE, facts, facts.c.id == change.subject_id, isouter=True)
        .where(change.kind == KINDS.index(source.kind), change.stamp >= known.seen)
        .order_by(change.subject_id)
    ).all()
    applied = frozenset((row.subject_id, row.stamp) for row in rows)
    if applied <= known.applied:
        return known
    if any(subject_id == changes.ALL for subject_id, _ in applied - known.applied):
        return _loaded(source, known.day)
    entries: dict[int, Entry | None] = {}
    for subject_id, group in groupby(rows, key=lambda row: int(row.subject_id)):
        together = list(group)
        is_there = together[0].id is not None
        entries[subject_id] = source.entry(together, known.day) if is_there else None
    return renewed(known, source.orders, entries, rows[0][0], applied)


def _seen() -> sa.ColumnElement[int]:
    return sa.literal_column(changes.SEEN[db.engine.dialect.name], sa.BigInteger).label("seen")

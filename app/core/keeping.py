"""Keeps catalogues in step with the database: each request asks for what has changed since.

One statement finds what was stamped (see `changes`) and reads it again; all of a kind is read when
a process first needs it, when many rows were changed at once, and when a new day begins. Where that
takes long it is done beside the requests, which are answered from what was known before.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.core import changes, warming
from app.core.catalogue import Catalogue, Entry, renewed
from app.core.db import db
from app.core.fulltext import KINDS
from app.core.times import localdate

Facts = Sequence[Any]
"""Rows of one subject: several where it has several parts."""
LONG = 1.0
"""Seconds of reading that no request waits for once something is known."""


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

    What the transaction under way has written is in it, and is not kept for others. Of a kind that
    takes long to read, it may be as of yesterday for the first moments of a day, and without what a
    statement has changed in many rows for the moments after it.
    """
    shelf = _kept(source.kind)
    known = shelf.catalogue
    if known is None:
        with shelf.reading:  # who comes second waits for the first
            return shelf.catalogue or _read(source, shelf)
    found = _refreshed(source, known)
    if found is None and shelf.seconds < LONG:
        return _read(source, shelf)
    if found is None:
        _read_beside(source, shelf)
        return known
    if found is not known:
        _keep(shelf, found)
    return found


@dataclass
class _Shelf:
    """What is kept of a kind, and how long it took to read all of it."""

    catalogue: Catalogue | None = None
    seconds: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)
    reading: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class _Kept:
    pool: Any = None
    shelves: dict[str, _Shelf] = field(default_factory=dict)


_by_engine: dict[int, _Kept] = {}


def _kept(kind: str) -> _Shelf:
    """Return what is kept of this database; connections made anew may lead to another one."""
    engine = db.engine
    kept = _by_engine.get(id(engine))
    if kept is None or kept.pool is not engine.pool:
        kept = _by_engine[id(engine)] = _Kept(engine.pool)
    return kept.shelves.setdefault(kind, _Shelf())


def _keep(shelf: _Shelf, found: Catalogue) -> None:
    """Keep it for others, unless they cannot see it yet or somebody has read a newer one."""
    if db.session().info.get("has_touched"):
        return
    with shelf.lock:
        known = shelf.catalogue
        if known is None or (known.day, known.seen) <= (found.day, found.seen):
            shelf.catalogue = found


def _read(source: Source, shelf: _Shelf) -> Catalogue:
    start = time.monotonic()
    found = _loaded(source, localdate())
    shelf.seconds = time.monotonic() - start
    _keep(shelf, found)
    return found


def _read_beside(source: Source, shelf: _Shelf) -> None:
    """Read all in the background, unless somebody is at it."""
    if not shelf.reading.acquire(blocking=False):
        return

    def read() -> None:
        try:
            _read(source, shelf)
        finally:
            shelf.reading.release()

    warming.in_background(current_app._get_current_object(), read)  # type: ignore[attr-defined]


def _loaded(source: Source, day: date) -> Catalogue:
    seen, applied = _stamped(source)  # before the facts: what is stamped meanwhile is read again
    facts = source.facts().subquery()
    rows = db.session.execute(
        sa.select(*facts.c).order_by(facts.c.id).execution_options(yield_per=2000)
    )
    entries = {
        int(subject_id): source.entry(list(group), day)
        for subject_id, group in groupby(rows, key=lambda row: row.id)
    }
    return renewed(Catalogue(day), source.orders, entries, seen, applied)


def _stamped(source: Source) -> tuple[int, frozenset[tuple[int, int]]]:
    change, first = changes.TABLE.c, sa.select(_seen()).subquery()
    newer = sa.and_(change.kind == KINDS.index(source.kind), change.stamp >= first.c.seen)
    rows = db.session.execute(
        sa.select(first.c.seen, change.subject_id, change.stamp)
        .select_from(first)
        .join(changes.TABLE, newer, isouter=True)
    ).all()
    applied = frozenset((row.subject_id, row.stamp) for row in rows if row.stamp is not None)
    return rows[0].seen, applied


def _refreshed(source: Source, known: Catalogue) -> Catalogue | None:
    """Bring it up to date; None where everything has to be read again."""
    if known.day != localdate():
        return None
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
        return None
    entries: dict[int, Entry | None] = {}
    for subject_id, group in groupby(rows, key=lambda row: int(row.subject_id)):
        together = list(group)
        is_there = together[0].id is not None
        entries[subject_id] = source.entry(together, known.day) if is_there else None
    return renewed(known, source.orders, entries, rows[0][0], applied)


def _seen() -> sa.ColumnElement[int]:
    return sa.literal_column(changes.SEEN[db.engine.dialect.name], sa.BigInteger).label("seen")

"""What is done with vocabularies: the terms that Kontor brings become rows."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa

from app.core.db import db
from app.vocabularies import shipped
from app.vocabularies.catalogue import VOCABULARIES
from app.vocabularies.models import Term
from app.vocabularies.queries import read_anew, word_of
from app.vocabularies.words import Word

CHUNK = 1000


def load_shipped() -> tuple[int, int]:
    """Bring in the terms that are shipped; returns how many were added and how many renewed.

    A term that somebody has edited here stays as it is, and so does one of the agency's own with
    the same code and first day. Running it again changes nothing.
    """
    stored = db.session.scalars(sa.select(Term)).all()
    ours = {(one.vocabulary, one.code, one.shipped_from): one for one in stored}
    taken = {(one.vocabulary, one.code, one.valid_from) for one in stored}
    fresh: list[dict[str, Any]] = []
    renewed: list[dict[str, Any]] = []
    for name in VOCABULARIES:
        for word in shipped.words(name):
            row = ours.get((name, word.code, word.valid_from))
            if row is None and (name, word.code, word.valid_from) not in taken:
                origin = {"vocabulary": name, "shipped_from": word.valid_from, "version": 1}
                fresh.append(columns_of(word) | origin)
            elif row is not None and not row.is_edited and word_of(row) != word:
                renewed.append(columns_of(word) | {"key": row.id, "version": row.version + 1})
    table = cast("sa.Table", Term.__table__)
    for start in range(0, len(fresh), CHUNK):
        db.session.execute(table.insert(), fresh[start : start + CHUNK])
    if renewed:
        values: dict[str, Any] = {n: sa.bindparam(n) for n in renewed[0] if n != "key"}
        db.session.connection().execute(
            table.update().where(table.c.id == sa.bindparam("key")).values(values), renewed
        )
        db.session.expire_all()
    read_anew()
    return len(fresh), len(renewed)


def columns_of(word: Word) -> dict[str, Any]:
    """Return a word as columns of its row."""
    return {
        "code": word.code,
        "parent": word.parent,
        "labels": dict(word.labels),
        "valid_from": word.valid_from,
        "valid_until": word.valid_until,
        "source": word.source,
        "verified": word.verified,
        "position": word.position,
        "facts": dict(word.facts),
    }

"""What is done with vocabularies: terms are brought in, added, changed and imported."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa

from app.core.actors import Actor
from app.core.db import db
from app.core.history import record
from app.core.workflow import Event
from app.vocabularies import shipped
from app.vocabularies.catalogue import VOCABULARIES, Vocabulary
from app.vocabularies.models import Term
from app.vocabularies.plan import Plan, plan
from app.vocabularies.queries import read_anew, stored_terms, terms, word_of
from app.vocabularies.sheet import read
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


def add_term(vocabulary: Vocabulary, word: Word, actor: Actor) -> Term:
    """Add a term of the agency's own; the word must be free of faults (see `plan.faults_of`)."""
    term = Term(vocabulary=vocabulary.name, **columns_of(word))
    db.session.add(term)
    record(Event(term, "term.add", actor))
    read_anew()
    return term


def edit_term(term: Term, word: Word) -> None:
    """Make a term what the word says; new versions of Kontor leave it alone from then on."""
    if word_of(term) == word:
        return
    for name, value in columns_of(word).items():
        setattr(term, name, value)
    term.is_edited = True
    read_anew()


def plan_import(vocabulary: Vocabulary, content: bytes) -> Plan:
    """Say what taking in a file would do; raises BadSheet where it cannot be taken in."""
    stored = [word_of(term) for term in stored_terms(vocabulary.name)]
    countries = {word.code for word in terms("countries")}
    return plan(read(content), stored, vocabulary, countries)


def carry_out(vocabulary: Vocabulary, plan: Plan, actor: Actor) -> None:
    """Do what a plan says: all of it, or nothing where the transaction fails."""
    stored = {(term.code, term.valid_from): term for term in stored_terms(vocabulary.name)}
    for line in plan.changed:
        edit_term(stored[line.word.code, line.word.valid_from], line.word)
    added = [Term(vocabulary=vocabulary.name, **columns_of(line.word)) for line in plan.new]
    db.session.add_all(added)
    db.session.flush()  # all at once: each line of the history needs an id
    for term in added:
        record(Event(term, "term.add", actor))
    read_anew()

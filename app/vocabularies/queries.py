"""Reading vocabularies: kept in memory by each process, so that pages ask no database for them.

What is kept is dropped as soon as this process changes it, and compared with the database every
half a minute, for what others have changed. Without an application (pure tests, tools) the words
are those that Kontor brings.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from flask import current_app, has_app_context
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.i18n import locale
from app.core.terms import fold, words_of
from app.core.times import localdate
from app.vocabularies import shipped
from app.vocabularies.alphabet import place
from app.vocabularies.catalogue import VOCABULARIES, Vocabulary
from app.vocabularies.models import Term
from app.vocabularies.words import Word

KEPT = "vocabularies"
CHANGED = "vocabularies changed"
REREAD_AFTER = 30
"""Seconds until another process's edit is noticed; the configuration may say otherwise."""

MOST_DAYS = 32
"""How many pairs of language and day are kept for each vocabulary."""


@dataclass(frozen=True)
class Listed:
    """The words of one vocabulary, and their labels by language and day as far as asked for."""

    words: tuple[Word, ...]
    stamp: tuple[int, int] = (0, 0)
    """Number of terms and sum of their versions: any edit changes it."""
    named: dict[tuple[str, date], dict[str, str]] = field(default_factory=dict)


@dataclass
class Shelf:
    """What a process keeps."""

    listed: dict[str, Listed] = field(default_factory=dict)
    compared_at: float = field(default_factory=time.monotonic)
    has_table: bool = False


def terms(name: str) -> tuple[Word, ...]:
    """Return all terms of a vocabulary, of all times; KeyError where there is no such vocabulary.

    The same tuple is returned as long as nothing has changed.
    """
    return _listed(name).words


def labels(name: str, on: date | None = None) -> dict[str, str]:
    """Return code and label of the terms that hold on a day (default: today), in their order.

    Labels are in the reader's language where there are such, else in English. Terms without a
    place of their own stand in the order of the reader's alphabet.
    """
    return dict(_named(name, on))


def label(name: str, code: str, on: date | None = None) -> str:
    """Name a code as it is or was: of a day when it does not hold, by its last meaning.

    A code that was never in the vocabulary is its own label.
    """
    if named := _named(name, on).get(code):
        return named
    meanings = [word for word in terms(name) if word.code == code]
    latest = max(meanings, key=lambda word: word.valid_from, default=None)
    return latest.label(locale()) if latest else code


def in_order(words: Iterable[Word], language: str) -> list[Word]:
    """Sort words by their places, those without one behind them by the alphabet."""
    return sorted(
        words,
        key=lambda word: (
            *(not word.position, word.position, place(word.label(language), language)),
            *(word.code, word.valid_from),
        ),
    )


def found(name: str, text: str = "", on: date | None = None) -> list[Word]:
    """List the terms that hold on a day, or of all times, in their order.

    With a text, only those that have words beginning with each word of it, in any language.
    """
    asked = text.casefold().split()
    listed = (word for word in terms(name) if on is None or word.holds(on))
    return in_order((word for word in listed if _answers(word, asked)), locale())


def get_vocabulary(name: str) -> Vocabulary:
    """Raises NoResultFound."""
    if name not in VOCABULARIES:
        raise NoResultFound
    return VOCABULARIES[name]


def get_term(name: str, uid: UUID) -> Term:
    """Raises NoResultFound."""
    return db.session.scalars(sa.select(Term).where(Term.uid == uid, Term.vocabulary == name)).one()


def stored_terms(name: str) -> Sequence[Term]:
    """List the terms of a vocabulary as they are in the database now, for those who change them."""
    return db.session.scalars(
        sa.select(Term).where(Term.vocabulary == name).order_by(Term.code, Term.valid_from)
    ).all()


def word_of(term: Term) -> Word:
    """Return a term as a value."""
    return Word(
        term.code,
        term.labels,
        parent=term.parent,
        valid_from=term.valid_from,
        valid_until=term.valid_until,
        source=term.source,
        verified=term.verified,
        position=term.position,
        facts=term.facts,
        uid=term.uid,
    )


def read_anew() -> None:
    """Say that this transaction changes terms: what is kept is dropped when it is committed."""
    db.session().info[CHANGED] = True


def _named(name: str, on: date | None) -> dict[str, str]:
    """Return the labels as they are kept: not to be changed."""
    listed, language, day = _listed(name), locale(), on or localdate()
    named = listed.named.get((language, day))
    if named is None:
        if len(listed.named) >= MOST_DAYS:
            listed.named.clear()
        held = (word for word in listed.words if word.holds(day))
        named = {word.code: word.label(language) for word in in_order(held, language)}
        listed.named[language, day] = named
    return named


def _answers(word: Word, asked: Sequence[str]) -> bool:
    """Whether the word has what begins with each chunk: numbers as written, words however."""
    if not asked:
        return True
    texts = " ".join((word.code, word.parent, *word.labels.values(), *word.facts.values()))
    written = f" {texts.casefold()}"
    there = [fold(one) for one in words_of(texts)]
    return all(
        f" {chunk}" in written
        if any(mark.isdigit() for mark in chunk)
        else all(_begins(fold(begun), there) for begun in words_of(chunk))
        for chunk in asked
    )


def _begins(begun: str, words: Iterable[str]) -> bool:
    return any(word.startswith(begun) for word in words)


def _listed(name: str) -> Listed:
    if not has_app_context():
        return _as_shipped(name)
    if db.session().info.get(CHANGED):  # what is not committed yet is for nobody else to read
        db.session.flush()  # but for this transaction it is what counts
        return _read(name)
    shelf = _shelf()
    _compare(shelf)
    if name not in shelf.listed:
        if not shelf.has_table:
            shelf.has_table = sa.inspect(db.session.connection()).has_table(Term.__tablename__)
        if not shelf.has_table:
            return _as_shipped(name)
        shelf.listed[name] = _read(name)
    return shelf.listed[name]


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions.setdefault(KEPT, Shelf())
    return shelf


def _compare(shelf: Shelf) -> None:
    """Drop what others have changed since it was read; asks the database now and then only."""
    moment = time.monotonic()
    wait = current_app.config.get("VOCABULARIES_REREAD_AFTER", REREAD_AFTER)
    if moment - shelf.compared_at < wait:
        return
    shelf.compared_at = moment
    if not shelf.listed:
        return
    found = sa.select(Term.vocabulary, sa.func.count(), sa.func.sum(Term.version))
    with db.session.no_autoflush:
        rows = db.session.execute(found.group_by(Term.vocabulary)).all()
    stamps = {name: (number, int(versions)) for name, number, versions in rows}
    for name in [name for name, kept in shelf.listed.items() if kept.stamp != stamps.get(name)]:
        shelf.listed.pop(name, None)


COLUMNS = (
    *(Term.code, Term.labels, Term.parent, Term.valid_from, Term.valid_until, Term.source),
    *(Term.verified, Term.position, Term.facts, Term.uid),
)


def _read(name: str) -> Listed:
    """Read a vocabulary in one statement."""
    found = sa.select(Term.version, *COLUMNS).where(Term.vocabulary == VOCABULARIES[name].name)
    with db.session.no_autoflush:
        rows = db.session.execute(found.order_by(Term.code, Term.valid_from, Term.id)).all()
    words = tuple(Word(*row[1:]) for row in rows)
    return Listed(words, (len(rows), sum(row.version for row in rows)))


@cache
def _as_shipped(name: str) -> Listed:
    return Listed(shipped.words(name))


@sa.event.listens_for(Session, "after_commit")
def _drop(session: Session) -> None:
    if session.info.pop(CHANGED, None):
        _shelf().listed.clear()


@sa.event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(CHANGED, None)

"""The audit trail: every move and every edit, written in the transaction they belong to.

The rows form a chain: each hash covers the one before it, so that a row which is changed, taken out
or put in later shows. What is personal (name, note, values) enters the chain only as a salted
digest: erasing a person empties these columns and leaves the chain provable.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.actors import Actor
from app.core.db import Model, db
from app.core.reactions import react
from app.core.times import now
from app.core.workflow import Event, Flow, Stateful

E = TypeVar("E", bound=Stateful)
CHAIN_LOCK = 0x4B4F4E54  # any number of our own, the same in every process
GENESIS = "0" * 64


class Entry(Model):
    """One line of the history of one entity."""

    __tablename__ = "history"
    __table_args__ = (sa.Index("ix_history_subject", "subject_type", "subject_id"),)

    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str | None]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    action: Mapped[str]
    note: Mapped[str | None]
    changes: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    salt: Mapped[str | None]
    digest: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)

    def expected_digest(self) -> str:
        """Digest what is personal in this row."""
        return _sha256(self.salt, self.actor_name, self.note, self.changes)

    def expected_hash(self, previous: str) -> str:
        """Hash this row together with the hash of the one before it."""
        return _sha256(
            previous,
            self.at.isoformat(),
            self.actor_id,
            self.subject_type,
            self.subject_id,
            self.action,
            self.digest,
        )


class Tracked:
    """Mixin: edits of this model are written to the history by themselves."""

    __untracked__ = frozenset({"id", "state", "version"})


def act_as(actor: Actor) -> None:
    """Name the actor of everything that this session writes from now on."""
    db.session().info["actor"] = actor


def record(event: Event, changes: dict[str, Any] | None = None) -> None:
    """Write an event down and let the features react to it."""
    if event.subject.id is None:
        db.session.flush()  # a new subject has its id only now
    stated = {"state": [event.before, event.after]} if event.after else {}
    _note(
        db.session(), event.actor, event.subject, event.name, stated | (changes or {}), event.note
    )
    react(event)


def note_edit(entity: Any, changes: dict[str, Any]) -> None:
    """Write down an edit that no column shows: what was added to the entity or taken out of it."""
    session = db.session()
    actor = session.info.get("actor", Actor.SYSTEM)
    _note(session, actor, entity, f"{entity.__tablename__}.edit", changes)


def advance(flow: Flow[E], entity: E, name: str, actor: Actor, note: str = "") -> Event:
    """Make a move and write it down."""
    event = flow.apply(name, entity, actor, note)
    record(event)
    return event


def entries_of(subject: Any) -> Sequence[Entry]:
    """List the history of one entity, the newest first."""
    return db.session.scalars(
        sa.select(Entry)
        .where(Entry.subject_type == subject.__tablename__, Entry.subject_id == subject.id)
        .order_by(Entry.id.desc())
    ).all()


def broken_links() -> Iterator[str]:
    """Walk the whole chain and yield a sentence for every place where it does not hold."""
    previous = GENESIS
    rows = db.session.scalars(sa.select(Entry).order_by(Entry.id).execution_options(yield_per=500))
    for entry in rows:
        if entry.hash != entry.expected_hash(previous):
            yield f"Entry {entry.id} ({entry.action}) does not follow from the one before it."
        if entry.salt is not None and entry.digest != entry.expected_digest():
            yield f"Entry {entry.id} ({entry.action}) has other contents than were written."
        previous = entry.hash


def changes_of(entity: Any) -> dict[str, Any]:
    """Return {column: [old, new]} for what is about to be flushed."""
    state = sa.inspect(entity)
    changes = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if history.has_changes() and column.key not in entity.__untracked__:
            old = history.deleted[0] if history.deleted else None
            changes[column.key] = [_plain(old), _plain(history.added[0])]
    return changes


def _note(
    session: Session, actor: Actor, subject: Any, action: str, changes: Any, note: str = ""
) -> None:
    """Keep a line until the commit, when its place in the chain is known."""
    session.info.setdefault("entries", []).append(
        (now(), actor, subject, subject.__tablename__, action, changes, note)
    )


@sa_event.listens_for(Session, "before_flush")
def _track_edits(session: Session, *_: Any) -> None:
    actor = session.info.get("actor", Actor.SYSTEM)
    for entity in session.dirty:
        if isinstance(entity, Tracked) and (changes := changes_of(entity)):
            action = f"{entity.__tablename__}.edit"  # type: ignore[attr-defined]
            _note(session, actor, entity, action, changes)


@sa_event.listens_for(Session, "before_commit")
def _chain(session: Session) -> None:
    session.flush()
    lines = session.info.pop("entries", [])
    if not lines:
        return
    if session.get_bind().dialect.name == "postgresql":  # SQLite holds its write lock already
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(CHAIN_LOCK)))
    previous = session.scalar(sa.select(Entry.hash).order_by(Entry.id.desc()).limit(1)) or GENESIS
    for at, actor, subject, kind, action, changes, note in lines:
        entry = Entry(
            at=at,
            actor_id=actor.id,
            actor_name=actor.name,
            subject_type=kind,
            subject_id=subject.id,
            action=action,
            note=note,
            changes=changes,
            salt=secrets.token_hex(16),
        )
        entry.digest = entry.expected_digest()
        entry.hash = previous = entry.expected_hash(previous)
        session.add(entry)
        session.flush()  # one by one, so that the order of ids is the order of the chain


@sa_event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("entries", None)


def _sha256(*parts: Any) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | list | dict) else str(value)

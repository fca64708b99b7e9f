"""Stored files: looked at, limited, kept under random keys, served as attachments only.

The file is stored before the commit, its row inside it. What never got a row (the transaction
failed, the form was abandoned) is an orphan, and `sweep_orphans` takes it away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import cast

import sqlalchemy as sa
from flask import Flask, Response, current_app, send_file
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from app.core.actors import Actor
from app.core.db import Addressed, Model, db
from app.core.errors import Conflict
from app.core.i18n import _, lazy, number
from app.core.inspection import MAX_NAME, TYPES, FileFacts, inspect_file
from app.core.storage import Storage, new_key, open_storage
from app.core.times import now

STASH_LIFETIME = timedelta(hours=12)
ORPHANS_LIVE = timedelta(hours=24)
BATCH = 500


class Document(Addressed, Model):
    """A file that somebody sent or that we made; what it is to the feature says `kind`."""

    __tablename__ = "document"
    __table_args__ = (sa.CheckConstraint("size > 0", "size_is_positive"),)

    key: Mapped[str] = mapped_column(sa.String(32), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None] = mapped_column(index=True)


@dataclass(frozen=True)
class Stashed:
    """A file that is stored but has no row yet: its facts, its key and the person it came from."""

    facts: FileFacts
    key: str
    person_id: int | None

    @property
    def name(self) -> str:
        return self.facts.name

    @property
    def size(self) -> int:
        return self.facts.size

    @property
    def token(self) -> str:
        """The stash as signed text, to travel through a form; it opens for 12 hours."""
        return _serializer().dumps([self.key, self.person_id, *astuple(self.facts)])


def init_app(app: Flask) -> None:
    """Open the storage that `FILES_URL` names; raises ValueError where it names none."""
    app.extensions["storage"] = open_storage(app.config["FILES_URL"])
    app.jinja_env.filters["file_size"] = file_size


def storage() -> Storage:
    return cast("Storage", current_app.extensions["storage"])


def stash(upload: FileStorage, actor: Actor, accept: Collection[str] = TYPES.keys()) -> Stashed:
    """Look at an upload and store it without a row; raises inspection.FileRefused.

    `accept` are extensions from inspection.TYPES.
    """
    limit: int = current_app.config["MAX_FILE_SIZE"]
    content = upload.stream.read(limit + 1)
    return _stash(upload.filename or "", content, actor, accept)


def open_stash(token: str, actor: Actor) -> Stashed | None:
    """Return what a token stands for: None unless it is ours, fresh and made for this person."""
    try:
        key, person_id, *facts = _serializer().loads(
            token, max_age=int(STASH_LIFETIME.total_seconds())
        )
    except BadSignature:
        return None
    return Stashed(FileFacts(*facts), key, person_id) if person_id == actor.id else None


def claim(stashed: Stashed, kind: str) -> Document:
    """Give a stashed file its row; raises Conflict where it has one already."""
    if db.session.scalar(sa.select(Document.id).where(Document.key == stashed.key)):
        raise Conflict(lazy("The file %(name)s has been sent before.", name=stashed.name))
    facts = stashed.facts
    document = Document(
        key=stashed.key,
        kind=kind,
        name=facts.name,
        media_type=facts.media_type,
        size=facts.size,
        sha256=facts.sha256,
        uploaded_at=now(),
        uploaded_by=stashed.person_id,
    )
    db.session.add(document)
    return document


def store(
    upload: FileStorage, kind: str, actor: Actor, accept: Collection[str] = TYPES.keys()
) -> Document:
    """Store an upload together with its row; raises inspection.FileRefused."""
    return claim(stash(upload, actor, accept), kind)


def keep(name: str, content: bytes, kind: str, actor: Actor) -> Document:
    """Store a file that was made here or read elsewhere, under the same rules as an upload."""
    return claim(_stash(name, content, actor, TYPES.keys()), kind)


def content(document: Document) -> bytes:
    """Read the file; raises RuntimeError unless it is to the bit what was stored."""
    found = storage().get(document.key)
    if hashlib.sha256(found).hexdigest() != document.sha256:
        raise RuntimeError(f"The stored file of document {document.uid} has been changed.")
    return found


def send(document: Document) -> Response:
    """Answer with the file as an attachment that no browser opens, runs or keeps."""
    response = send_file(
        BytesIO(content(document)),
        mimetype=document.media_type,
        as_attachment=True,
        download_name=document.name,
        etag=False,
        conditional=False,
    )
    response.content_length = document.size
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def sweep_orphans(older_than: timedelta = ORPHANS_LIVE) -> int:
    """Delete the stored files that no document stands for, and say how many.

    Younger files are spared: their transaction may still be under way, their form may still be
    open. So `older_than` must not be less than the 12 hours for which a stash can be claimed.
    """
    if older_than < STASH_LIFETIME:
        raise ValueError("Files younger than 12 hours may still be claimed.")
    before = now() - older_than
    old = (found.key for found in storage().list() if found.written_at < before)
    swept = 0
    for keys in _batches(old):
        taken = set(db.session.scalars(sa.select(Document.key).where(Document.key.in_(keys))))
        for key in keys - taken:
            storage().delete(key)
            swept += 1
    return swept


def file_size(size: int) -> str:
    """Write a size given in bytes for people: `1 kB`, `120 kB`, `3.4 MB`."""
    if size < 1_000_000:
        return _("%(size)s kB", size=number(max(1, round(size / 1000)), "0"))
    return _("%(size)s MB", size=number(Decimal(size) / 1_000_000, "0.0"))


def _stash(name: str, content: bytes, actor: Actor, accept: Collection[str]) -> Stashed:
    facts = inspect_file(name, content, current_app.config["MAX_FILE_SIZE"], accept)
    stashed = Stashed(facts, new_key(), actor.id)
    storage().put(stashed.key, content)
    return stashed


def _batches(keys: Iterator[str]) -> Iterator[set[str]]:
    while batch := set(islice(keys, BATCH)):
        yield batch


def _serializer() -> URLSafeTimedSerializer:
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="stash")

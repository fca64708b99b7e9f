"""Backup and restore: one verified archive, the same for every database and every file store.

An archive is a ZIP: `manifest.json` (schema revision, rows and SHA-256 of every table, size and
SHA-256 of every file), `tables/<name>.jsonl` (one row a line) and `files/<key>`. It is read in one
transaction, so it holds what was committed when it began, while others go on writing; it can be
restored into another engine than it was written from.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.sqltypes import Uuid

from app.core.actors import Actor
from app.core.db import Instant, Model, db, snapshot
from app.core.documents import Document, storage
from app.core.history import broken_links
from app.core.money import Hundredths
from app.core.reactions import react
from app.core.times import now
from app.core.workflow import Event

FORMAT = 1
RESTORED = "archive.restore"
"""The event after which features build anew what is derived: their index for full text."""

CHUNK = 500


class ArchiveError(Exception):
    """An archive that cannot be written, or must not replace what is there; one sentence."""


def write(path: Path) -> dict[str, Any]:
    """Write an archive, check it, and only then give it its name; returns the manifest.

    Raises ArchiveError where the place cannot be written or the archive does not check.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.touch(mode=0o600)
        with snapshot(), zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = {
                "format": FORMAT,
                "made_at": now().isoformat(),
                "revision": revision(),
                "tables": _write_tables(archive),
                "files": _write_files(archive),
            }
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        check(unfinished)
        unfinished.replace(path)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def check(path: Path) -> dict[str, Any]:
    """Read the whole archive and compare it with its manifest, which is returned.

    Raises ArchiveError with the first thing that is wrong.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
            if manifest["format"] != FORMAT:
                raise ArchiveError(f"{path} is of a format that this version does not read.")
            for name, facts in manifest["tables"].items():
                _compare(path, archive, f"tables/{name}.jsonl", facts)
            for key, facts in manifest["files"].items():
                _compare(path, archive, f"files/{key}", facts)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError) as error:
        raise ArchiveError(f"{path} is not a whole archive of Kontor: {error}.") from error
    return manifest


def restore(path: Path) -> dict[str, Any]:
    """Replace all that the database holds by the archive, in one transaction, after checking it.

    Raises ArchiveError before anything is changed where the archive does not check or is of another
    schema revision than the database, and rolls back where its history does not hold.
    """
    manifest = check(path)
    if manifest["revision"] != revision():
        raise ArchiveError(
            f"{path} has the schema {manifest['revision']}, the database {revision()}: "
            "restore it with the version of Kontor that wrote it, then upgrade."
        )
    tables = Model.metadata.sorted_tables
    with zipfile.ZipFile(path) as archive:
        _restore_files(archive, manifest["files"])
        _keep_others_out(tables)
        for table in reversed(tables):
            db.session.execute(table.delete())
        for table in tables:
            _restore_rows(archive, table, _columns(path, manifest, table))
            _set_sequence(table)
    if broken := next(broken_links(), None):
        db.session.rollback()
        raise ArchiveError(f"The history in {path} does not hold: {broken}")
    react(Event(None, RESTORED, Actor.SYSTEM))
    db.session.commit()
    return manifest


def revision() -> str | None:
    """Return the schema revision of the database; None where it is empty."""
    if not sa.inspect(db.session.connection()).has_table("alembic_version"):
        return None
    version = sa.column("version_num", sa.String)
    return db.session.scalar(sa.select(version).select_from(sa.table("alembic_version")))


def _write_tables(archive: zipfile.ZipFile) -> dict[str, Any]:
    facts = {}
    for table in Model.metadata.sorted_tables:
        digest, rows = hashlib.sha256(), 0
        with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as file:
            for row in _rows(table):
                line = (json.dumps(row, ensure_ascii=False, default=_plain) + "\n").encode()
                file.write(line)
                digest.update(line)
                rows += 1
        names = [column.name for column in table.columns]
        facts[table.name] = {"columns": names, "rows": rows, "sha256": digest.hexdigest()}
    return facts


def _rows(table: sa.Table) -> Iterator[list[Any]]:
    found = db.session.execute(
        sa.select(table).order_by(*table.primary_key).execution_options(yield_per=CHUNK)
    )
    return (list(row) for row in found)


def _write_files(archive: zipfile.ZipFile) -> dict[str, Any]:
    facts = {}
    for key in db.session.scalars(sa.select(Document.key).order_by(Document.id)):
        content = storage().get(key)
        archive.writestr(f"files/{key}", content, zipfile.ZIP_STORED)
        facts[key] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return facts


def _compare(path: Path, archive: zipfile.ZipFile, member: str, facts: dict[str, Any]) -> None:
    with archive.open(member) as file:
        digest = hashlib.file_digest(cast("BytesIO", file), "sha256")
        if digest.hexdigest() != facts["sha256"]:
            raise ArchiveError(f"{path} is damaged: {member} is not what was written.")


def _restore_files(archive: zipfile.ZipFile, files: dict[str, Any]) -> None:
    """Put back what is missing; a file that is there under its random key is the same file."""
    for key in files:
        try:
            storage().put(key, archive.read(f"files/{key}"))
        except FileExistsError:
            continue


def _keep_others_out(tables: Sequence[sa.Table]) -> None:
    """Let whoever is writing finish, and nobody else read or write until all is restored."""
    if db.engine.dialect.name == "postgresql":  # SQLite holds its one write lock already
        names = ", ".join(f'"{table.name}"' for table in tables)
        db.session.execute(sa.text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))


def _columns(path: Path, manifest: dict[str, Any], table: sa.Table) -> list[str]:
    """Name the columns of a table in the order of the archive; the first ones did not say."""
    there = [column.name for column in table.columns]
    names: list[str] = manifest["tables"][table.name].get("columns", there)
    if sorted(names) != sorted(there):
        raise ArchiveError(f"{path} has other columns in {table.name} than the database.")
    return names


def _restore_rows(archive: zipfile.ZipFile, table: sa.Table, names: list[str]) -> None:
    readers = [_reader(table.columns[name]) for name in names]
    chunk: list[dict[str, Any]] = []
    with archive.open(f"tables/{table.name}.jsonl") as file:
        for line in file:
            values = json.loads(line)
            chunk.append(
                {
                    name: None if value is None else read(value)
                    for name, read, value in zip(names, readers, values, strict=True)
                }
            )
            if len(chunk) == CHUNK:
                db.session.execute(table.insert(), chunk)
                chunk = []
    if chunk:
        db.session.execute(table.insert(), chunk)


def _set_sequence(table: sa.Table) -> None:
    """Let PostgreSQL count on from the highest number that was restored."""
    if db.engine.dialect.name != "postgresql" or "id" not in table.columns:
        return
    highest = db.session.scalar(sa.select(sa.func.max(table.c.id)))
    if highest is not None:
        sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', "id")
        db.session.execute(sa.select(sa.func.setval(sequence, highest)))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be archived")


def _reader(column: sa.Column[Any]) -> Callable[[Any], Any]:
    kind = column.type
    if isinstance(kind, Hundredths):
        return Decimal
    if isinstance(kind, Instant):
        return datetime.fromisoformat
    if isinstance(kind, Uuid):
        return uuid.UUID
    if isinstance(kind, sa.Date):
        return date.fromisoformat
    return lambda value: value

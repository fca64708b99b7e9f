"""The health of this installation: what `flask doctor` prints and `/readyz` answers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core.archive import revision
from app.core.db import db
from app.core.documents import storage

LITTLE_SPACE = 0.1
"""Warn when less than this share of the disk is free."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, and what there is to know."""

    name: str
    is_well: bool
    text: str


Check = Callable[[], Finding]
_checks: list[Check] = []


def check(function: Check) -> Check:
    """Let features add what they know: inbox looks at its outbox."""
    _checks.append(function)
    return function


def examine() -> Iterator[Finding]:
    """Look at everything; a check that fails is a finding, never an exception."""
    for look in (*_checks,):
        try:
            yield look()
        except (SQLAlchemyError, OSError) as error:
            reason = str(error).partition("\n")[0]
            yield Finding(look.__name__.strip("_"), False, reason)  # noqa: FBT003


@check
def database() -> Finding:
    """The database answers and has the schema of this version."""
    at, head = revision(), head_revision()
    text = f"schema {at}" if at == head else f"schema {at} instead of {head}: run `flask upgrade`"
    return Finding("database", at == head, f"{db.engine.dialect.name}, {text}")


@check
def durability() -> Finding:
    """What was acknowledged survives a power cut."""
    if db.engine.dialect.name == "sqlite":
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        found = {
            name: db.session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in wanted
        }
    else:
        wanted = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "on")
        found = {name: db.session.scalar(sa.text(f"SHOW {name}")) for name in wanted}
    wrong = {name: value for name, value in found.items() if value != wanted[name]}
    text = ", ".join(f"{name} is {value}" for name, value in (wrong or found).items())
    return Finding("durability", not wrong, text)


@check
def files() -> Finding:
    """The store of files takes a file and gives it back."""
    storage().check()
    return Finding("files", True, "a file was written, read and deleted")  # noqa: FBT003


@check
def disk() -> Finding:
    """There is room to write."""
    usage = shutil.disk_usage(Path(current_app.config["INSTANCE"]))
    free = usage.free / usage.total
    return Finding("disk", free > LITTLE_SPACE, f"{free:.0%} free")


def head_revision() -> str | None:
    """Return the schema revision that this version of Kontor wants."""
    from alembic.script import ScriptDirectory  # slow to load, and seldom needed

    folder = Path(current_app.root_path).parent / "migrations"
    return ScriptDirectory(str(folder)).get_current_head()

"""What tests stand on: a real database each, on both engines, copied from one that was migrated."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app import create_app, demonstration
from app.core.db import db
from app.upkeep import migrate
from app.vocabularies import queries as vocabularies
from app.vocabularies.catalogue import VOCABULARIES
from tests import postgres
from tests.making import Make
from tests.visitor import Client, Visitor

ENGINES = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")
SECRET = "a secret that only the tests know, long enough"


def quick_place() -> Path | None:
    """Return the folder in memory for the databases of tests, if there is one with ample room.

    A fresh PostgreSQL database is a thousand small files: on a disk they cost more than the test.
    """
    ample = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2**30
    return MEMORY if ample and os.access(MEMORY, os.W_OK) else None


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once; the processes of xdist share it."""
    if not hasattr(config, "workerinput"):
        config.stash[CLUSTER] = postgres.cluster(quick_place())
        config.stash[CLUSTER].__enter__()


def pytest_unconfigure(config: pytest.Config) -> None:
    if CLUSTER in config.stash:
        config.stash[CLUSTER].__exit__(None, None, None)


CLUSTER: pytest.StashKey[AbstractContextManager[postgres.Cluster]] = pytest.StashKey()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many tests ran where."""
    passed = [report.nodeid for report in terminalreporter.stats.get("passed", [])]
    counts = {
        "on SQLite": sum("[sqlite" in name for name in passed),
        "on PostgreSQL": sum("[postgresql" in name for name in passed),
        "in a browser": sum("tests/browser/" in name for name in passed),
    }
    counts["without a database"] = len(passed) - counts["on SQLite"] - counts["on PostgreSQL"]
    terminalreporter.write_line(
        "passed " + ", ".join(f"{number} {where}" for where, number in counts.items())
    )


class Databases:
    """Hands out databases of one engine: one is migrated, every other is a copy of it."""

    def __init__(self, engine: str, folder: Path, name: str) -> None:
        self.engine, self.folder, self.name = engine, folder, name
        self.cluster = postgres.Cluster(os.environ[postgres.ENVIRONMENT])
        if engine == "sqlite":
            self.url = f"sqlite:///{folder}/test.sqlite"
        else:
            self.url = self.cluster.url(f"test_{name}")

    @property
    def template(self) -> str:
        return f"template_{self.name}"

    def migrate(self) -> None:
        """Build the template by running all migrations."""
        if self.engine == "postgresql":
            url = self.cluster.create(self.template)
        else:
            url = f"sqlite:///{self.folder}/template.sqlite"
        app = make_app(url, self.folder / "building")
        with app.app_context():
            migrate()
            db.session.remove()
            db.engine.dispose()  # the last connection to close folds SQLite's log into the file

    def refresh(self) -> None:
        """Put a fresh copy where the application looks."""
        if self.engine == "postgresql":
            self.cluster.create(f"test_{self.name}", self.template)
            return
        for leftover in self.folder.glob("test.sqlite*"):
            leftover.unlink()
        shutil.copy(self.folder / "template.sqlite", self.folder / "test.sqlite")


def make_app(url: str, instance: Path, **config: Any) -> Flask:
    """Make the application as tests want it: cheap passwords, errors not hidden."""
    return create_app(
        INSTANCE=instance,
        TESTING=True,
        PROPAGATE_EXCEPTIONS=True,
        SECRET_KEY=SECRET,
        SQLALCHEMY_DATABASE_URI=url,
        FILES_URL=f"file://{instance / 'files'}",
        MAIL_URL="",
        LOG_LEVEL="ERROR",
        LOAD_LIMIT="100000 per second",
        VOCABULARIES_REREAD_AFTER=3600,
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
            "argon2__time_cost": 1,
            "argon2__memory_cost": 8,
            "argon2__parallelism": 1,
        },
        **config,
    )


@pytest.fixture(scope="session")
def migrated(worker_id: str) -> Iterator[Callable[[str], Databases]]:
    """Give the databases of an engine: migrated once a process, in whatever order files come.

    What a parameter of a fixture has made is thrown away whenever a test comes with another one.
    """
    with TemporaryDirectory(prefix="kontor-", dir=quick_place()) as folder:

        @cache
        def of(engine: str) -> Databases:
            place = Path(folder, engine)
            place.mkdir()
            databases = Databases(engine, place, worker_id)
            databases.migrate()
            return databases

        yield of


@pytest.fixture(scope="session")
def started(migrated: Callable[[str], Databases]) -> Callable[[str], Flask]:
    """Give the application on the databases of an engine: made once a process as well."""

    @cache
    def on(engine: str) -> Flask:
        databases = migrated(engine)
        databases.refresh()
        app = make_app(databases.url, databases.folder / "instance")
        app.test_client_class = Client
        with app.app_context():
            # Read once a process: not while a test counts statements.
            demonstration.is_shown()
            for name in VOCABULARIES:
                vocabularies.terms(name)
            db.session.remove()
            db.engine.dispose()
        gc.freeze()  # all that was imported stays: looking through it again and again is waste
        return app

    return on


@pytest.fixture(scope="session", params=ENGINES)
def databases(request: pytest.FixtureRequest, migrated: Callable[[str], Databases]) -> Databases:
    return migrated(request.param)


@pytest.fixture(scope="session")
def session_app(databases: Databases, started: Callable[[str], Flask]) -> Flask:
    return started(databases.engine)


@pytest.fixture
def app(session_app: Flask, databases: Databases) -> Iterator[Flask]:
    """The application on a database of its own: nothing of another test is in it."""
    shelf = session_app.extensions[vocabularies.KEPT]
    with session_app.app_context():
        db.engine.dispose()
        databases.refresh()
        read = dict(shelf.listed)
        yield session_app
        shelf.listed = read  # what every fresh copy holds, whatever the test has changed
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(databases.folder / "instance" / "files", ignore_errors=True)
    shutil.rmtree(databases.folder / "instance" / "mail", ignore_errors=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def make(app: Flask) -> Make:
    return Make()


@pytest.fixture
def visitor(app: Flask) -> Callable[..., Visitor]:
    """A browser of one's own: `visitor()` for anybody, `visitor(person)` signed in."""
    return partial(Visitor, app)


@pytest.fixture
def clock() -> Iterator[Callable[[datetime], None]]:
    """Set the clock, as often as wanted; it stands still until it is set again."""
    with ExitStack() as travels:
        yield lambda to: travels.enter_context(time_machine.travel(to, tick=False))


@contextmanager
def _counting() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def counting(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Count the statements inside a block; BEGIN and its kin are not among them."""
    return _counting

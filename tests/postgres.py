"""A PostgreSQL server for the tests: started from the system's own binaries, thrown away after."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

ENVIRONMENT = "KONTOR_TEST_PG"
MISSING = (
    "PostgreSQL is not installed: install the Debian package 'postgresql', "
    f"or set {ENVIRONMENT} to the address of a server on which the tests may create databases."
)
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
)
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "timezone": "UTC",
}


@dataclass(frozen=True)
class Cluster:
    """A running server, known by the address of its maintenance database."""

    address: str

    def url(self, database: str) -> str:
        """Return the SQLAlchemy address of one database."""
        url = sa.make_url(self.address).set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    def create(self, database: str, template: str = "template0") -> str:
        """Create a database, a copy of `template`, in place of one of that name; return its address.

        Whoever is still connected to the old one is thrown out.
        """
        with psycopg.connect(_libpq(self.address), autocommit=True) as connection:
            _drop(connection, database)
            how = " STRATEGY FILE_COPY" if connection.info.server_version >= 15_00_00 else ""
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + how)
            connection.execute(create.format(sql.Identifier(database), sql.Identifier(template)))
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database if it is there, whoever is still connected."""
        with psycopg.connect(_libpq(self.address), autocommit=True) as connection:
            _drop(connection, database)


def _drop(connection: psycopg.Connection[Any], database: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    connection.execute(drop.format(sql.Identifier(database)))


@contextmanager
def cluster(place: Path | None = None) -> Iterator[Cluster]:
    """Run a server for as long as the block, or use the one that KONTOR_TEST_PG names.

    Its data lie in a folder of their own in `place`, or where temporary files do. While the block runs the variable is set, so that the processes started inside share the server.
    Raises RuntimeError with one sentence when no binaries are found.
    """
    if given := os.environ.get(ENVIRONMENT):
        yield Cluster(given)
        return
    with _server(place) as address:
        os.environ[ENVIRONMENT] = address
        try:
            yield Cluster(address)
        finally:
            del os.environ[ENVIRONMENT]


def binaries() -> Path:
    """Return the folder of the newest initdb and postgres of this machine."""
    found = [path for place in PLACES for path in Path("/").glob(f"{place[1:]}/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path))
    if not found:
        raise RuntimeError(MISSING)
    return max(found, key=_version).parent


def _version(initdb: Path) -> int:
    answer = subprocess.run([initdb, "--version"], check=True, capture_output=True, text=True)
    return int(answer.stdout.split()[2].partition(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz"))


@contextmanager
def _server(place: Path | None) -> Iterator[str]:
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="kontor-pg-", dir=place))
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    how: dict[str, Any] = {"cwd": folder, "env": environment, **_not_as_root(folder)}
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    try:
        subprocess.run(
            [
                *(programs / "initdb", "-D", folder / "data", "-U", "kontor", "-A", "trust"),
                *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            **how,
        )
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", "-k", folder, *options],
                stdout=log,
                stderr=log,
                start_new_session=True,
                **how,
            )
        try:
            address = f"postgresql+psycopg://kontor@/postgres?host={folder}"
            _wait_for(address, server, folder / "log")
            yield address
        finally:
            server.send_signal(signal.SIGINT)  # ends the sessions of clients that never leave
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _not_as_root(folder: Path) -> dict[str, Any]:
    """Return how to start programs that refuse to run as root: as the user `postgres`."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        raise RuntimeError(MISSING) from None
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            psycopg.connect(_libpq(address)).close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')}")


def _libpq(address: str) -> str:
    return sa.make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)

"""Migrations lead from nothing to the models and back, on both databases."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.core.archive import _reader
from app.core.db import Model, db
from app.core.history import broken_links
from app.upkeep import migrate
from tests import postgres
from tests.conftest import ENGINES, make_app

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
RELEASES = sorted((Path(__file__).parent / "releases").glob("*.zip"))
"""The demonstration as it was stored under a schema that has been released, by its revision."""


def database(engine: str, name: str, folder: Path) -> str:
    """Return the address of an empty database."""
    if engine == "sqlite":
        return f"sqlite:///{folder}/{name}.sqlite"
    cluster = postgres.Cluster(os.environ[postgres.ENVIRONMENT])
    mine = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    return cluster.create(mine)


@pytest.mark.parametrize("engine", ENGINES)
def test_migrations_lead_to_the_models_and_back(engine: str, tmp_path: Path) -> None:
    app = make_app(database(engine, "migrations", tmp_path), tmp_path / "instance")
    with app.app_context():
        migrate()
        assert differences() == []

        flask_migrate.downgrade(revision="base")
        assert [name for name in tables() if not name.startswith("sqlite_")] == ["alembic_version"]

        migrate()
        assert differences() == []
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_release_with_data_comes_to_the_newest(engine: str, release: Path, tmp_path: Path) -> None:
    """The demonstration of each release, as it was stored then, loses no row on the way."""
    app = make_app(database(engine, f"release_{release.stem}", tmp_path), tmp_path / "instance")
    with app.app_context():
        flask_migrate.Migrate(app, db, directory=str(MIGRATIONS))
        flask_migrate.upgrade(revision=release.stem)
        with db.engine.begin() as connection:
            stored = fill(release, connection)

        migrate()

        assert differences() == []
        assert {name: count(name) for name in stored} == stored
        assert list(broken_links()) == []
        organisation = Model.metadata.tables["organisation"]
        listed = sa.select(organisation.c.is_listed).where(organisation.c.state == "verified")
        assert set(db.session.scalars(listed)) == {True}
        db.session.remove()
        db.engine.dispose()


def fill(release: Path, connection: sa.Connection) -> dict[str, int]:
    """Write the rows of a release into its own tables, and say how many there are of each."""
    stored = {}
    with zipfile.ZipFile(release) as archive:
        manifest = "manifest.json" in archive.namelist() and json.loads(
            archive.read("manifest.json")
        )
        for table in Model.metadata.sorted_tables:
            member = f"tables/{table.name}.jsonl"
            if member not in archive.namelist():
                continue
            names = (
                manifest["tables"][table.name]["columns"]
                if manifest
                else [column["name"] for column in sa.inspect(connection).get_columns(table.name)]
            )
            then = sa.Table(
                table.name, sa.MetaData(), *(sa.Column(n, table.c[n].type) for n in names)
            )
            readers = [_reader(table.c[name]) for name in names]
            rows = [
                {
                    name: value if value is None else read(value)
                    for name, read, value in zip(names, readers, json.loads(line), strict=True)
                }
                for line in archive.read(member).decode().splitlines()
            ]
            if rows:
                connection.execute(then.insert(), rows)
            stored[table.name] = len(rows)
    return stored


def count(name: str) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0


def differences() -> list[object]:
    """What the models have and the database lacks, or the other way round."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _item, name, *_: "fulltext" not in str(name),
                "compare_type": False,
            },
        )
        return list(compare_metadata(context, Model.metadata))


def tables() -> list[str]:
    return sorted(sa.inspect(db.engine).get_table_names())

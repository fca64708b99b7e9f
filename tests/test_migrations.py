"""Migrations lead from nothing to the models and back, on both databases."""

from __future__ import annotations

import os
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.core.db import Model, db
from app.upkeep import migrate
from tests import postgres
from tests.conftest import ENGINES, make_app


@pytest.mark.parametrize("engine", ENGINES)
def test_migrations_lead_to_the_models_and_back(engine: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/migrations.sqlite"
    if engine == "postgresql":
        cluster = postgres.Cluster(os.environ[postgres.ENVIRONMENT])
        name = f"migrations_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        cluster.drop(name)
        url = cluster.create(name)
    app = make_app(url, tmp_path / "instance")
    with app.app_context():
        migrate()
        assert differences() == []

        flask_migrate.downgrade(revision="base")
        assert [name for name in tables() if not name.startswith("sqlite_")] == ["alembic_version"]

        migrate()
        assert differences() == []
        db.session.remove()
        db.engine.dispose()


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

"""How migrations run: on the application's own engine, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from alembic import context
from sqlalchemy.types import TypeDecorator

from app.core.db import db


def include_object(item, name, kind, reflected, compare_to):
    """Leave the full-text tables to their own migration: they differ by engine."""
    return not (kind == "table" and name.startswith("fulltext")) and not (
        kind == "index" and name and name.startswith("ix_fulltext")
    )


def plain_types(kind, item, autogen_context):
    """Write our column types as what the database stores: a migration imports no app code."""
    if kind != "type":
        return False
    if isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    if type(item).__name__ == "Enum":
        return f"sa.String(length={item.length})"
    if type(item).__name__ == "JSON" and item._variant_mapping:
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=include_object,
            render_item=plain_types,
            render_as_batch=True,
            compare_type=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()

"""The commands of docs/commands.md: each calls one function of the house."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask_migrate import Migrate

from app.core.db import db
from app.core.jobs import run_worker


def register(app: Flask) -> None:
    """Add every command to `flask`."""
    Migrate(app, db, directory=str(Path(app.root_path).parent / "migrations"))
    for command in (compute_budget, work):
        app.cli.add_command(command)


@click.command("compute-budget")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def compute_budget(files: tuple[Path, ...]) -> None:
    """Compute budgets from documents and print the results as JSON; touches no database."""
    from app.budgets.document import DocumentError, run

    try:
        sys.stdout.write(run(files))
    except DocumentError as error:
        fail(error)


@click.command("work")
@click.option("--once", is_flag=True, help="Do all that is due now, then end.")
def work(once: bool) -> None:
    """Run the worker: it delivers mail and does what time makes due; safe to run twice at once."""
    if not run_worker(current_app._get_current_object(), once=once):  # type: ignore[attr-defined]
        fail(RuntimeError("Some of the work could not be done; the log says why."))


def fail(error: Exception) -> None:
    """Say in one sentence on standard error why a command could not do its work, and stop."""
    click.echo(str(error), err=True)
    raise SystemExit(1)

"""The commands of docs/commands.md: each calls one function of the house."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app

from app import demonstration, upkeep
from app.core import archive
from app.core.actors import Actor
from app.core.db import db
from app.core.history import act_as
from app.core.inspection import MEGABYTE
from app.core.jobs import run_worker
from app.matching.cli import COMMANDS as MATCHING


def register(app: Flask) -> None:
    """Add every command to `flask`."""
    imports = (import_organisations, import_rates, import_search, import_vocabulary)
    for command in (compute_budget, demo, *imports, *MATCHING, work):
        app.cli.add_command(command)
    demonstration.init_app(app)


@click.command("compute-budget")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def compute_budget(files: tuple[Path, ...]) -> None:
    """Compute budgets from documents and print the results as JSON; touches no database."""
    from app.budgets.document import DocumentError, run

    gc.disable()  # nothing here refers to itself; to look for such takes a quarter of the time
    try:
        sys.stdout.write(run(files))
    except DocumentError as error:
        fail(error)
    finally:
        gc.enable()


@click.command("import-organisations")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "applies", is_flag=True, help="Do it; without this, only a report.")
@click.option("--source", default="", help="Where the list is from, shown on each profile.")
def import_organisations(file: Path, source: str, applies: bool) -> None:
    """Read a list of organisations (CSV or XLSX), say what each row would do, and apply it."""
    from app.core.inspection import FileRefused
    from app.entries import commands, wording

    try:
        _make_sure_of_the_database()
        with file.open("rb") as stream:
            report = commands.read_report(stream, file.name, source)
    except OSError as error:
        fail(RuntimeError(f"{file} cannot be read: {error.strerror}."))
    except FileRefused as error:
        fail(error)
    for line in wording.report_lines(report):
        click.echo(line)
    if report.faults:
        fail(RuntimeError(f"{wording.summary(report)} Nothing was imported."))
    if applies:
        act_as(Actor.SYSTEM)
        commands.apply_report(report, file.name)
        db.session.commit()
    click.echo(wording.summary(report))
    click.echo("Imported." if applies else "Only tried, nothing was changed: add --apply.")


@click.command("import-rates")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--month", default="", help="Of which month the file is, as 2026-05.")
@click.option("--apply", "applies", is_flag=True, help="Do it; without this, only a report.")
def import_rates(file: Path, month: str, applies: bool) -> None:
    """Read monthly rates of exchange (InforEuro, CSV or JSON), say what they change, apply them."""
    from app.spending import commands, wording
    from app.spending.exchange import read_month
    from app.spending.rate_file import BadRates

    of_month = read_month(month)
    if month and of_month is None:
        fail(ValueError(f"{month} is not a month such as 2026-05."))
    try:
        _make_sure_of_the_database()
        plan = commands.plan_import(file.read_bytes(), of_month)
    except OSError as error:
        fail(RuntimeError(f"{file} cannot be read: {error.strerror}."))
    except BadRates as error:
        said = "\n".join(wording.fault_line(fault) for fault in error.faults)
        fail(RuntimeError(f"{said}\nNothing was imported."))
    for line in wording.plan_lines(plan):
        click.echo(line)
    if applies:
        act_as(Actor.SYSTEM)
        commands.carry_out(plan, Actor.SYSTEM)
        db.session.commit()
    click.echo(wording.plan_sum(plan))
    click.echo("Imported." if applies else "Only tried, nothing was changed: add --apply.")


@click.command("import-search")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form_format", default="text", help="What the file is: text.")
@click.option("--as", "email", help="Whose draft it becomes; without it, nobody's.")
def import_search(file: Path, form_format: str, email: str | None) -> None:
    """Read a filled partner-search form into a draft and print what was read as JSON."""
    from app.searches.commands import import_form, import_json
    from app.searches.importer import UnreadableForm, read_form

    try:
        text = read_form(_beginning_of(file), form_format)
        _make_sure_of_the_database()
        actor = _officer(email) if email else Actor.SYSTEM
    except OSError as error:
        fail(RuntimeError(f"{file} cannot be read: {error.strerror}."))
    except (UnreadableForm, LookupError) as error:
        fail(error)
    act_as(actor)
    search = import_form(text, actor)
    db.session.commit()
    click.echo(json.dumps(import_json(search), ensure_ascii=False, indent=2))


@click.command("import-vocabulary")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "applies", is_flag=True, help="Do it; without this, only a report.")
def import_vocabulary(name: str, file: Path, applies: bool) -> None:
    """Read terms of a vocabulary (CSV), say what each row would do, and apply it."""
    from app.vocabularies import commands, wording
    from app.vocabularies.catalogue import VOCABULARIES
    from app.vocabularies.sheet import BadSheet

    if name not in VOCABULARIES:
        fail(LookupError(f"There is no vocabulary {name}, only {', '.join(VOCABULARIES)}."))
    try:
        _make_sure_of_the_database()
        plan = commands.plan_import(VOCABULARIES[name], file.read_bytes())
    except OSError as error:
        fail(RuntimeError(f"{file} cannot be read: {error.strerror}."))
    except BadSheet as error:
        fail(RuntimeError(f"{error}\nNothing was imported."))
    for line in wording.plan_lines(plan):
        click.echo(line)
    if applies:
        act_as(Actor.SYSTEM)
        commands.carry_out(VOCABULARIES[name], plan, Actor.SYSTEM)
        db.session.commit()
    click.echo("Imported." if applies else "Only tried, nothing was changed: add --apply.")


@click.command("demo")
def demo() -> None:
    """Load the demonstration into an empty database and say how to sign in."""
    _make_sure_of_the_database()
    try:
        demonstration.load()
    except demonstration.Refused as error:
        fail(error)
    click.echo(demonstration.introduction())


def _beginning_of(file: Path) -> bytes:
    """Read no more of a file than is needed to see that it is too large."""
    with file.open("rb") as stream:
        return stream.read(2 * MEGABYTE)


def _make_sure_of_the_database() -> None:
    """Migrate a database that is missing, and load the programmes into it."""
    is_missing = archive.revision() is None
    db.session.rollback()
    if is_missing:
        upkeep.bring_up_to_date()


def _officer(email: str) -> Actor:
    """Return the actor with this address; raises LookupError where it may not begin a search."""
    from app.accounts.queries import find_person
    from app.directory.queries import actor_of
    from app.searches import policy

    person = find_person(email)
    if person is None:
        raise LookupError(f"Nobody has an account with the address {email}.")
    if not policy.create.allows(actor := actor_of(person), None):
        raise LookupError(f"{email} is no officer of the agency.")
    return actor


@click.command("work")
@click.option("--once", is_flag=True, help="Do all that is due now, then end.")
def work(once: bool) -> None:
    """Run the worker: it delivers mail and does what time makes due; safe to run twice at once."""
    if not run_worker(current_app._get_current_object(), once=once):  # type: ignore[attr-defined]
        fail(RuntimeError("Some of the work could not be done; the log says why."))


def fail(error: Exception) -> NoReturn:
    """Say in one sentence on standard error why a command could not do its work, and stop."""
    click.echo(str(error), err=True)
    raise SystemExit(1)

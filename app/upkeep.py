"""The commands that look after an installation: upgrade, backup, restore, doctor, audit."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app

from app.core import archive
from app.core.actors import Actor
from app.core.db import db
from app.core.health import examine, head_revision
from app.core.history import broken_links
from app.core.reactions import react
from app.core.times import now
from app.core.workflow import Event


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (upgrade, prepare, create_admin, backup, restore, doctor, audit):
        app.cli.add_command(command)


@click.command()
def upgrade() -> None:
    """Back up, migrate the database to this version, check it, and report."""
    before = archive.revision()
    db.session.rollback()
    if before not in {None, head_revision()}:
        folder = Path(current_app.config["INSTANCE"]) / "backups"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"before-{head_revision()}-{now():%Y%m%dT%H%M%S}.zip"
        archive.write(path)
        click.echo(f"Backed up to {path}.")
    bring_up_to_date()
    if before not in {None, archive.revision()}:  # a new version may index in another way
        react(Event(None, archive.RESTORED, Actor.SYSTEM))
        db.session.commit()
    click.echo(f"The database was at {before or 'nothing'} and is at {archive.revision()}.")
    _report()


@click.command()
@click.option("--demo", is_flag=True, help="Load the demonstration when the database is new.")
@click.option("--production", is_flag=True, help="Refuse what must not be in production.")
def prepare(demo: bool, production: bool) -> None:
    """Make ready to serve: migrate a new database, or say that it has to be upgraded."""
    from app import demonstration

    is_new = archive.revision() is None
    db.session.rollback()
    if is_new:
        bring_up_to_date()
    elif archive.revision() != head_revision():
        fail("The database is of another version: run `flask upgrade` first.")
    if production and demonstration.is_loaded():
        fail("This database holds the demonstration, whose passwords everybody knows.")
    if demo and is_new:
        demonstration.load()
    if demo and demonstration.is_loaded():
        click.echo(demonstration.introduction())


@click.command("create-admin")
@click.argument("email")
def create_admin(email: str) -> None:
    """Make a person administrator of the agency and print the one-time link they come in by."""
    from app.accounts.commands import invitation_link, open_account
    from app.directory.commands import appoint_administrator

    if archive.revision() is None:
        db.session.rollback()
        bring_up_to_date()
    try:
        person = open_account(email)
    except ValueError as error:
        fail(f"{email} is not an e-mail address: {error}")
    appoint_administrator(person, current_app.config["AGENCY_NAME"])
    link = invitation_link(person)
    db.session.commit()
    click.echo(f"Open this link within 24 hours, set a password and a second factor:\n{link}")


def migrate() -> None:
    """Run all migrations and bring in the terms of the vocabularies."""
    import flask_migrate  # slow to load, and seldom needed

    from app.vocabularies.commands import load_shipped

    folder = str(Path(current_app.root_path).parent / "migrations")
    flask_migrate.Migrate(current_app, db, directory=folder)
    flask_migrate.upgrade()
    load_shipped()
    db.session.commit()


def bring_up_to_date() -> None:
    """Run all migrations and load the programmes that this version brings."""
    from app.programmes.commands import load_programmes

    migrate()
    load_programmes()
    db.session.commit()


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write a verified archive of the database and all files, while the application is in use."""
    try:
        manifest = archive.write(file)
    except archive.ArchiveError as error:
        fail(str(error))
    click.echo(f"{file}: {_contents(manifest)}, verified.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only see whether it could be restored.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, only_check: bool, yes: bool) -> None:
    """Check an archive, and only then replace all that this database holds by it."""
    try:
        manifest = archive.check(file)
        if only_check:
            click.echo(f"{file}: {_contents(manifest)}, made {manifest['made_at']}, whole.")
            return
        if archive.revision() is None:
            db.session.rollback()
            bring_up_to_date()
        elif not yes:
            click.confirm("Replace everything in this database?", abort=True)
        archive.restore(file)
    except archive.ArchiveError as error:
        fail(str(error))
    click.echo(f"Restored {_contents(manifest)} of {manifest['made_at']}.")


@click.command()
def doctor() -> None:
    """Examine this installation; exit status 1 where something is not well."""
    if not _report():
        raise SystemExit(1)


@click.group()
def audit() -> None:
    """Look after the history."""


@audit.command()
def verify() -> None:
    """Prove that no line of the history was changed, taken out or put in."""
    broken = list(broken_links())
    for sentence in broken:
        click.echo(sentence, err=True)
    if broken:
        raise SystemExit(1)
    click.echo("The history holds from its first line to its last.")


def fail(sentence: str) -> NoReturn:
    """Say on standard error why a command could not do its work, and stop."""
    click.echo(sentence, err=True)
    raise SystemExit(1)


def _report() -> bool:
    findings = list(examine())
    for finding in findings:
        click.echo(f"{'well' if finding.is_well else 'NOT WELL':8}  {finding.name}: {finding.text}")
    return all(finding.is_well for finding in findings)


def _contents(manifest: dict[str, dict[str, dict[str, int]]]) -> str:
    rows = sum(facts["rows"] for facts in manifest["tables"].values())
    return f"{rows} rows and {len(manifest['files'])} files"

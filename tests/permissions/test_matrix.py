"""Who may do what: the reviewed matrix against real requests, in both directions.

After a change of routes or rules, `KONTOR_WRITE_MATRIX=1 pytest tests/permissions` writes
docs/permissions.csv anew; its difference is what has to be reviewed.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, session, url_for
from werkzeug.routing import Rule

from app import features
from app.core import submissions
from app.core.db import db
from tests.conftest import Databases, make_app
from tests.making import Make
from tests.permissions.world import Arguments, World, build

pytestmark = pytest.mark.timeout(1200)  # several thousand requests, asked once
MATRIX = Path(__file__).resolve().parents[2] / "docs" / "permissions.csv"
FLOWS = {flow.subject: flow for flow in features.flows()}
TIME_MAKES = {"expired", "lapsed", "stale", "expiring"}
NOT_ASKED = {"static"}
SUBJECTS: dict[str, tuple[str, ...]] = {
    "accreditations": ("accreditation",),
    "aid": ("aid received",),
    "aid.of_project": ("project",),
    "aid.questions": ("own place in a project",),
    "aid.ledger": ("verified organisation", "pending organisation"),
    "aid.enter": ("verified organisation",),
    "aid.tie": ("verified organisation",),
    "aid.untie": ("undertaking tie",),
    "agreements": ("agreement",),
    "agreements.accept": ("party",),
    "agreements.sign": ("party",),
    "agreements.scan": ("scan",),
    "agreements.of_project": ("project",),
    "budgets": ("budget",),
    "budgets.version": ("budget version",),
    "budgets.declaration": ("declaration",),
    "budgets.sign_declaration": ("declaration",),
    "budgets.reissue_declaration": ("declaration",),
    "budgets.declaration_as_pdf": ("declaration",),
    "budgets.edit_line": ("budget line",),
    "budgets.remove_line": ("budget line",),
    "budgets.overview": ("project",),
    "budgets.overview_csv": ("project",),
    "budgets.fix": ("project",),
    "budgets.comparison": ("project",),
    "budgets.rules": ("project",),
    "budgets.project_as_workbook": ("project",),
    "budgets.project_as_table": ("project",),
    "budgets.bring_in_project": ("project",),
    "budgets.project_calculation_pdf": ("project",),
    "budgets.project_calculation_xlsx": ("project",),
    "budgets.evidence": ("evidence in a budget",),
    "consortia": ("project",),
    "consortia.card": ("project", "published project"),
    "directory": ("verified organisation", "pending organisation"),
    "api.search": ("draft search", "open search"),
    "api.organisation": ("verified organisation", "pending organisation"),
    "api.programme": ("programme",),
    "api.vocabulary": ("vocabulary",),
    "invitations": ("invitation",),
    "membership": ("verified organisation", "pending organisation"),
    "membership.member": ("member",),
    "tokens": ("token of the editor",),
    "finding": ("saved search of the editor",),
    "finding.hide": ("hit of the editor",),
    "finding.search_ics": ("draft search", "open search"),
    "inbox": ("message of the editor",),
    "interests": ("draft interest", "sent interest"),
    "interests.express": ("open slot",),
    "interests.board": ("open search",),
    "interests.sheet": ("open search",),
    "interests.decisions": ("open search",),
    "interests.partners_found": ("open search",),
    "programmes": ("programme",),
    "programmes.version": ("rules of a programme",),
    "programmes.new_version": ("rules of a programme",),
    "directory.change_experience": ("experience",),
    "directory.remove_experience": ("experience",),
    "claims": ("claim",),
    "entries.claim": ("unclaimed organisation",),
    "entries.choose": ("verified organisation",),
    "entries.merge": ("two organisations",),
    "entries.tell_apart": ("two organisations",),
    "entries.merged": ("merge",),
    "entries.undo": ("merge",),
    "entries.show_import": ("import",),
    "entries.apply_import": ("import",),
    "matching": ("approach",),
    "matching.of_search": ("draft search", "open search"),
    "matching.candidates": ("slot of a draft", "slot that is open"),
    "matching.ask": ("candidate",),
    "matching.set_aside": ("candidate",),
    "matching.take_back": ("judgement",),
    "matching.seats": ("verified organisation", "pending organisation"),
    "experts": ("expert", "withdrawn expert"),
    "experts.add": ("verified organisation", "pending organisation"),
    "searches": ("draft search", "open search"),
    "searches.slot": ("slot of a draft",),
    "searches.change_slots": ("slot of a draft",),
    "spending": ("report",),
    "spending.edit_item": ("expenditure",),
    "spending.remove_item": ("expenditure",),
    "spending.document": ("expenditure",),
    "spending.partner": ("partner of a project",),
    "spending.begin": ("partner of a project",),
    "spending.contribution": ("partner of a project",),
    "spending.project": ("project",),
    "spending.project_csv": ("project",),
    "spending.project_xlsx": ("project",),
    "spending.payments": ("project",),
    "spending.transfer": ("project",),
    "spending.remove_payment": ("forwarded payment", "received contribution"),
    "spending.change_rate": ("exchange rate",),
    "vocabularies": ("vocabulary",),
    "vocabularies.edit": ("term",),
}
WORDS = {"subject": "searches", "step": "up", "token": "forged", "what": "register"}


class Asker:
    """Asks as every kind of person, each time of the same untouched world."""

    def __init__(self, app: Flask, world: World, folder: Path) -> None:
        self.app, self.world, self.folder = app, world, folder
        self.kinds = ["anonymous", *world.tokens]

    def restore(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        for leftover in self.folder.glob("test.sqlite*"):
            leftover.unlink()
        shutil.copy(self.folder / "world.sqlite", self.folder / "test.sqlite")

    def ask(self, kind: str, method: str, path: str) -> int:
        client = self.app.test_client()
        identity = self.world.tokens.get(kind)
        if identity:
            with client.session_transaction() as cookie:
                cookie.update({"sign_in": identity[0], "_user_id": identity[1], "_fresh": True})
        if method == "GET":
            return client.get(path).status_code
        with self.app.test_request_context():
            session["sign_in"] = identity[0] if identity else ""
            token = submissions.form_token()
        status = client.post(path, data={submissions.FIELD: token}).status_code
        if status < 400:
            self.restore()
        return status

    def row(self, method: str, path: str) -> dict[str, str]:
        return {kind: str(self.ask(kind, method, path)) for kind in self.kinds}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    folder = tmp_path_factory.mktemp("permissions")
    databases = Databases("sqlite", folder, "permissions")
    databases.migrate()
    databases.refresh()
    app = make_app(databases.url, folder / "instance")
    with app.app_context():
        world = build(Make())
        db.session.remove()
        db.engine.dispose()
    shutil.copy(folder / "test.sqlite", folder / "world.sqlite")
    yield Asker(app, world, folder)
    with app.app_context():
        db.engine.dispose()


def subjects_of(rule: Rule, world: World) -> Iterator[tuple[str, Arguments]]:
    """Yield each subject that a page is asked about; a page without arguments has none."""
    if not rule.arguments:
        yield "", {}
        return
    words = {name: WORDS[name] for name in rule.arguments if name in WORDS}
    if words.keys() == rule.arguments:
        yield "", words
        return
    blueprint = rule.endpoint.partition(".")[0]
    names = SUBJECTS.get(rule.endpoint) or SUBJECTS.get(blueprint)
    assert names, f"{rule.endpoint} is in no row: say in SUBJECTS what it is asked about"
    for name in names:
        yield name, world.subjects[name] | words


def asked(asker: Asker) -> Iterator[dict[str, str]]:
    """Ask every page, and every move of every flow, as everybody."""
    for endpoint, method, subject, path in pages(asker):
        row = {"endpoint": endpoint, "method": method, "subject": subject}
        yield row | asker.row(method, path)
    yield from _moves(asker)


def pages(asker: Asker) -> list[tuple[str, str, str, str]]:
    """List endpoint, method, subject and path of all that is asked, moves aside."""
    with asker.app.test_request_context():
        return sorted(
            {
                (rule.endpoint, method, subject, url_for(rule.endpoint, **arguments))
                for rule in asker.app.url_map.iter_rules()
                if rule.endpoint not in NOT_ASKED and "moves/" not in rule.rule
                for subject, arguments in subjects_of(rule, asker.world)
                for method in (rule.methods or set()) & {"GET", "POST"}
            }
        )


def _moves(asker: Asker) -> Iterator[dict[str, str]]:
    for name, flow in FLOWS.items():
        entity, arguments = asker.world.moving[name]
        for move in flow:
            source = next((s for s in move.source if s.value not in TIME_MAKES), None)
            served = (
                rule.endpoint
                for rule in asker.app.url_map.iter_rules()
                if rule.endpoint.endswith(f".{name}_move")
            )
            endpoint = next(served, None)
            if source is None or endpoint is None:  # what a command of its own makes
                continue
            _put(asker, entity, source.value)
            with asker.app.test_request_context():
                path = url_for(endpoint, name=move.name, **arguments)
            yield {
                "endpoint": endpoint,
                "method": "POST",
                "subject": f"{name}, {source.value}: {move.name}",
            } | asker.row("POST", path)


def _put(asker: Asker, entity: Any, state: str) -> None:
    """Put the entity into a state in the untouched world itself."""
    with asker.app.app_context():
        db.engine.dispose()
        shutil.copy(asker.folder / "world.sqlite", asker.folder / "test.sqlite")
        table = type(entity).__table__
        changed = {"state": state}
        if "verified_at" in table.columns:
            changed["verified_at"] = sa.func.current_timestamp()
        db.session.execute(table.update().where(table.c.id == entity.id).values(**changed))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    shutil.copy(asker.folder / "test.sqlite", asker.folder / "world.sqlite")


@pytest.fixture(scope="module")
def found(asker: Asker) -> list[dict[str, str]]:
    rows = list(asked(asker))
    if os.environ.get("KONTOR_WRITE_MATRIX"):
        with MATRIX.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return rows


def cells(rows: list[dict[str, str]]) -> set[tuple[str, ...]]:
    names = ("endpoint", "method", "subject")
    return {
        (*(row[name] for name in names), kind, row[kind])
        for row in rows
        for kind in row
        if kind not in names
    }


def reviewed() -> list[dict[str, str]]:
    with MATRIX.open(newline="") as file:
        return list(csv.DictReader(file))


def test_application_does_what_the_matrix_says(found: list[dict[str, str]]) -> None:
    assert sorted(cells(found) - cells(reviewed())) == []


def test_matrix_says_nothing_that_is_not_so(found: list[dict[str, str]]) -> None:
    assert sorted(cells(reviewed()) - cells(found)) == []


def test_nobody_without_an_account_changes_anything(found: list[dict[str, str]]) -> None:
    """Besides what is for visitors: coming in, and writing to the people behind a search."""
    changed = {
        row["endpoint"]
        for row in found
        if row["method"] == "POST" and row["anonymous"] in {"200", "303"}
    }

    assert {name for name in changed if not name.startswith("security.")} <= {"searches.contact"}


def test_auditor_changes_nothing(found: list[dict[str, str]]) -> None:
    own = {
        "directory.new",
        "searches.contact",
        "accounts.settings",
        "accounts.sign_out_elsewhere",
        "inbox.mark_all",
        "finding.save",
        "tokens.listing",
        "agreements.of_project",  # leads to the one that exists
    }
    changed = {
        row["endpoint"]
        for row in found
        if row["method"] == "POST" and row["auditor"] in {"303", "409", "422"}
    }

    assert {name for name in changed if not name.startswith("security.")} <= own

"""Budgets as files on the pages: downloaded, written in, looked at, taken over or refused."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from app.budgets import commands
from app.budgets.models import BudgetState
from app.budgets.record import document_of
from app.core.db import db
from app.core.errors import DomainError
from app.core.history import entries_of
from app.directory.choices import Role
from tests.making import actor
from tests.visitor import plain

SEND, TAKE = "Look at what it would do", "Take the file over"
FIELD = "The workbook or table"


@pytest.fixture
def world(world):
    world.write("SE")
    return world


def written(content: bytes, change: Callable[[Any], None] = lambda book: None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cheaper(book: Any) -> None:
    costs = book["Costs"]
    row = next(n for n in range(2, 20) if costs[f"C{n}"].value == "Audits on site")
    costs[f"F{row}"] = 8
    costs["B30"], costs["C30"], costs["G30"] = "external", "Interpreter", 250.5


def test_file_is_looked_at_and_taken_over(world, visitor):
    budget = world.budget("SE")
    person = visitor(world.people["SE"]).open(f"/budgets/{budget.uid}.xlsx")
    content = person.answer.data
    assert person.answer.headers["Content-Disposition"].startswith("attachment; filename=")
    person.open(f"/budgets/{budget.uid}/import")
    person.press(SEND, {FIELD: ("mine.xlsx", written(content, cheaper))})

    seen = plain(person.text)
    assert "Audits on site" in seen
    assert "Interpreter" in seen
    assert world.budget("SE").lines[1].units == 9
    person.press(TAKE)
    after = world.budget("SE")
    assert person.path == f"/budgets/{budget.uid}"
    assert [(line.description, line.units) for line in after.lines if line.units == 8] == [
        ("Audits on site", 8)
    ]
    assert after.lines[-1].description == "Interpreter"
    assert world.people["SE"].id in after.preparers
    last = next(e for e in entries_of(after) if e.action == "budget.bring-in")
    assert last.note == "mine.xlsx"


def test_looking_at_a_file_holds_up_nobody(world, visitor):
    """Reading a large file takes seconds: who only looks neither locks rows nor, on SQLite, all."""
    budget = world.budget("SE")
    person = visitor(world.people["SE"]).open(f"/budgets/{budget.uid}.xlsx")
    file = ("mine.xlsx", written(person.answer.data, cheaper))
    person.open(f"/budgets/{budget.uid}/import")
    with sent_to(db.engine) as statements:
        person.press(SEND, {FIELD: file})
    assert [text for text in statements if text.startswith("BEGIN")][-1:] in ([], ["BEGIN"])
    assert not any("FOR UPDATE" in text for text in statements)

    with sent_to(db.engine) as statements:
        person.press(TAKE)
    assert any("FOR UPDATE" in text or text == "BEGIN IMMEDIATE" for text in statements)


@contextmanager
def sent_to(engine: sa.Engine) -> Iterator[list[str]]:
    """Collect the statements that the database gets inside the block."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def test_wrong_cell_is_shown_and_nothing_is_written(world, visitor):
    budget = world.budget("SE")
    before = document_of(budget)
    person = visitor(world.people["SE"]).open(f"/budgets/{budget.uid}.xlsx")

    def change(book: Any) -> None:
        cheaper(book)
        book["Costs"]["G30"] = "a lot"

    file = ("mine.xlsx", written(person.answer.data, change))
    person.open(f"/budgets/{budget.uid}/import").press(SEND, {FIELD: file})
    told = [plain(row.get_text(" ")) for row in person.page.select("#faults tbody tr")]

    assert told == ["Costs!G30 a lot a number of at most two decimals, for example 1234.56"]
    assert TAKE not in person.buttons
    assert document_of(world.budget("SE")) == before


def test_nobody_is_overwritten_who_wrote_while_the_file_was_looked_at(world, visitor):
    budget = world.budget("SE")
    person = visitor(world.people["SE"]).open(f"/budgets/{budget.uid}.xlsx")
    file = ("mine.xlsx", written(person.answer.data, cheaper))
    person.open(f"/budgets/{budget.uid}/import").press(SEND, {FIELD: file})
    world.write("SE", {"travel": [("Ferry", "1", "80.00")]})
    person.press(TAKE)

    assert person.status == 409
    assert "Ferry" in {line.description for line in world.budget("SE").lines}
    assert "Interpreter" not in {line.description for line in world.budget("SE").lines}
    person.open(f"/budgets/{budget.uid}/import").press(SEND, {FIELD: file})
    assert "The budget was edited after this file was made" in person.text


def test_file_does_not_change_the_flat_rates_of_a_baseline(world, visitor):
    world.write_all_and_accept()
    commands.fix(world.project, actor(world.duty(Role.DIRECTOR)), [])
    db.session.commit()
    world.move("SE", "ask-change", note="Less paper.")
    before = document_of(world.budget("SE"))

    def change(book: Any) -> None:
        rates = book["Rates"]
        row = next(n for n in range(2, 7) if rates[f"B{n}"].value == "office_on_staff")
        rates[f"D{row}"] = 15

    uid = world.budget("SE").uid
    person = visitor(world.people["SE"]).open(f"/budgets/{uid}.xlsx")
    file = ("mine.xlsx", written(person.answer.data, change))
    person.open(f"/budgets/{uid}/import").press(SEND, {FIELD: file})
    said = "The flat rates were fixed with the baseline and stay as they are."

    assert person.errors == [f"{FIELD}: {said}"]
    assert TAKE not in person.buttons
    with pytest.raises(DomainError, match="fixed with the baseline"):
        commands.bring_in(
            world.budget("SE"), actor(world.people["SE"]), before | {"options": {"x": "1"}}, "f"
        )


def test_table_in_csv_comes_back_as_it_was(world, visitor):
    budget = world.budget("SE")
    person = visitor(world.people["SE"]).open(f"/budgets/{budget.uid}.csv")
    file = ("mine.csv", person.answer.data)
    person.open(f"/budgets/{budget.uid}/import").press(SEND, {FIELD: file})

    assert "The file changes nothing" in person.text


def test_file_that_is_no_workbook_is_an_error_of_the_field(world, visitor):
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}/import")
    person.press(SEND, {FIELD: ("mine.csv", b"a,b\n1,2\n")})
    assert person.status == 200
    assert "a column with this head" in person.text

    person.open(f"/budgets/{world.budget('SE').uid}/import")
    empty = io.BytesIO()
    openpyxl.Workbook().save(empty)
    person.press(SEND, {FIELD: ("mine.xlsx", empty.getvalue())})
    assert person.status == 422
    assert person.errors == [f"{FIELD}: The workbook has no sheet Costs."]


def test_files_are_for_those_who_see_the_budget_and_imports_for_its_writers(world, visitor):
    uid, person = world.budget("SE").uid, world.people["SE"]
    world.move("SE", "submit")
    assert world.budget("SE").state == BudgetState.SUBMITTED

    assert visitor(person).open(f"/budgets/{uid}.xlsx").status == 200
    assert visitor(person).open(f"/budgets/{uid}/import").status == 403
    for kind in ("xlsx", "csv"):
        assert visitor(world.people["LT"]).open(f"/budgets/{uid}.{kind}").status == 404
    assert visitor(world.people["LT"]).open(f"/budgets/{uid}/import").status == 404


def test_project_tells_partners_the_totals_of_others_and_staff_the_lines(world, visitor):
    world.write("LT")
    address = f"/projects/{world.reference}/budget.xlsx"
    of_partner = visitor(world.people["LT"]).open(address).answer.data
    of_staff = visitor(world.people["RU"]).open(address).answer.data
    partner, staff = (
        openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        for content in (of_partner, of_staff)
    )
    numbers = {c: world.partner(c).number for c in ("SE", "LT")}

    assert f"Partner {numbers['LT']}" in partner.sheetnames
    assert f"Partner {numbers['SE']}" not in partner.sheetnames
    assert f"Partner {numbers['SE']}" in staff.sheetnames
    assert "Body of SE" not in {row[1] for row in partner["Sources"].iter_rows(values_only=True)}
    assert list(partner["Project"].values) == list(staff["Project"].values)
    db.session.rollback()

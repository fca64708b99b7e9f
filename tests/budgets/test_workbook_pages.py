"""Budgets as files on the pages: downloaded, written in, looked at, taken over or refused."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from app.budgets import commands
from app.budgets.models import Budget, BudgetState, Line
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


READ = "READ"
"""Stands among the statements where the file is read."""


def test_nobody_is_held_up_while_a_file_is_read(world, visitor, while_read):
    """Reading a large file takes seconds: neither rows are locked then nor, on SQLite, all."""
    budget = world.budget("SE")
    person = visitor(world.people["SE"]).open(f"/budgets/{budget.uid}.xlsx")
    file = ("mine.xlsx", written(person.answer.data, cheaper))
    person.open(f"/budgets/{budget.uid}/import")
    with sent_to(db.engine) as statements:
        person.press(SEND, {FIELD: file})
    assert [text for text in statements if text.startswith("BEGIN")][-1:] in ([], ["BEGIN"])
    assert not any("FOR UPDATE" in text for text in statements)

    with sent_to(db.engine) as statements:
        while_read(lambda: statements.append(READ))
        person.press(TAKE)
    before, after = statements[: statements.index(READ)], statements[statements.index(READ) :]
    assert [text for text in before if text.startswith("BEGIN")][-1:] in ([], ["BEGIN"])
    assert not any("FOR UPDATE" in text for text in before)
    assert any("FOR UPDATE" in text or text == "BEGIN IMMEDIATE" for text in after)
    assert "Interpreter" in {line.description for line in world.budget("SE").lines}


@pytest.fixture
def while_read(monkeypatch):
    """Let something happen while a workbook is read, each time."""
    read = openpyxl.load_workbook

    def let(happen: Callable[[], None]) -> None:
        def slowly(*args: Any, **kwargs: Any) -> Any:
            happen()
            return read(*args, **kwargs)

        monkeypatch.setattr(openpyxl, "load_workbook", slowly)

    return let


def looked_at(world: Any, visitor: Callable[..., Any]) -> Any:
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}.xlsx")
    file = ("mine.xlsx", written(person.answer.data, cheaper))
    person.open(f"/budgets/{world.budget('SE').uid}/import")
    return person.press(SEND, {FIELD: file})


def test_file_is_compared_with_what_was_written_while_it_was_read(world, visitor, while_read):
    """Even where the version stays, as in an edit behind our back: nothing is lost unseen."""
    person = looked_at(world, visitor)
    line = world.budget("SE").lines[0].id
    db.session.rollback()

    def happen() -> None:
        with db.engine.begin() as other:
            other.execute(sa.update(Line).where(Line.id == line).values(comment="Why so much?"))

    while_read(happen)
    person.press(TAKE)
    db.session.expire_all()
    after = world.budget("SE")
    assert after.lines[0].comment == "Why so much?"
    assert after.lines[-1].description == "Interpreter"


def test_budget_that_was_sent_while_a_file_was_read_stays_as_it_is(world, visitor, while_read):
    person = looked_at(world, visitor)
    budget = world.budget("SE").id
    db.session.rollback()

    def happen() -> None:
        with db.engine.begin() as other:
            sent = sa.update(Budget).where(Budget.id == budget)
            other.execute(sent.values(state=BudgetState.SUBMITTED))

    while_read(happen)
    person.press(TAKE)
    assert person.status == 403
    assert "Interpreter" not in {line.description for line in world.budget("SE").lines}


def test_file_that_is_sent_twice_at_once_is_taken_over_once(world, visitor, while_read):
    person = looked_at(world, visitor)
    twin = visitor(world.people["SE"])
    twin.client = person.client  # the token of a form is bound to the sign-in
    twin.answer, twin.page = person.answer, person.page
    twins = []

    def happen() -> None:
        if not twins:
            twins.append(Thread(target=twin.press, args=(TAKE,)))
            twins[0].start()
            twins[0].join()

    while_read(happen)
    db.session.rollback()
    person.press(TAKE)
    budget = world.budget("SE")
    assert (person.status, person.path) == (200, f"/budgets/{budget.uid}")
    assert (twin.status, twin.path) == (200, f"/budgets/{budget.uid}")
    assert [e.action for e in entries_of(budget)].count("budget.bring-in") == 1


def test_file_that_nobody_has_looked_at_is_not_taken_over(world, visitor):
    person = looked_at(world, visitor)
    content = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}.xlsx")
    before = document_of(world.budget("SE"))
    form = person.page.find("button", string=TAKE) or person.page.select_one("button[name=apply]")
    data = {box["name"]: box["value"] for box in form.find_parent("form").select("input")}
    other = written(content.answer.data, lambda book: book["Costs"].__setitem__("C2", "Unseen"))
    upload = {"apply": "1", "file": (io.BytesIO(other), "other.xlsx")}
    person.open(person.path, method="POST", data=data | upload, content_type="multipart/form-data")

    assert person.status == 200
    assert "Unseen" in plain(person.text)
    assert TAKE in person.buttons
    assert document_of(world.budget("SE")) == before


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

"""The file of a whole project on its page: all of it is taken over, or nothing."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from app.budgets.arithmetic import period_names
from app.budgets.models import BudgetState
from app.budgets.record import document_of
from app.budgets.workbook.layout import workbook
from app.budgets.workbook.project import Member, propose_for_project
from app.budgets.workbook.proposal import Target
from app.budgets.workbook.reading import Ground
from app.budgets.workbook.records import rows_of_project
from app.core.db import db
from app.core.history import entries_of
from app.directory.choices import Role
from app.directory.commands import add_member
from tests.budgets.test_workbook import BUDGET, document, line, part
from tests.budgets.test_workbook_pages import FIELD, SEND, TAKE, written
from tests.partnership import found
from tests.visitor import plain


@pytest.fixture
def world(make):
    """A project in which one person writes for the partners SE and LT, and not for RU."""
    world = found(make, "SE", "LT")
    for country in ("RU", "SE", "LT"):
        world.write(country)
    add_member(world.partner("LT").organisation, world.people["SE"], Role.EDITOR)
    db.session.commit()
    return world


@pytest.fixture
def page(world, visitor):
    """Send a file to the page of the project, as its workbook with a change, or as it is."""

    def open_it(change: Callable[[Any], None] | bytes, form: str = "xlsx", person: Any = None):
        address = f"/projects/{world.reference}/budget"
        browser = visitor(person or world.people["SE"])
        if not isinstance(change, bytes):
            source = f"{address}.xlsx" if form == "xlsx" else f"{address}/lines.csv"
            content = browser.open(source).answer.data
            change = written(content, change) if form == "xlsx" else content
        browser.open(f"{address}/import")
        return browser.press(SEND, {FIELD: (f"all.{form}", change)})

    return open_it


def cell(world: Any, book: Any, country: str, description: str, column: str) -> Any:
    sheet = book[f"Partner {world.partner(country).number}"]
    row = next(n for n in range(2, 20) if sheet[f"C{n}"].value == description)
    return sheet[f"{column}{row}"]


def documents(world: Any) -> list[Any]:
    return [document_of(world.budget(country)) for country in ("RU", "SE", "LT")]


def faults(browser: Any) -> list[str]:
    return [plain(row.get_text(" ")) for row in browser.page.select("#faults tbody tr")]


def both(world: Any, book: Any) -> None:
    cell(world, book, "SE", "Audits on site", "F").value = 8
    cell(world, book, "LT", "Consultants", "G").value = 30000


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_file_of_the_project_that_nobody_wrote_in_changes_nothing(world, page, form):
    before = documents(world)
    seen = page(lambda book: None, form)

    assert "The file changes nothing" in seen.text
    assert TAKE not in seen.buttons
    assert documents(world) == before


def test_cells_of_two_partners_are_looked_at_and_taken_over(world, page):
    seen = page(lambda book: both(world, book))
    numbers = [world.partner(country).number for country in ("SE", "LT")]

    assert [panel["id"] for panel in seen.page.select("section[id^=partner-]")] == [
        f"partner-{number}" for number in sorted(numbers)
    ]
    assert "Audits on site" in seen.text
    assert world.budget("LT").lines[0].unit_price != 30000
    seen.press(TAKE)
    assert seen.path == f"/projects/{world.reference}/budget"
    units = {line.description: line.units for line in world.budget("SE").lines}
    prices = {line.description: line.unit_price for line in world.budget("LT").lines}
    assert (units["Audits on site"], prices["Consultants"]) == (8, 30000)
    for country in ("SE", "LT"):
        assert any(e.action == "budget.bring-in" for e in entries_of(world.budget(country)))
    assert not any(e.action == "budget.bring-in" for e in entries_of(world.budget("RU")))


def test_fault_in_one_partner_keeps_all_as_they_are(world, page):
    before = documents(world)

    def change(book: Any) -> None:
        both(world, book)
        cell(world, book, "LT", "Office", "G").value = "a lot"

    seen = page(change)
    number = world.partner("LT").number
    assert len(faults(seen)) == 1
    assert faults(seen)[0].startswith(f"Partner {number}!G")
    assert faults(seen)[0].endswith("a lot a number of at most two decimals, for example 1234.56")
    assert TAKE not in seen.buttons
    assert documents(world) == before


def test_wrong_cell_among_5000_rows_of_many_partners_is_named_and_nothing_is_to_be_done():
    categories = ("staff", "external", "equipment", "travel")
    lines = [
        line("", f"Cost {n}", "1.00", "10.00", position=n, category=categories[n % 4])
        for n in range(1, 251)
    ]
    parts = [part(document(options={}, lines=lines), number) for number in range(1, 21)]
    members = [
        Member(Target(one.partner, BUDGET, 7, 3, Ground(one.document, period_names(3))),
               f"Body {one.partner}", is_open=True, may_write=True)
        for one in parts
    ]  # fmt: skip

    def change(book: Any) -> None:
        book["Partner 3"]["G2"] = 11
        book["Partner 17"]["G200"] = "12.345"

    with workbook(parts, alone=False) as file:
        content = written(file.read(), change)
    rows = rows_of_project(io.BytesIO(content), "all.xlsx")
    proposal = propose_for_project(rows, members)

    assert [str(fault) for fault in proposal.faults] == [
        "Partner 17!G200: “12.345” cannot be used; expected: "
        "a number of at most two decimals, for example 1234.56."
    ]
    assert not proposal.does_something


def test_change_of_a_budget_that_one_sees_and_does_not_write_is_refused(world, page):
    """The workbook has the budget, since it was open when it was made; then it was sent."""
    world.move("LT", "submit", world.people["LT"])
    assert world.budget("LT").state == BudgetState.SUBMITTED
    before = documents(world)
    seen = page(lambda book: both(world, book))
    number, name = world.partner("LT").number, world.partner("LT").name

    assert len(faults(seen)) == 1
    assert faults(seen)[0].startswith(f"Partner {number}!")
    assert faults(seen)[0].endswith(f"{name} no change: you do not write in this partner's budget")
    assert documents(world) == before


@pytest.mark.parametrize("place", ["sheet", "fund", "rate"])
def test_change_of_a_budget_that_one_does_not_see_is_refused(world, page, place):
    number = world.partner("RU").number

    def change(book: Any) -> None:
        both(world, book)
        if place == "sheet":
            sheet = book.copy_worksheet(book[f"Partner {world.partner('SE').number}"])
            sheet.title = f"Partner {number}"
            return
        sheet = book["Funds" if place == "fund" else "Rates"]
        row = next(n for n in range(2, 40) if sheet[f"A{n}"].value == number)
        sheet[f"{'C' if place == 'fund' else 'D'}{row}"] = 5

    seen = page(change)
    sheet = {"sheet": f"Partner {number}", "fund": "Funds", "rate": "Rates"}[place]
    assert len(faults(seen)) == 1
    assert faults(seen)[0].startswith(sheet)
    assert world.partner("RU").name in faults(seen)[0]
    assert TAKE not in seen.buttons


def test_row_of_a_partner_that_the_project_does_not_have_is_named(page):
    def change(book: Any) -> None:
        sheet = book["Sources"]
        row = sheet.max_row + 1
        sheet[f"A{row}"], sheet[f"B{row}"] = 77, "Somebody"

    seen = page(change)
    assert len(faults(seen)) == 1
    assert faults(seen)[0].startswith("Sources!A")
    assert " 77 one of: 1, 2" in faults(seen)[0]


def test_budgets_that_were_edited_since_are_named_and_of_others_not_a_fault(world, page, visitor):
    address = f"/projects/{world.reference}/budget.xlsx"
    content = visitor(world.people["SE"]).open(address).answer.data
    world.write("SE", {"travel": [("Ferry", "1", "80.00")]})
    world.write("RU", {"travel": [("Train", "1", "80.00")]})
    file = written(content, lambda book: both(world, book))
    seen = page(file)

    assert "Budgets were edited after this file was made" in seen.text
    assert faults(seen) == []
    for country in ("SE", "RU"):
        assert world.partner(country).name in seen.text
    assert "Ferry" in plain(seen.page.select_one(f"#partner-{world.partner('SE').number}").text)


def test_nobody_is_overwritten_who_wrote_in_any_budget_while_the_file_was_looked_at(world, page):
    seen = page(lambda book: cell(world, book, "SE", "Audits on site", "F").__setattr__("value", 8))
    world.write("LT", {"travel": [("Ferry", "1", "80.00")]})
    seen.press(TAKE)

    assert seen.status == 409
    assert 8 not in {line.units for line in world.budget("SE").lines}
    assert "Ferry" in {line.description for line in world.budget("LT").lines}


def test_page_is_for_those_who_write_in_one_of_the_budgets(world, visitor, make):
    address = f"/projects/{world.reference}/budget/import"
    overview = f"/projects/{world.reference}/budget"
    assert visitor(world.people["LT"]).open(address).status == 200
    assert "Bring in a file" in visitor(world.people["LT"]).open(overview).text
    assert visitor(make.staff(Role.AUDITOR)).open(address).status == 403
    assert visitor(make.user()).open(address).status == 404
    for country in ("SE", "LT"):
        world.move(country, "submit", world.people[country])
    assert visitor(world.people["LT"]).open(address).status == 403
    assert "Bring in a file" not in visitor(world.people["LT"]).open(overview).text


def test_table_of_the_project_keeps_the_lines_of_others_back(world, visitor):
    address = f"/projects/{world.reference}/budget/lines.csv"
    own = visitor(world.people["LT"]).open(address).answer.data.decode()
    staff = visitor(world.people["RU"]).open(address).answer.data.decode()

    assert "Consultants" in own
    assert "Audits on site" not in own
    assert f"Origin of {world.partner('SE').name}" not in own
    assert "Audits on site" in staff

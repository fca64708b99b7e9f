"""Workbooks of budgets: what stands in them, what is said of what people write in them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from app.budgets.arithmetic import period_names
from app.budgets.differences import Kind
from app.budgets.plan import Category
from app.budgets.workbook.content import Part
from app.budgets.workbook.layout import workbook
from app.budgets.workbook.proposal import Proposal, Target, propose
from app.budgets.workbook.reading import Ground
from app.budgets.workbook.records import coded, rows_of
from app.budgets.workbook.table import table
from app.core.inspection import FileRefused
from app.core.tables import read_sheets, read_table

BUDGET = "6f2d2cd0-5d80-4b1a-9a5e-2a4a5ab0c9f4"
FIRST, SECOND = f"{'1' * 8}-1111-4111-8111-{'1' * 12}", f"{'2' * 8}-2222-4222-8222-{'2' * 12}"


def line(uid: str, description: str, units: str, price: str, **given: Any) -> dict[str, Any]:
    blank = dict.fromkeys(("staff_function", "unit_type", "note", "comment"), "")
    tied = {"work_package": None, "activity": None}
    own = {"uid": uid, "position": 1, "description": description, "category": "staff"}
    return own | blank | tied | {"units": units, "unit_price": price, "periods": {}} | given


def document(**given: Any) -> dict[str, Any]:
    """The first partner of the worked example, as far as sheets show it."""
    return {
        "options": {"travel_flat": "15.00", "office_on_staff": "15.00"},
        "lines": [
            line(FIRST, "Project manager", "3.00", "16111.11", staff_function="Manager",
                 periods={"1": "16111.11", "2": "16111.11", "3": "16111.11"}),
            line(SECOND, "+7 4012 55-66-77", "1.15", "100.00", position=2, category="external",
                 work_package=1, activity=2, comment="Which number is this?"),
        ],
        "lump_sums": [],
        "unit_costs": [],
        "funds": [{"fund": "TACIS", "rate": "90.00"}],
        "contribution_sources": [
            {"name": "Own means", "status": "public", "amount": "6294.59", "is_partner": True,
             "pledge": "intended", "evidence": 5},
        ],
    } | given  # fmt: skip


def part(stands: dict[str, Any] | None = None, partner: int = 2) -> Part:
    about = {"partner": partner, "name": "RDA Kaliningrad", "country": "RU", "budget": BUDGET,
             "version": 7, "exported_on": date(2026, 6, 8)}  # fmt: skip
    return Part(partner, stands or document(), 3, about)


def proposed(
    content: bytes, stands: Part | None = None, name: str = "b.xlsx", **ground: Any
) -> Proposal:
    whole = stands or part()
    on = Ground(whole.document, period_names(3), **ground)
    rows = rows_of(io.BytesIO(content), name, whole.partner)
    return propose(rows, Target(whole.partner, BUDGET, 7, 3, on))


def edited(change: Callable[[Any], None], whole: Part | None = None) -> bytes:
    """A workbook in which somebody has written, saved by a program that computes nothing."""
    with workbook([whole or part()]) as file:
        book = openpyxl.load_workbook(file)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def said(proposal: Proposal) -> list[str]:
    return [str(fault) for fault in proposal.faults]


def test_workbook_has_numbers_days_formulas_with_values_and_locks() -> None:
    with workbook([part()]) as file:
        content = file.read()
    book = openpyxl.load_workbook(io.BytesIO(content))
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    costs = book["Costs"]

    assert book.sheetnames == ["About", "Totals", "Costs", "Rates", "Funds", "Sources"]
    assert all(sheet.protection.sheet for sheet in book)
    assert costs["C3"].value == "+7 4012 55-66-77"
    assert (costs["F3"].value, costs["F3"].number_format) == (1.15, "#,##0.00")
    assert (costs["F3"].protection.locked, costs["H3"].protection.locked) == (False, True)
    assert costs["H3"].value == '=IF(G3="","",ROUNDDOWN(ROUND(IF(F3="",1,F3)*G3,6),2))'
    assert values["Costs"]["H3"].value == 115
    assert book["About"]["K2"].value.date() == date(2026, 6, 8)
    amounts = {row[1]: row[4] for row in values["Totals"].iter_rows(min_row=2, values_only=True)}
    assert amounts["office"] == 7249.99
    assert amounts["total"] == 62948.31
    assert amounts["contribution"] == 6294.84
    assert amounts["difference"] == -0.25
    last = [row[7] for row in values["Totals"].iter_rows(min_row=2, values_only=True)]
    assert values["Totals"]["G1"].value == "Period 1"
    assert last[1] == 2416.66


def test_text_that_could_be_a_formula_is_none() -> None:
    stands = document(lines=[line(FIRST, "=1+1", "1.00", "5.00", note="@SUM(A1)")])
    with workbook([part(stands)]) as file:
        cell = openpyxl.load_workbook(file)["Costs"]["C2"]
    with table([part(stands)]) as file:
        text = file.read().decode()

    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert ",'=1+1," in text
    assert ",'@SUM(A1)," in text


def test_wrong_cell_among_5000_rows_is_named_and_nothing_is_to_be_done() -> None:
    lines = [
        line("", f"Cost {n}", "1.00", "10.00", position=n, category=category)
        for n, category in enumerate(["staff", "external", "equipment", "travel"] * 1250, start=1)
    ]
    stands = part(document(options={}, lines=lines))

    def change(book: Any) -> None:
        book["Costs"]["G4321"] = "12.345"

    proposal = proposed(edited(change, stands))

    assert proposal.document == {}
    assert not proposal.does_something
    assert [text for text in said(proposal) if "lines of a category" not in text] == [
        "Costs!G4321: “12.345” cannot be used; expected: "
        "a number of at most two decimals, for example 1234.56."
    ]
    assert len(proposal.faults) == 1 + 4


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "expected"),
    [
        ("Costs", "B2", "stuff", "one of: staff, office, travel, external, equipment, "
         "infrastructure, lump_sums, unit_costs"),
        ("Costs", "B3", "travel", "another category: a flat rate computes this one"),
        ("Costs", "C2", None, "something: it must not be empty"),
        ("Costs", "C2", "x" * 251, "at most 250 characters"),
        ("Costs", "F2", -1, "a number of at most two decimals, for example 1234.56"),
        ("Costs", "F2", 100 / 3, "a number of at most two decimals, for example 1234.56"),
        ("Costs", "G2", "1.234,50", "a number of at most two decimals, for example 1234.56"),
        ("Costs", "G2", None, "a number of at most two decimals, for example 1234.56"),
        ("Costs", "G2", 999999999, "units times unit price of at most 999999999.99"),
        ("Costs", "A3", FIRST, "nothing: row 2 has this line already"),
        ("Costs", "I2", "staff", "nothing: costs of this kind do not have it"),
        ("Costs", "J2", "period_1", "nothing: costs of this kind do not have it"),
        ("Costs", "K2", 9, "a number from the project's plan of work, or nothing"),
        ("Costs", "L3", 3, "a number from the project's plan of work, or nothing"),
        ("Costs", "L2", 2, "nothing: an activity stands beside its package"),
        ("Costs", "P2", "=1/0", "a value: this is an error, or a formula that was not computed"),
        ("Rates", "D2", 101, "a rate from 0 to 100 with at most two decimals, for example 37.5"),
        ("Rates", "D6", 40, "nothing: this flat rate cannot stand beside the others"),
        ("Funds", "B2", "ERDF", "one of: TACIS, TACIS2"),
        ("Funds", "C2", 100.5, "a rate from 0 to 100 with at most two decimals, for example 37.5"),
        ("Sources", "C2", "state", "one of: public, automatic_public, private"),
        ("Sources", "C2", "automatic_public",
         "public or private: the partner's own money is not automatic"),
        ("Sources", "D2", "perhaps", "one of: yes, no"),
        ("Sources", "F2", "much", "a number of at most two decimals, for example 1234.56"),
        ("About", "F2", SECOND, f"{BUDGET}: this is the file of another budget"),
    ],
)  # fmt: skip
def test_cell_that_cannot_be_used_is_named(
    sheet: str, cell: str, value: Any, expected: str
) -> None:
    def change(book: Any) -> None:
        book[sheet][cell] = "#DIV/0!" if value == "=1/0" else value

    stands = document(funds=[{"fund": "OLD", "rate": "9.00"}])
    allowed = {"funds": {"TACIS", "TACIS2"}, "work": {"1", "1.2"}}
    proposal = proposed(edited(change), part(stands), **allowed)
    fault = proposal.faults[0]

    assert (fault.sheet, fault.cell, fault.expected) == (sheet, cell, expected)
    assert proposal.document == {}


@pytest.mark.parametrize("head", ["period_7", "period_x", "period_closure"])
def test_column_of_a_period_that_the_project_does_not_have_is_named(head: str) -> None:
    def change(book: Any) -> None:
        costs = book["Costs"]
        place = costs.max_column + 1
        costs.cell(1, place).value, costs.cell(2, place).value = head, "10.00"

    assert [fault.expected for fault in proposed(edited(change)).faults] == [
        "a period, for example period_1, preparation or closure"
    ]


def test_rows_are_changed_added_and_emptied() -> None:
    def change(book: Any) -> None:
        costs = book["Costs"]
        costs["G2"] = 16000
        for column in "BCDEFGIJKLM":
            costs[f"{column}3"] = None
        costs["B9"], costs["C9"], costs["G9"] = "equipment", "Printer", "1 200,5"
        book["Rates"]["D4"] = None
        book["Rates"]["D5"], book["Rates"]["D5"].number_format = 0.07, "0.00%"
        book["Sources"]["E2"] = "committed"

    proposal = proposed(edited(change))
    new = proposal.document
    difference = proposal.difference

    assert said(proposal) == []
    assert difference is not None
    assert [(row.title, row.kind) for row in difference.lines] == [
        ("Project manager", Kind.CHANGED),
        ("Printer", Kind.ADDED),
        ("+7 4012 55-66-77", Kind.REMOVED),
    ]
    assert new["options"] == {"travel_flat": "15.00", "office_on_direct": "7.00"}
    assert (new["lines"][1]["uid"], new["lines"][1]["unit_price"]) == ("", "1200.50")
    assert new["contribution_sources"][0]["pledge"] == "committed"
    assert new["contribution_sources"][0]["evidence"] == 5


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_unit_costs_are_planned_in_periods(form: str) -> None:
    visits = line(FIRST, "Visits", "3.00", "100.00", category="equipment", periods={"2": "90.00"})
    stands = part(document(lines=[], unit_costs=[visits], options={}))
    with workbook([stands]) if form == "xlsx" else table([stands]) as file:
        content = file.read()
    file = io.BytesIO(content)
    costs = (
        read_table(file, "b.csv")
        if form == "csv"
        else coded("Costs", read_sheets(file, "b.xlsx")["Costs"])
    )
    cost = next(row.cells for row in costs.rows if row.cells["description"] == "Visits")

    assert (cost["period_2"], cost["gap"]) == ("90.00", "210.00")
    assert stands.amounts.spread["2"][Category.EQUIPMENT] == Decimal("90.00")
    changed = content.replace(b",90.00,", b",95.50,") if form == "csv" else edited(
        lambda book: book["Costs"].__setitem__("P2", 95.5), stands)  # fmt: skip
    proposal = proposed(changed, stands, f"b.{form}")
    assert said(proposal) == []
    assert proposal.document["unit_costs"][0]["periods"] == {"2": "95.50"}


def test_comment_of_finance_and_documents_are_not_taken_from_a_file() -> None:
    def change(book: Any) -> None:
        book["Costs"]["N3"] = "Answered myself"
        book["Sources"]["G2"] = "no"

    proposal = proposed(edited(change))

    assert proposal.document == document()


def test_origin_that_is_no_longer_the_partner_itself_is_a_change() -> None:
    proposal = proposed(edited(lambda book: book["Sources"].cell(2, 4, "no")))

    assert (said(proposal), proposal.does_something) == ([], True)
    assert proposal.document["contribution_sources"][0]["is_partner"] is False


def test_proof_cannot_be_claimed_in_a_file() -> None:
    stands = document()
    stands["contribution_sources"][0]["evidence"] = None

    def change(book: Any) -> None:
        book["Sources"]["E2"] = "proved"

    proposal = proposed(edited(change, part(stands)), part(stands))

    assert said(proposal) == [
        "Sources!E2: “proved” cannot be used; expected: one of: intended, committed."
    ]


def test_totals_that_somebody_wrote_over_are_told_and_not_read() -> None:
    def change(book: Any) -> None:
        book["Costs"]["H2"] = 1
        book["Totals"]["E11"] = 99
        book["Funds"]["D2"] = 50000

    proposal = proposed(edited(change))

    assert proposal.document == document()
    assert [str(note) for note in proposal.notes] == [
        "Costs!H2: “1.00” is not read; here it is 48333.33.",
        "Funds!D2: “50000.00” is not read; here it is 56653.47.",
        "Totals!E11: “99.00” is not read; here it is 62948.31.",
    ]


def test_file_of_an_older_version_says_so() -> None:
    def change(book: Any) -> None:
        book["About"]["G2"] = 6

    assert proposed(edited(change)).is_stale
    assert not proposed(edited(lambda book: None)).is_stale


def test_line_that_is_no_longer_there_becomes_a_new_one() -> None:
    with workbook([part()]) as file:
        proposal = proposed(file.read(), part(document(lines=[])))

    assert [row["uid"] for row in proposal.document["lines"]] == ["", ""]


def test_partner_finds_its_own_rows_in_the_workbook_of_the_project() -> None:
    other = document(lines=[line("", "Of another", "1.00", "7.00")], funds=[])
    with workbook([part(other, 1), part()], alone=False) as file:
        content = file.read()
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)

    assert book.sheetnames == [
        "Project", "About", "Totals", "Partner 1", "Partner 2", "Rates", "Funds", "Sources",
    ]  # fmt: skip
    heads, first, second, total = book["Project"].iter_rows(values_only=True)
    found = dict(zip(heads, total, strict=True))
    assert (first[0], second[0], found["Name"]) == (1, 2, "Total")
    assert (found["Staff"], found["TACIS"], found["Total"]) == (48340.33, 56653.47, 62957.41)
    assert proposed(content).document == document()


def test_file_without_a_sheet_or_column_is_refused_with_its_name() -> None:
    def without_sheet(book: Any) -> None:
        del book["Funds"]

    def without_column(book: Any) -> None:
        book["Costs"]["G1"] = "price"

    with pytest.raises(FileRefused) as refused:
        proposed(edited(without_sheet))
    assert str(refused.value.reason) == "The workbook has no sheet Funds."
    assert said(proposed(edited(without_column))) == [
        "Costs!1: “Price of a unit” cannot be used; expected: a column with this head."
    ]


def test_wrong_cell_of_a_csv_file_is_named_as_a_spreadsheet_shows_it() -> None:
    with table([part()]) as file:
        text = file.read().decode()
    proposal = proposed(text.replace(",16111.11,", ",16111.111,", 1).encode(), name="b.csv")

    assert said(proposal) == [
        "CSV!I3: “16111.111” cannot be used; expected: "
        "a number of at most two decimals, for example 1234.56."
    ]
    assert said(proposed(text.replace("\ncost,", "\ncosts,", 1).encode(), name="b.csv")) == [
        "CSV!A3: “costs” cannot be used; expected: one of: about, cost, fund, option, source, total."
    ]


def test_every_category_has_its_row_in_the_totals() -> None:
    with workbook([part()]) as file:
        page = openpyxl.load_workbook(file)["Totals"]

    assert [page[f"B{row}"].value for row in range(2, 11)] == [c.value for c in Category]

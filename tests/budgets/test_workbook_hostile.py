"""Workbooks as programs and people really leave them: read as they are meant, or one clear word."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, time
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from app.budgets.workbook.layout import workbook
from app.budgets.workbook.table import table
from app.core.inspection import FileRefused
from app.core.tables import Failed, read_sheets
from tests.budgets.test_workbook import document, edited, part, proposed, said

A_NUMBER = "a number of at most two decimals, for example 1234.56"
A_VALUE = "a value: this is an error, or a formula that was not computed"
COSTS = "xl/worksheets/sheet3.xml"


def repacked(change: Callable[[bytes], bytes], name: str = COSTS) -> bytes:
    """Our workbook with a part of it written anew, as no library would write it."""
    stream = io.BytesIO()
    with (
        workbook([part()]) as file,
        zipfile.ZipFile(file) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            data = old.read(entry)
            new.writestr(entry, change(data) if entry == name else data)
    return stream.getvalue()


def put(sheet: str, cell: str, value: Any, shown_as: str = "") -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][cell] = value
        if shown_as:
            book[sheet][cell].number_format = shown_as

    return change


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "shown_as"),
    [
        ("Costs", "F2", time(8, 30), ""),
        ("Costs", "F2", date(2026, 1, 2), ""),
        ("Costs", "F2", 0.5, "0%"),
        ("Costs", "G2", True, ""),
        ("Costs", "G2", 16111.11, "dd.mm.yyyy"),
        ("Costs", "G2", 1.005, "0.00"),
        ("Costs", "G2", "12 34", ""),
        ("Costs", "G2", "1\n234", ""),
        ("Costs", "G2", "1,234", ""),
        ("Costs", "G2", "100 €", ""),
    ],
)
def test_value_that_is_no_amount_is_named_and_never_bent_into_one(
    sheet: str, cell: str, value: Any, shown_as: str
) -> None:
    proposal = proposed(edited(put(sheet, cell, value, shown_as)))

    assert [(f.sheet, f.cell, f.expected) for f in proposal.faults] == [(sheet, cell, A_NUMBER)]
    assert proposal.document == {}


@pytest.mark.parametrize(
    ("value", "shown_as"),
    [
        ("1 234,50", ""),
        ("1\u00a0234.5", ""),
        ("1\u202f234,50", ""),
        ("1\u2019234.50", ""),
        (" 1234,5 ", ""),
        (1234.5, "0,"),
        (1234.5, '#,##0,,"M"'),
        (1234.5, "0.00E+00"),
        (1234.5, '0.00"%"'),
        (1234.5, "[$€-2] #,##0"),
        (1234.5000000000002, "0.00"),
    ],
)
def test_amount_is_the_same_whatever_way_it_is_shown(value: Any, shown_as: str) -> None:
    proposal = proposed(edited(put("Costs", "G2", value, shown_as)))

    assert said(proposal) == []
    assert proposal.document["lines"][0]["unit_price"] == "1234.50"


@pytest.mark.parametrize(
    ("value", "shown_as"),
    [
        (0.155, "0.0%"),
        (0.155, "0.00%;[Red]-0.00%"),
        (0.155, "0.0%_)"),
        (0.155, '0.0 % "of staff"'),
        (15.5, '0.0"%"'),
        (15.5, "0.0\\%"),
        ("15,5 %", ""),
        ("15.5%", ""),
    ],
)
def test_rate_in_percent_is_the_same_whatever_way_it_is_shown(value: Any, shown_as: str) -> None:
    proposal = proposed(edited(put("Rates", "D3", value, shown_as)))

    assert said(proposal) == []
    assert proposal.document["options"]["travel_flat"] == "15.50"


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [("Costs", cell) for cell in ("A2", "C2", "D2", "F2", "G2", "I2", "M2", "P2")]
    + [("Rates", "D3"), ("Funds", "C2"), ("Sources", "E2"), ("Sources", "F2")],
)
@pytest.mark.parametrize("value", ["=100*2", "#N/A"])
def test_cell_without_a_value_is_named_and_not_taken_for_empty(
    sheet: str, cell: str, value: str
) -> None:
    """A formula that no program has computed has no value in the file."""
    proposal = proposed(edited(put(sheet, cell, value)))

    assert [(f.sheet, f.cell, f.value, f.expected) for f in proposal.faults] == [
        (sheet, cell, value, A_VALUE)
    ]


def test_formula_that_was_computed_is_its_value_even_if_that_is_empty() -> None:
    price = b'<c r="G2"><f>8000+55.56</f><v>8055.56</v></c>'
    words = b'<c r="D2" t="str"><f>""</f><v></v></c><c r="E2"><f>1+1</f></c>'

    def change(sheet: bytes) -> bytes:
        sheet = re.sub(rb'<c r="G2".*?</c>', price, sheet)
        return re.sub(rb'<c r="D2".*?</c>', words, sheet)

    proposal = proposed(repacked(change))
    assert [(fault.cell, fault.value) for fault in proposal.faults] == [("E2", "=1+1")]
    proposal = proposed(repacked(lambda sheet: change(sheet).replace(b"<f>1+1</f>", b"")))
    assert said(proposal) == []
    assert proposal.document["lines"][0]["unit_price"] == "8055.56"
    assert proposal.document["lines"][0]["staff_function"] == ""


def hide(book: Any) -> None:
    costs = book["Costs"]
    costs.row_dimensions[3].hidden = costs.column_dimensions["G"].hidden = True
    costs.auto_filter.ref = "A1:R3"
    book["Rates"].sheet_state = "hidden"


def turn(book: Any) -> None:
    """Put the columns of a sheet the other way round, and the sheets as well."""
    rows = [[cell.value for cell in row] for row in book["Costs"].iter_rows()]
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(reversed(row), start=1):
            book["Costs"].cell(number, place).value = None if str(value)[:1] == "=" else value
    book._sheets.reverse()


def widen(book: Any) -> None:
    """Write between the columns, between the rows, above and in a sheet of one's own."""
    book.create_sheet("Мои расчёты", 0)["A1"] = "=1/0"
    costs = book["Costs"]
    costs.insert_cols(4)
    costs["D1"], costs["D2"] = "My remark", "x"
    costs.insert_rows(3, 5)
    costs.insert_rows(1, 2)


def style(book: Any) -> None:
    words = CellRichText(TextBlock(InlineFont(b=True), "Project "), "manager")
    book["Costs"]["C2"] = words
    book["Costs"]["B2"], book["Costs"]["K3"] = " Staff\u00a0", 1.0
    book["Costs"]["K3"].number_format = "0.00"
    for sheet in ("Funds", "Sources", "Rates"):
        book[sheet]["A2"].number_format = "0.00"


@pytest.mark.parametrize("change", [hide, turn, widen, style])
def test_what_people_do_to_the_look_of_a_workbook_changes_nothing(change: Any) -> None:
    def values_only(book: Any) -> None:
        change(book)
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if sheet.title in {"Totals", "Costs", "Funds"} and cell.data_type == "f":
                        cell.value = None

    proposal = proposed(edited(values_only))

    assert said(proposal) == []
    assert proposal.document == document()


@pytest.mark.parametrize("cell", ["C200001", "C1048576"])
def test_nothing_far_down_is_lost(cell: str) -> None:
    row = cell[1:]
    far = f'<row r="{row}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'

    with pytest.raises(FileRefused) as refused:
        proposed(repacked(lambda sheet: sheet.replace(b"</sheetData>", far.encode())))
    assert str(refused.value.reason) == "At most 200000 rows are read."


def test_sheet_that_is_used_to_its_end_with_nothing_in_it_is_read() -> None:
    empty = b'<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>'
    proposal = proposed(repacked(lambda sheet: sheet.replace(b"</sheetData>", empty)))

    assert said(proposal) == []
    assert proposal.document == document()


def test_row_that_names_another_partner_is_not_passed_over() -> None:
    assert said(proposed(edited(put("Sources", "A2", 5)))) == [
        "Sources!A2: “5” cannot be used; expected: one of: 2."
    ]
    with table([part()]) as file:
        text = file.read().decode()
    assert said(proposed(text.replace("\ncost,2,", "\ncost,5,", 1).encode(), name="b.csv")) == [
        "CSV!B3: “5” cannot be used; expected: one of: 2."
    ]


def test_second_origin_of_ones_own_is_named() -> None:
    def change(book: Any) -> None:
        sheet = book["Sources"]
        for place in range(1, 7):
            sheet.cell(3, place).value = sheet.cell(2, place).value

    assert said(proposed(edited(change))) == [
        "Sources!D3: “yes” cannot be used; expected: no: another origin is the partner itself."
    ]


def test_table_that_is_none_of_ours_is_refused_in_one_sentence() -> None:
    assert said(proposed(b"a;b\n1;2\n", name="b.csv")) == [
        "CSV!1: “kind” cannot be used; expected: a column with this head."
    ]


def test_table_that_a_spreadsheet_has_saved_comes_back_without_a_word() -> None:
    """With semicolons, decimal commas, no zeros at the end, and all in UTF-16."""
    with table([part()]) as file:
        text = file.read().decode("utf-8-sig")
    numbers = re.sub(r"(?<=,)(-?\d+)\.(\d\d)(?=[,\r\n])", r"\1;\2", text)
    shorter = re.sub(
        r";(\d)0(?=[,\r\n])|;00(?=[,\r\n])", lambda m: f";{m[1]}" if m[1] else "", numbers
    )
    saved = shorter.replace(";", "\0").replace(",", ";").replace("\0", ",").replace(";0,0;", ";0;")
    for encoding in ("utf-16", "utf-8-sig", "cp1257"):
        proposal = proposed(saved.encode(encoding), name="b.csv")
        assert said(proposal) == []
        assert proposal.document == document()
        assert proposal.notes == []


def test_workbook_without_values_reads_as_the_one_with_values() -> None:
    """Programs that cannot compute leave the totals without values: they are not read anyway."""
    proposal = proposed(edited(lambda book: None))
    with workbook([part()]) as file:
        book = openpyxl.load_workbook(file, data_only=True)

    assert book["Costs"]["H2"].value == 48333.33
    assert (said(proposal), proposal.notes) == ([], [])
    assert proposal.document == document()


def test_formula_of_ours_that_comes_to_nothing_is_computed() -> None:
    """The spare rows of a workbook have totals in which nothing stands until one writes there."""
    with workbook([part()]) as file:
        read = read_sheets(file, "b.xlsx")

    cells = [text for sheet in read.values() for row in sheet.rows for text in row.cells.values()]
    assert "48333.33" in cells
    assert not [text for text in cells if isinstance(text, Failed)]

"""Tables for spreadsheets: safe to open, the same when read back, read from what people have."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core import sheets, tables
from app.core.cells import as_meant, clean, harmless, join_list, split_list
from app.core.inspection import FileRefused
from app.core.sheets import BOM, Column, Kind, Sheet, csv_file, to_csv, xlsx_file
from app.core.tables import MOST_READ_COLUMNS, Row, Table, read_sheets, read_table

FORMULAS = ["=1+1", "+1+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "|x", "＝1", "-", "+a"]
PLAIN = ["+7 4012 55-66-77", "+74012556677", "-5.10", "-7", "a-b", "x@y", "007", "", "'", "2 = 2"]
HOSTILE = st.text(
    st.one_of(st.sampled_from("=+-@'\"|,;\t\n 017a_xЯ"), st.characters(codec="utf-8")), max_size=40
)


def read(name: str, content: bytes) -> Table:
    return read_table(io.BytesIO(content), name)


def as_csv(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Table:
    with csv_file(columns, rows) as file:
        return read_table(file, "table.csv")


def as_xlsx(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Table:
    with xlsx_file(Sheet("One", columns, rows)) as file:
        return read_table(file, "table.xlsx")


def texts(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


BOTH = pytest.mark.parametrize("through", [as_csv, as_xlsx])


@pytest.mark.parametrize("text", FORMULAS)
def test_formula_begins_with_an_apostrophe_in_csv(text: str) -> None:
    written = harmless(text)

    assert written[0] == "'"
    assert as_meant(written) == text


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
    assert as_meant(text) == text


def test_formula_behind_a_delimiter_of_another_country_is_harmless_too() -> None:
    file = "".join(to_csv([Column("a"), Column("b")], [["x;=1+1", 'y";"=2+2']]))

    cells = [
        cell.strip('"')
        for row in csv.reader(io.StringIO(file.removeprefix(BOM)), delimiter=";")
        for cell in row
    ]
    assert not [cell for cell in cells if cell.startswith("=")]


@given(HOSTILE)
@example("''=1")
@example("\t\t=")
@example("',\n'=;\"+")
@settings(max_examples=300)
def test_any_text_is_harmless_and_comes_back(text: str) -> None:
    written = harmless(text)

    assert as_meant(written) == text
    assert written[:1] not in set("=@\t|")
    assert written[:1] not in set("+-") or written == text


@given(st.lists(st.tuples(HOSTILE, HOSTILE), max_size=5))
@settings(max_examples=60)
def test_round_trip_keeps_hostile_texts(rows: list[tuple[str, str]]) -> None:
    columns = [Column("name"), Column("=note")]
    expected = [[clean(a), clean(b)] for a, b in rows if (clean(a) + clean(b)).strip()]

    for through in (as_csv, as_xlsx):
        table = through(columns, rows)
        assert table.header == ("name", "=note")
        assert texts(table) == expected


@BOTH
@pytest.mark.parametrize("text", ["_x0041_", "_x005F_x0041_", "_x005F_", "a _x000D_ b"])
def test_text_that_looks_like_a_code_of_workbooks_stays(through: Any, text: str) -> None:
    assert texts(through([Column("head")], [[text]])) == [[text]]


@pytest.mark.parametrize("is_small", [True, False])
@pytest.mark.parametrize("text", ["<r><t>x</t></r>", "<r></r>", "<r>a & b</r>", "<r>", "<t>x</t>"])
def test_text_that_looks_like_the_inside_of_a_workbook_stays(text: str, is_small: bool) -> None:
    with xlsx_file(Sheet("One", [Column("head")], [[text]]), is_small=is_small) as file:
        assert texts(read_table(file, "table.xlsx")) == [[text]]


@BOTH
def test_round_trip_keeps_every_kind(through: Any) -> None:
    columns = [Column(kind.name.lower(), kind) for kind in Kind]
    moment = datetime(2006, 6, 8, 15, 0, 42, tzinfo=UTC)
    full = ["Järve", ["LT", "RU"], 7, Decimal("300000.00"), date(2006, 6, 8), moment, True]
    empty = ["x", [], None, None, None, None, None]
    odd = ["-1", ["a; b", "c"], -5, Decimal("-5.10"), date(1850, 1, 2), None, False]

    table = through(columns, [full, empty, odd])

    assert texts(table) == [
        ["Järve", "LT; RU", "7", "300000.00", "2006-06-08", "2006-06-08 15:00", "true"],
        ["x", "", "", "", "", "", ""],
        ["-1", "a; b\nc\n", "-5", "-5.10", "1850-01-02", "", "false"],
    ]
    assert [row.number for row in table.rows] == [2, 3, 4]


def test_workbook_has_numbers_days_and_no_formula() -> None:
    columns = [Column("name"), Column("sum", Kind.AMOUNT, "Sum in EUR"), Column("day", Kind.DAY)]
    rows: list[list[Any]] = [[text, Decimal("0.10"), date(2026, 1, 31)] for text in FORMULAS]

    with xlsx_file(Sheet("a/b: [c]", columns, rows)) as file:
        book = openpyxl.load_workbook(file)

    page = book.worksheets[0]
    assert (page.title, page.freeze_panes) == ("a b   c", "A2")
    head, *body = page.iter_rows()
    assert [cell.value for cell in head] == ["name", "Sum in EUR", "day"]
    assert [cell.data_type for row in body for cell in row] == ["s", "n", "d"] * len(FORMULAS)
    assert [row[0].value for row in body] == FORMULAS
    assert {row[1].value for row in body} == {0.1}


def test_number_that_a_spreadsheet_would_round_stays_a_text() -> None:
    table = as_xlsx([Column("n", Kind.WHOLE)], [[1234567890123456789], [123456789012345]])

    assert texts(table) == [["1234567890123456789"], ["123456789012345"]]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)

    rows = ([number] for number in range(5))
    with xlsx_file(Sheet("Rows", [Column("n", Kind.WHOLE)], rows)) as file:
        book = openpyxl.load_workbook(file)

    assert [[row[0] for row in page.values] for page in book] == [
        ["n", 0, 1],
        ["n", 2, 3],
        ["n", 4],
    ]
    assert book.sheetnames == ["Rows", "Rows 2", "Rows 3"]


def test_rows_are_made_while_they_are_written() -> None:
    def rows() -> Iterable[list[int]]:
        for number in (1, 2):
            made.append(number)
            yield [number]

    made: list[int] = []
    lines = to_csv([Column("n", Kind.WHOLE)], rows())

    assert [next(lines) for _ in range(3)] == [BOM, "n\r\n", "1\r\n"]
    assert made == [1]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", "Järve Нарва ✓"),
        ("utf-8-sig", "Järve Нарва"),
        ("utf-16", "Järve Нарва"),
        ("cp1251", "Торгово-промышленная палата, ООО«Янтарь»"),
        ("cp1252", "Järve Straße, Malmö, crème brûlée, 3 m³"),
        ("cp1257", "Nuosavos lėšos, įranga, darbuotojų žinios"),
        ("cp1250", "Środki własne, źródła, część, łącznie"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_usual_encoding_and_delimiter_is_read(
    encoding: str, words: str, delimiter: str
) -> None:
    file = f'name{delimiter}"a,b"\n"{words}"{delimiter}"x{delimiter}y"\n'.encode(encoding)

    assert read("t.csv", file) == Table(
        ("name", "a,b"), [Row(2, {"name": words, "a,b": f"x{delimiter}y"})]
    )


def test_csv_whose_letters_look_like_no_encoding_is_refused() -> None:
    """What old programs save as `CSV (MS-DOS)` would come out as signs that nobody wrote."""
    with pytest.raises(FileRefused, match="Save it as CSV in UTF-8"):
        read("t.csv", "name;x\nРуководитель проекта;1\n".encode("cp866"))


def test_rows_count_as_a_spreadsheet_counts_them() -> None:
    table = read("t.csv", b'sep=;\r\nname;x\r\n\r\n"two\r\nlines";1\r\n;;;\r\nshort\r\n')

    assert table.rows == [
        Row(4, {"name": "two\nlines", "x": "1"}),
        Row(6, {"name": "short", "x": ""}),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1,2\n3,4,5\n", "Row 3 has more cells than there are heads: 5."),
        (b'a,b\n"1,2\n', "line 2"),
        (b"a,,b\n1,2,3\n", "Column 2 has no head in the first row."),
        (b"a,b,a\n", "The head a is there twice."),
        (b"\n,,\n", "The table is empty"),
        (",".join(f"c{n}" for n in range(MOST_READ_COLUMNS + 1)).encode(), "200 columns"),
    ],
)
def test_csv_that_cannot_be_read_says_where(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read("t.csv", content)

    assert sentence in str(refused.value.reason)


def test_workbook_with_something_beyond_what_is_read_is_refused() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "name")
        page.write_string(1, 0, "x")
        page.write_string(1_048_575, 16_383, "far")

    with pytest.raises(FileRefused, match="At most 200000 rows are read"):
        read("far.xlsx", file.getvalue())


def test_workbook_with_an_error_names_the_cell() -> None:
    book = openpyxl.Workbook()
    book.active.append(["name", "sum"])  # type: ignore[union-attr]
    book.active.append(["x", "#REF!"])  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(FileRefused) as refused:
        read("t.xlsx", file.getvalue())

    assert "B2 has an error: #REF!" in str(refused.value.reason)


def test_damaged_workbook_is_refused() -> None:
    with xlsx_file(Sheet("One", [Column("a")], [["x"]])) as written:
        whole = written.read()
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, content[:40] if "sheet1" in entry.filename else content)

    with pytest.raises(FileRefused) as refused:
        read("t.xlsx", file.getvalue())

    assert "damaged" in str(refused.value.reason)


@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=9)))
def test_list_comes_back_from_its_cell(items: list[str]) -> None:
    assert split_list(join_list(items)) == [item for item in items if item.strip()]


def test_protected_sheet_computes_and_opens_only_what_is_to_be_filled_in() -> None:
    columns = [Column("open", Kind.AMOUNT, is_open=True, hint="Write it"), Column("sum")]
    rows = [[Decimal("1.15"), sheets.Formula("ROUND(A2*100,2)", Decimal("115.00"))]]
    with xlsx_file(Sheet("One", columns, rows, is_protected=True)) as file:
        content = file.read()
    page = openpyxl.load_workbook(io.BytesIO(content))["One"]

    assert page.protection.sheet
    assert page.protection.password is None
    assert (page["A2"].protection.locked, page["B2"].protection.locked) == (False, True)
    assert page["B2"].value == "=ROUND(A2*100,2)"
    assert texts(read("one.xlsx", content)) == [["1.15", "115.00"]]
    assert "".join(sheets.to_csv(columns, rows)) == f"{BOM}open,sum\r\n1.15,115.00\r\n"


def test_all_sheets_are_read_with_their_errors_and_numbers_as_they_are_shown() -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("Second")
    book.create_sheet("Empty")
    for number, cell in enumerate(("Head", 0.1 + 0.2, "#REF!", 0.155), start=1):
        first.cell(number, 1, cell)
    first["A4"].number_format = "0.00%"
    second["A1"], second["A2"] = "Other", 7
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    found = read_sheets(stream, "book.xlsx")

    assert list(found) == ["Sheet", "Second"]
    assert texts(found["Sheet"]) == [["0.3"], ["#REF!"], ["15.5%"]]
    assert texts(found["Second"]) == [["7"]]


def test_fault_in_one_of_many_sheets_names_the_sheet() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Head"
    page = book.create_sheet("Second")
    page["A1"], page["A2"], page["B2"] = "Head", "fits", "does not"
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    with pytest.raises(FileRefused) as refused:
        read_sheets(stream, "book.xlsx")

    expected = "Sheet Second: Row 2 has more cells than there are heads: does not."
    assert str(refused.value.reason) == expected


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_column_has_the_letters_of_a_spreadsheet(place: int, name: str) -> None:
    assert sheets.letter(place) == name


def test_only_the_sheets_that_are_wanted_are_read() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Head"
    page = book.create_sheet("Second")
    page["A1"], page["A2"], page["B2"] = "Head", "fits", "does not"
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)

    assert list(read_sheets(stream, "book.xlsx", {"Sheet"}.__contains__)) == ["Sheet"]


def test_broad_table_has_fewer_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row takes a cell of memory for each head, however little stands in the file."""
    monkeypatch.setattr(tables, "MOST_READ_CELLS", 6)
    assert len(read_table(io.BytesIO(b"a,b\n1,\n2,\n3,\n"), "t.csv").rows) == 3
    with pytest.raises(FileRefused) as refused:
        read_table(io.BytesIO(b"a,b,c\n1,,\n2,,\n3,,\n"), "t.csv")

    assert str(refused.value.reason) == "At most 2 rows are read."


def test_broad_sheets_have_fewer_rows_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many sheets of little in a small file would take as much memory each as one may take."""
    monkeypatch.setattr(tables, "MOST_READ_CELLS", 6)
    book = openpyxl.Workbook()
    for page in (book.active, book.create_sheet("Second")):
        for row in (["a", "b"], [1], [2]):
            page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    with pytest.raises(FileRefused) as refused:
        read_sheets(stream, "book.xlsx")

    assert str(refused.value.reason) == "Sheet Second: At most 1 rows are read."


def test_workbook_with_endless_shared_texts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file can name millions of texts that no cell shows; all of them are kept at once."""
    monkeypatch.setattr(tables, "MEGABYTE", 1)
    monkeypatch.setattr(tables, "MOST_SHARED_TEXTS", 3)

    def of(*texts: str) -> io.BytesIO:
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as book:
            book.add_worksheet().write_column("A1", texts)
        return io.BytesIO(stream.getvalue())

    assert len(read_table(of("head", "one", "two"), "book.xlsx").rows) == 2
    with pytest.raises(FileRefused) as refused:
        read_table(of("head", "one", "two", "three"), "book.xlsx")

    assert str(refused.value.reason) == "At most 3 different texts are read."


def test_rows_after_a_gap_keep_their_numbers() -> None:
    book = openpyxl.Workbook()
    for place in ("A1", "A5", "A6", "A9"):
        book.active[place] = place
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)

    assert [row.number for row in read_table(stream, "book.xlsx").rows] == [5, 6, 9]


@pytest.mark.parametrize("look", ["0." + "0" * 90_000, "0.00"])
def test_format_of_a_number_does_not_make_it_endless(look: str) -> None:
    assert len(tables._number(Decimal("1.5"), look)) < 40

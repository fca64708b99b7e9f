"""Tables written for spreadsheets, as CSV and XLSX; `tables` reads them back as they were."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, auto
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from app.core.cells import clean, harmless, join_list
from app.core.inspection import MEGABYTE

BOM = "\ufeff"
"""Tells spreadsheets that a CSV file is UTF-8."""
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_ROWS = 1_048_575
"""What a sheet holds below its heads; what is more goes on in another sheet."""
LONGEST_CELL = 32_767
MOST_DIGITS = 15
"""Spreadsheets count in doubles: a number of more digits is written as a text."""
FIRST_YEAR = 1900
LONGEST_SHEET_NAME = 31
NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
IN_MEMORY = 4 * MEGABYTE
COMPUTED = "#EFEFEF"
"""The ground of cells in protected sheets that nobody writes in."""
AS_TEXT = "@"
"""Keeps what is typed into a cell from becoming a number or a formula."""
LONGEST_TITLE, LONGEST_HINT = 32, 255
STILL_ALLOWED = ("format_columns", "format_rows", "sort", "autofilter", "insert_rows")
"""What people may do with a protected sheet besides writing in its open cells."""


class Kind(Enum):
    """What stands in a column. Moments are in UTC, to the minute; a list is one of texts."""

    TEXT = auto()
    LIST = auto()
    WHOLE = auto()
    AMOUNT = auto()
    DAY = auto()
    MOMENT = auto()
    YES_NO = auto()


LOOKS: dict[Kind, tuple[int, str]] = {
    Kind.TEXT: (36, ""),
    Kind.LIST: (30, ""),
    Kind.WHOLE: (10, "0"),
    Kind.AMOUNT: (15, "#,##0.00"),
    Kind.DAY: (12, "yyyy-mm-dd"),
    Kind.MOMENT: (17, "yyyy-mm-dd hh:mm"),
    Kind.YES_NO: (8, ""),
}
"""The width of a column in characters, and how its numbers are shown."""
TYPES: dict[Kind, Any] = {
    Kind.WHOLE: int,
    Kind.AMOUNT: int | Decimal,
    Kind.DAY: date,
    Kind.YES_NO: bool,
}


@dataclass(frozen=True)
class Formula:
    """A cell that a spreadsheet computes; `value` is what it comes to, for who cannot compute.

    The text is ours and in English (`ROUND(A2,2)`); what users wrote never becomes part of one.
    """

    text: str
    value: Any


@dataclass(frozen=True)
class Column:
    """A column: its name, which never changes, and the label that readers see where there is one.

    What is meant to be read back in has no labels: its heads are the names. `is_open`, `choices`
    and `hint` concern protected sheets: what may be written there, and what is told at a cell.
    """

    name: str
    kind: Kind = Kind.TEXT
    label: str = ""
    is_open: bool = False
    choices: Sequence[str] = ()
    hint: str = ""

    @property
    def head(self) -> str:
        return str(self.label) or self.name


@dataclass(frozen=True)
class Sheet:
    """A table with its name; the rows may be made while they are written."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    is_protected: bool = False
    """Whether only the open columns can be written in; there is no password."""


def letter(place: int) -> str:
    """Name a column by its place, counted from 0, as spreadsheets do: A, B, ..., AA."""
    name = ""
    while place >= 0:
        place, rest = place // 26 - 1, place % 26
        name = chr(ord("A") + rest) + name
    return name


def to_csv(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Write a table row by row, as RFC 4180 has it: numbers with a point, days as in ISO 8601."""
    line = io.StringIO(newline="")
    sheet = csv.writer(line)
    yield BOM
    for cells in _texts(columns, rows):
        sheet.writerow(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def csv_file(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Write a table of any length into a file of its own, to be read from its beginning."""
    file = _new_file()
    for line in to_csv(columns, rows):
        file.write(line.encode())
    file.seek(0)
    return file


def xlsx_file(*sheets: Sheet, is_small: bool = False) -> IO[bytes]:
    """Write a workbook of any length, with real numbers and days; only a Formula becomes one.

    The heads of each sheet stay in sight and filter the rows. The sheets are written in turn. What
    is small is quicker made in memory, without files for each of its sheets.
    """
    from xlsxwriter import Workbook

    from app.core.sheet_page import Page

    file = _new_file()
    conversions = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    where = "in_memory" if is_small else "constant_memory"
    book = Workbook(file, {where: True} | dict.fromkeys(conversions, False))
    book.worksheet_class = Page
    # Without a moment of its own the same table is the same file.
    book.set_properties({"created": datetime(FIRST_YEAR + 100, 1, 1)})  # noqa: DTZ001
    for sheet in sheets:
        _write_sheet(book, sheet)
    book.close()
    file.seek(0)
    return file


def _texts(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    yield [harmless(clean(column.head)) for column in columns]
    for row in rows:
        yield [as_text(_cell(column, value)) for column, value in zip(columns, row, strict=True)]


def _cell(column: Column, value: Any) -> Any:
    """Turn a value into str, int, Decimal, bool, date or a datetime without a zone."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return Formula(value.text, _cell(column, value.value))
    if column.kind is Kind.LIST:
        return join_list(value)
    if column.kind is Kind.MOMENT and isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    fits = TYPES.get(column.kind)
    return value if fits and isinstance(value, fits) else clean(value)


def as_text(cell: Any) -> str:
    """Write a cell's value as CSV has it; no formula."""
    match cell:
        case Formula():
            return as_text(cell.value)
        case bool():
            return str(cell).lower()
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:f}"
        case str():
            return harmless(cell)
    return str(cell)


def _write_sheet(book: Any, sheet: Sheet) -> None:
    """Write a sheet, and as many more of the same name as its rows need."""
    looks = _looks(book, sheet)
    page, part, at = _begin(book, sheet, 1, looks), 1, 1
    for row in sheet.rows:
        if at > MOST_ROWS:
            part += 1
            page, at = _begin(book, sheet, part, looks), 1
        for number, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            if value is not None:
                _write_cell(page, at, number, _cell(column, value), looks[number])
        at += 1


def _looks(book: Any, sheet: Sheet) -> list[Any]:
    """Make the format of each column; columns of one kind share it."""
    made: dict[tuple[Kind, bool], Any] = {}
    for column in sheet.columns:
        key = column.kind, column.is_open or not sheet.is_protected
        if key not in made:
            form = LOOKS[column.kind][1] or (AS_TEXT if sheet.is_protected else "")
            made[key] = book.add_format({"num_format": form, "locked": not key[1]})
            if sheet.is_protected and not key[1]:
                made[key].set_bg_color(COMPUTED)
    return [made[column.kind, column.is_open or not sheet.is_protected] for column in sheet.columns]


def _begin(book: Any, sheet: Sheet, part: int, looks: Sequence[Any]) -> Any:
    ending = f" {part}" if part > 1 else ""
    name = NO_SHEET_NAME.sub(" ", clean(sheet.name)).strip(" '") or "Sheet"
    page = book.add_worksheet(name[: LONGEST_SHEET_NAME - len(ending)] + ending)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, MOST_ROWS, len(sheet.columns) - 1)
    bold = book.add_format({"bold": True})
    for number, column in enumerate(sheet.columns):
        width = max(LOOKS[column.kind][0], len(column.head) + 4)
        page.set_column(number, number, width, looks[number] if sheet.is_protected else None)
        page.write_string(0, number, clean(column.head), bold)
        if rule := _validation(column):
            page.data_validation(1, number, MOST_ROWS, number, rule)
    if sheet.is_protected:
        page.protect("", dict.fromkeys(STILL_ALLOWED, True))
    return page


def _validation(column: Column) -> dict[str, Any]:
    """Say what a column takes; a spreadsheet warns of something else, it does not forbid it."""
    if not (column.choices or column.hint):
        return {}
    rule: dict[str, Any] = {"validate": "any"}
    if column.choices:
        rule = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
    if column.hint:
        title, text = column.head[:LONGEST_TITLE], clean(column.hint)[:LONGEST_HINT]
        rule |= {"input_title": title, "input_message": text}
    return rule


def _write_cell(page: Any, row: int, column: int, cell: Any, look: Any) -> None:
    if isinstance(cell, Formula):
        page.write_formula(row, column, f"={cell.text}", look, cell.value)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, look)
    elif isinstance(cell, int | Decimal) and len(Decimal(cell).as_tuple().digits) <= MOST_DIGITS:
        page.write_number(row, column, cell, look)
    elif isinstance(cell, date) and cell.year >= FIRST_YEAR:
        page.write_datetime(row, column, cell, look)
    elif text := cell if isinstance(cell, str) else as_text(cell):
        if len(text) > LONGEST_CELL:
            text = f"{text[: LONGEST_CELL - 1]}…"
        if text.startswith("<r>"):  # XlsxWriter would take it for XML; so it only sees the pieces
            page.write_rich_string(row, column, text[0], text[1], text[2:], look)
        else:
            page.write_string(row, column, text, look)


def _new_file() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=IN_MEMORY)

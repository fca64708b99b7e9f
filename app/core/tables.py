"""Tables read from the CSV and XLSX files of anybody; errors name the place."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from app.core.cells import as_meant, clean
from app.core.decoding import decoded
from app.core.i18n import _
from app.core.inspection import MEGABYTE, FileRefused, inspect_file
from app.core.sheets import LONGEST_CELL, MOST_DIGITS

MOST_READ_BYTES = 20 * MEGABYTE
MOST_READ_ROWS = 200_000
MOST_READ_COLUMNS = 200
MOST_READ_CELLS = 4_000_000
"""Cells of all tables of a file: an empty one costs nothing there, but memory here."""
MOST_READ_SHEETS = 100
SHARED_TEXT = re.compile(rb"</(?:\w+:)?si\s*>|<(?:\w+:)?si\s*/>")
MOST_SHARED_TEXTS = 1_000_000
"""Texts that a workbook may keep for its cells: all are in memory before the first cell is read."""
DELIMITERS = ",;\t"
ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")
"""How a workbook writes an underscore that would begin a code: `_x005F_x0041_` is `_x0041_`.
openpyxl leaves it so in texts that stand in their cells."""
UNCOMPUTED = re.compile(
    rb"""<(?:\w+:)?c(?![^<>]*\bt="str")[^<>]*>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)"""
    rb"""\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
"""A formula without a value beside it, as programs write that cannot compute."""
FAR_CELL = re.compile(rb'<(?:\w+:)?c\s+r="[A-Z]{1,3}(\d{6,7})"[^<>/]*>\s*<')
"""A cell in which something stands, far down."""
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What is no mark in the format of a number: words, padding, colours."""
FAILED = frozenset("ef")
"""What openpyxl calls errors and formulas."""
NAMES_DELIMITER = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)
"""A first line that tells spreadsheets which delimiter follows."""


class _NoHeads(FileRefused):
    """A table in which nothing stands."""


class Failed(str):
    """The text of a cell that has no value: its error, or its formula that nobody has computed."""


Cells = tuple[Any, ...]
"""A row of cells as openpyxl gives it."""


@dataclass(frozen=True)
class Row:
    """A row that was read: its number as a spreadsheet shows it, and its texts by their heads."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table that was read; empty rows are left out."""

    header: tuple[str, ...]
    rows: list[Row]


def read_table(file: IO[bytes], name: str) -> Table:
    """Read a CSV or XLSX file (its first sheet) whose first row has the heads.

    Every value becomes text: numbers with a point, days as 2026-06-08, moments as 2026-06-08 15:00,
    `true` and `false`. What `sheets` has written is as it was meant. Raises FileRefused with
    a sentence that names the place.
    """
    content = file.read(MOST_READ_BYTES + 1)
    facts = inspect_file(name, content, MOST_READ_BYTES, ("csv", "xlsx"))
    is_csv = facts.media_type.startswith("text/")
    return _table(_csv_rows(content) if is_csv else _xlsx_rows(content))


def read_sheets(
    file: IO[bytes], name: str, wanted: Callable[[str], bool] = bool
) -> dict[str, Table]:
    """Read the sheets of an XLSX file as `read_table` reads the first; sheets without heads go.

    `wanted` says of a name whether its sheet is read; without it, all are. A cell without a value
    has its error or its formula, as Failed. Raises FileRefused as `read_table` does.
    """
    content = file.read(MOST_READ_BYTES + 1)
    inspect_file(name, content, MOST_READ_BYTES, ("xlsx",))
    read: dict[str, Table] = {}
    left = MOST_READ_CELLS
    for title, rows in _xlsx_sheets(content):
        if not wanted(title):
            continue
        try:
            read[title] = table = _table(rows, left)
            left -= len(table.rows) * len(table.header)
        except _NoHeads:
            continue
        except FileRefused as refusal:
            said = _("Sheet %(sheet)s: %(reason)s", sheet=title, reason=refusal.reason)
            raise FileRefused(said) from None
    return read


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    text = decoded(content)
    first, _end, rest = text.partition("\n")
    if named := NAMES_DELIMITER.fullmatch(first):
        text, delimiter = rest, named[1]
        yield []
    else:
        delimiter = max(DELIMITERS, key=re.sub(r'"[^"]*"', "", first).count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in rows:
            yield [as_meant(clean(cell)) for cell in row]
    except csv.Error:
        raise FileRefused(
            _(
                "The file cannot be read after line %(line)s: is a quotation mark missing?",
                line=rows.line_num,
            )
        ) from None


def _xlsx_rows(content: bytes) -> Iterator[list[str]]:
    return next(rows for _title, rows in _xlsx_sheets(content, keeps_errors=False))


def _xlsx_sheets(
    content: bytes, *, keeps_errors: bool = True
) -> Iterator[tuple[str, Iterator[list[str]]]]:
    pages = _opened(content)
    written = _opened(content, computed=False) if _is_uncomputed(content) else pages
    for page, other in zip(pages, written, strict=True):
        rows = _cells_of(page) if other is page else _told(_cells_of(page), _cells_of(other))
        yield page.title, _rows_of(rows, keeps_errors=keeps_errors)


def _told(rows: Iterable[Cells], written: Iterable[Cells]) -> Iterator[Cells]:
    """Put the formulas of a sheet where it has no values for them."""
    for row, other in zip(rows, written, strict=True):
        if not any(cell.data_type == "f" for cell in other):
            yield row
            continue
        yield tuple(
            formula if formula.data_type == "f" and _is_empty(cell) else cell
            for cell, formula in zip(row, other, strict=True)
        )


def _is_empty(cell: Any) -> bool:
    """Whether a cell has no value; a formula may have come to a text in which nothing stands."""
    return cell.value is None and cell.data_type != "str"


def _opened(content: bytes, *, computed: bool = True) -> list[Any]:
    from openpyxl import load_workbook

    if _shared_texts(content) > MOST_SHARED_TEXTS:
        raise FileRefused(_("At most %(n)s different texts are read.", n=MOST_SHARED_TEXTS))
    try:
        book = load_workbook(
            io.BytesIO(content), read_only=True, data_only=computed, keep_links=False
        )
        return list(book.worksheets[:MOST_READ_SHEETS])
    except Exception as error:  # a damaged workbook fails in openpyxl in any way there is
        raise FileRefused(_("The workbook is damaged and cannot be read.")) from error


def _shared_texts(content: bytes) -> int:
    """Count the texts that a workbook keeps for its cells, whatever the part is called."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        large = [part for part in parts.infolist() if part.file_size > MEGABYTE]
        return sum(1 for text in map(parts.read, large) for _found in SHARED_TEXT.finditer(text))


def _is_uncomputed(content: bytes) -> bool:
    """Whether there is a formula in a workbook without its value.

    Raises FileRefused where something stands in a row that is not read.
    """
    found = False
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for part in map(parts.read, (name for name in parts.namelist() if name.endswith(".xml"))):
            if any(int(cell[1]) > MOST_READ_ROWS for cell in FAR_CELL.finditer(part)):
                raise FileRefused(_("At most %(n)s rows are read.", n=MOST_READ_ROWS))
            found = found or bool(UNCOMPUTED.search(part))
    return found


def _cells_of(page: Any) -> Iterator[Cells]:
    page.reset_dimensions()  # what a file says of its own size is not asked
    rows: Iterator[Cells] = page.iter_rows(
        max_row=MOST_READ_ROWS + 2, max_col=MOST_READ_COLUMNS + 1
    )
    return rows


def _rows_of(rows: Iterable[Cells], *, keeps_errors: bool) -> Iterator[list[str]]:
    try:
        gap = None
        for row in rows:
            if row is gap:  # openpyxl gives the same one for every row that a file leaves out
                yield []
                continue
            filled = (place for place in range(len(row), 0, -1) if row[place - 1].value is not None)
            cells = row[: next(filled, 0)]
            gap = None if cells else row
            yield [_read_cell(cell, keeps_errors=keeps_errors) for cell in cells]
    except FileRefused:
        raise
    except Exception as error:
        raise FileRefused(_("The workbook is damaged and cannot be read.")) from error


def _read_cell(cell: Any, *, keeps_errors: bool) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in FAILED and keeps_errors:
        return Failed(clean(getattr(value, "text", value)))
    if cell.data_type in FAILED:
        raise FileRefused(
            _("Cell %(cell)s has an error: %(value)s.", cell=cell.coordinate, value=value)
        )
    if isinstance(value, datetime):
        whole_day = value.time() == datetime.min.time() and "h" not in cell.number_format.lower()
        return value.date().isoformat() if whole_day else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        digits = repr(value) if isinstance(value, int) else f"{value:.{MOST_DIGITS}g}"
        return _number(Decimal(digits), cell.number_format)
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        raise ValueError("No spreadsheet writes a text as long as this one.")
    return clean(ESCAPED.sub("_", str(value)))


def _number(value: Decimal, shown_as: str) -> str:
    """Write a number with all its digits, and with at least as many decimals as the sheet shows.

    Of a computed one these are the 15 that spreadsheets show: 0.1 + 0.2 is 0.3. A share that is
    shown in percent is one: `15%`.
    """
    if "%" in NOT_SHOWN.sub("", shown_as.partition(";")[0]):
        return f"{(value * 100).normalize():f}%"
    shown = len(found[1]) if (found := re.search(r"\.(0{1,30})", shown_as)) else 0
    needed = -int(value.normalize().as_tuple().exponent)
    return f"{value:.{max(shown, needed, 0)}f}"


def _table(rows: Iterator[list[str]], most_cells: int | None = None) -> Table:
    """Take the heads from the first row that has any, and check every other against them.

    At most so many cells are read, those that are empty among them; MOST_READ_CELLS if not stated.
    """
    room = MOST_READ_CELLS if most_cells is None else most_cells
    header: list[str] = []
    read: list[Row] = []
    for number, row in enumerate(rows, start=1):
        cells = _without_empty_end(row)
        if not cells:
            continue
        if not header:
            header = _checked_header(cells)
        elif len(cells) > len(header):
            raise FileRefused(
                _(
                    "Row %(row)s has more cells than there are heads: %(value)s.",
                    row=number,
                    value=cells[len(header)][:60] or cells[-1][:60],
                )
            )
        elif len(read) == (most := min(MOST_READ_ROWS, room // len(header))):
            raise FileRefused(_("At most %(n)s rows are read.", n=most))
        else:
            padded = [*row, *([""] * len(header))][: len(header)]
            read.append(Row(number, dict(zip(header, padded, strict=True))))
    if not header:
        raise _NoHeads(_("The table is empty: its first row has to have the heads."))
    return Table(tuple(header), read)


def _checked_header(cells: list[str]) -> list[str]:
    if len(cells) > MOST_READ_COLUMNS:
        raise FileRefused(_("At most %(n)s columns are read.", n=MOST_READ_COLUMNS))
    heads = [" ".join(unicodedata.normalize("NFC", cell).split()) for cell in cells]
    if "" in heads:
        place = heads.index("") + 1
        raise FileRefused(_("Column %(column)s has no head in the first row.", column=place))
    if twice := next((head for head in heads if heads.count(head) > 1), None):
        raise FileRefused(_("The head %(head)s is there twice.", head=twice))
    return heads


def _without_empty_end(row: list[str]) -> list[str]:
    filled = [number for number, cell in enumerate(row, start=1) if cell.strip()]
    return row[: filled[-1]] if filled else []

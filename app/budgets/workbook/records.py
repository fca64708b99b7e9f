"""The rows of a file, whatever its form: what kind each is, and where each of its cells stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from app.budgets.workbook import columns
from app.budgets.workbook.columns import ABOUT, FUNDS, RATES, SOURCES, TOTALS
from app.core.i18n import _
from app.core.inspection import FileRefused
from app.core.sheets import Column, letter
from app.core.tables import Table, read_sheets, read_table

CSV = "CSV"
"""What the one table of a CSV file is called in messages."""
SHOWN = 80  # characters of a value in a message
KINDS = {ABOUT: "about", RATES: "option", FUNDS: "fund", SOURCES: "source", TOTALS: "total"}
COST = "cost"
NOT_READ = frozenset({"label", "gap", "comment", "evidence", "total", "partner"})
"""Columns that a file may lack: what stands in them is computed, or not the writer's to say."""


@dataclass(frozen=True)
class Record:
    """A row of a file: its kind, its place, and its texts by the heads of their columns."""

    kind: str
    sheet: str
    row: int
    cells: Mapping[str, str]
    heads: Sequence[str]

    def __getitem__(self, head: str) -> str:
        return self.cells.get(head, "")

    def at(self, head: str) -> str:
        """Name a cell as spreadsheets do: E17."""
        return (
            f"{letter(self.heads.index(head))}{self.row}" if head in self.heads else f"{self.row}"
        )


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be used, and what was expected there."""

    sheet: str
    cell: str
    value: str
    expected: str

    def __str__(self) -> str:
        return _(
            "%(sheet)s!%(cell)s: “%(value)s” cannot be used; expected: %(expected)s.",
            sheet=self.sheet,
            cell=self.cell,
            value=self.value,
            expected=self.expected,
        )


@dataclass(frozen=True)
class Note:
    """A cell that is not read, since it is computed here: what stands there, and what it is."""

    sheet: str
    cell: str
    value: str
    computed: str

    def __str__(self) -> str:
        return _(
            "%(sheet)s!%(cell)s: “%(value)s” is not read; here it is %(computed)s.",
            sheet=self.sheet,
            cell=self.cell,
            value=self.value,
            computed=self.computed,
        )


@dataclass(frozen=True)
class Rows:
    """What a file says of one partner, and which columns it lacks."""

    records: Sequence[Record]
    faults: Sequence[Fault]


def rows_of(file: IO[bytes], name: str, partner: int, periods: Sequence[str]) -> Rows:
    """Read the rows of a partner from its workbook, a project's, or the table of a CSV file.

    Raises FileRefused for what is no such file.
    """
    if name.lower().endswith(".csv"):
        return _of_table(read_table(file, name), partner, periods)
    alone, among = columns.costs_of(partner, alone=True), columns.costs_of(partner, alone=False)
    sheets = read_sheets(file, name, {alone, among, *KINDS})
    costs = among if among in sheets else alone
    wanted = {
        costs: (COST, columns.costs(periods)),
        RATES: ("option", columns.rates()),
        FUNDS: ("fund", columns.funds(periods)),
        SOURCES: ("source", columns.sources()),
    }
    if missing := [sheet for sheet in wanted if sheet not in sheets]:
        raise FileRefused(_("The workbook has no sheet %(sheet)s.", sheet=missing[0]))
    records, faults = list[Record](), list[Fault]()
    for sheet, (kind, heads) in wanted.items():
        faults += _lacking(sheet, sheets[sheet], heads)
        records += _records(sheets[sheet], sheet, kind, partner)
    for sheet in (ABOUT, TOTALS):
        if sheet in sheets:
            records += _records(sheets[sheet], sheet, KINDS[sheet], partner)
    return Rows(records, faults)


def _of_table(table: Table, partner: int, periods: Sequence[str]) -> Rows:
    heads = [Column("kind"), *columns.costs(periods), *columns.rates(), *columns.sources()]
    faults = _lacking(CSV, table, [*heads, Column("fund")])
    known = {*KINDS.values(), COST}
    for row in table.rows:
        kind = row.cells.get("kind", "").strip()
        if kind not in known and not faults:
            place = Record(kind, CSV, row.number, row.cells, table.header)
            listed = ", ".join(sorted(known))
            expected = _("one of: %(values)s", values=listed)
            faults.append(Fault(CSV, place.at("kind"), kind[:SHOWN], expected))
    return Rows(list(_records(table, CSV, "", partner)), faults)


def _records(table: Table, sheet: str, kind: str, partner: int) -> Iterator[Record]:
    for row in table.rows:
        if row.cells.get("partner", "").strip() in {"", str(partner)}:
            what = kind or row.cells.get("kind", "").strip()
            yield Record(what, sheet, row.number, row.cells, table.header)


def _lacking(sheet: str, table: Table, wanted: Sequence[Column]) -> list[Fault]:
    """Find the columns that are not there; amounts of funds by period are never read."""
    computed = NOT_READ | ({"amount", *_heads_of_periods(wanted)} if sheet == FUNDS else set())
    return [
        Fault(sheet, "1", column.name, _("a column with this head"))
        for column in wanted
        if column.name not in table.header and column.name not in computed
    ]


def _heads_of_periods(wanted: Sequence[Column]) -> set[str]:
    return {column.name for column in wanted[4:]}

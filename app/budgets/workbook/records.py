"""The rows of a file, whatever its form: what kind each is, and where each of its cells stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import IO

from app.budgets.arithmetic import period_names
from app.budgets.workbook import columns
from app.budgets.workbook.columns import ABOUT, FUNDS, PERIOD, PROJECT, RATES, SOURCES, TOTALS
from app.budgets.workbook.heads import codes_of, label_of
from app.budgets.workbook.values import plain_whole
from app.core.i18n import _
from app.core.inspection import FileRefused
from app.core.sheets import Column, letter
from app.core.tables import Failed, Row, Table, read_sheets, read_table

CSV = "CSV"
"""What the one table of a CSV file is called in messages."""
SHOWN = 80  # characters of a value in a message
KINDS = {RATES: "option", FUNDS: "fund", SOURCES: "source", ABOUT: "about", TOTALS: "total"}
"""What the rows of a sheet are, in the order in which they are read; other sheets have costs."""
COST = "cost"
NEEDED = (RATES, FUNDS, SOURCES)
"""The sheets that a workbook has to have, besides those with costs."""
AMONG = re.compile(r"Partner (\d{1,4})")
"""The sheet with the costs of one partner among others."""
NOT_READ = frozenset({"label", "gap", "comment", "evidence", "total", "partner"})
"""Columns that a file may lack: what stands in them is computed, or not the writer's to say."""

INPUTS = ("category", "description", "staff_function", "unit_type", "units", "unit_price",
          "costs_as", "lump_sum_period", "work_package", "activity", "note")  # fmt: skip
SAYS = {
    COST: INPUTS,
    "option": ("rate",),
    "fund": ("fund", "rate"),
    "source": ("name", "status", "amount"),
}
"""What people write in a row, by its kind; without any of it the row says nothing."""
ALSO_READ = {COST: ("id",), "option": ("option",), "source": ("own", "pledge")}
"""What else is read of a row."""


@dataclass(frozen=True)
class Record:
    """A row of a file: its kind, its place, and its texts by the heads of their columns."""

    kind: str
    sheet: str
    row: int
    cells: Mapping[str, str]
    heads: Sequence[str]
    partner: str = ""
    """The number of the partner that the row, or its sheet, names."""

    def __getitem__(self, head: str) -> str:
        return self.cells.get(head, "")

    @property
    def says_something(self) -> bool:
        return any(self[head].strip() for head in self._written)

    @property
    def without_value(self) -> list[str]:
        """The heads of the cells that are read and have none."""
        heads = (*ALSO_READ.get(self.kind, ()), *self._written)
        return [head for head in heads if isinstance(self[head], Failed)]

    @property
    def periods(self) -> list[str]:
        """The heads that look like those of periods, whether the project has them or not."""
        return [head for head in self.heads if head.startswith(PERIOD)]

    @property
    def _written(self) -> Sequence[str]:
        return (*SAYS.get(self.kind, ()), *(self.periods if self.kind == COST else ()))

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
    """What a file says, whatever the budgets are: its rows, and the heads of its sheets."""

    records: Sequence[Record]
    heads: Mapping[str, Sequence[str]]

    def of(self, partner: int) -> list[Record]:
        return self._by_partner.get(str(partner), [])

    def faults(self, periods: Sequence[str]) -> list[Fault]:
        """Find the columns that are not there, else the first row that is of no kind.

        `periods` are the names of the project's. A table without kinds of rows is none of ours.
        """
        lacking = [fault for sheet in self.heads for fault in self._lacking(sheet, periods)]
        is_of_no_kind = "kind" not in self.heads.get(CSV, ["kind"])
        return lacking[:1] if is_of_no_kind else lacking or [*self._of_no_kind()]

    def _lacking(self, sheet: str, periods: Sequence[str]) -> Iterator[Fault]:
        """Find the columns that are not there; amounts of funds by period are never read."""
        for head in _heads_of(sheet, periods):
            if head not in self.heads[sheet] and head not in NOT_READ:
                shown = head if sheet == CSV else label_of(head)
                yield Fault(sheet, "1", shown, _("a column with this head"))

    def _of_no_kind(self) -> Iterator[Fault]:
        """Find the first row of a table of which one cannot tell what it is."""
        known = {*KINDS.values(), COST}
        if record := next((one for one in self.records if one.kind not in known), None):
            expected = _("one of: %(values)s", values=", ".join(sorted(known)))
            yield Fault(record.sheet, record.at("kind"), record.kind[:SHOWN], expected)

    @cached_property
    def _by_partner(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.records:
            found.setdefault(record.partner, []).append(record)
        return found


def rows_of(file: IO[bytes], name: str, partner: int) -> Rows:
    """Read the rows that a partner's workbook, a project's, or the table of a CSV file has.

    Of other partners the costs are left out. Raises FileRefused for what is no such file.
    """
    alone, among = columns.costs_of(partner, alone=True), columns.costs_of(partner, alone=False)
    tables = _tables(file, name, {alone, among, *KINDS}.__contains__)
    if among in tables:
        tables.pop(alone, None)
    _insist(tables, alone if among not in tables else among, *NEEDED)
    return _rows(tables)


def rows_of_project(file: IO[bytes], name: str) -> Rows:
    """Read the rows of all partners from the workbook of a project, or from its table as CSV.

    Raises FileRefused for what is no such file.
    """
    tables = _tables(file, name, lambda sheet: sheet in KINDS or bool(AMONG.fullmatch(sheet)))
    _insist(tables, *NEEDED)
    return _rows(tables)


def _tables(file: IO[bytes], name: str, wanted: Callable[[str], bool]) -> dict[str, Table]:
    """Read the sheets that are wanted, those with costs first."""
    if name.lower().endswith(".csv"):
        return {CSV: read_table(file, name)}
    tables = read_sheets(file, name, wanted)
    order = [*KINDS]
    ranked = sorted(tables, key=lambda sheet: order.index(sheet) if sheet in KINDS else -1)
    return {sheet: coded(sheet, tables[sheet]) for sheet in ranked}


def coded(sheet: str, table: Table) -> Table:
    """Head the columns of a sheet by their codes, in whatever language its heads are.

    Raises FileRefused for a sheet with two heads of one meaning.
    """
    heads = codes_of(table.header, [column.name for column in _known(sheet)])
    if twice := next((head for head in heads if heads.count(head) > 1), None):
        reason = _("The head %(head)s is there twice.", head=table.header[heads.index(twice)])
        raise FileRefused(_("Sheet %(sheet)s: %(reason)s", sheet=sheet, reason=reason))
    rows = [
        Row(row.number, dict(zip(heads, row.cells.values(), strict=True))) for row in table.rows
    ]
    return Table(tuple(heads), rows)


def _known(sheet: str) -> Sequence[Column]:
    """Give the columns that a sheet may have, with one of the periods; the others look alike."""
    periods = period_names(1)
    known: dict[str, Sequence[Column]] = {
        ABOUT: columns.about(),
        PROJECT: columns.project(()),
        RATES: columns.rates(),
        FUNDS: columns.funds(periods),
        SOURCES: columns.sources(),
        TOTALS: columns.totals(periods),
    }
    return known.get(sheet) or columns.costs(periods)


def _insist(tables: Mapping[str, Table], *sheets: str) -> None:
    """Refuse a workbook in which a sheet is missing."""
    if CSV not in tables and (missing := [sheet for sheet in sheets if sheet not in tables]):
        raise FileRefused(_("The workbook has no sheet %(sheet)s.", sheet=missing[0]))


def _rows(tables: Mapping[str, Table]) -> Rows:
    records = [record for sheet in tables for record in _records(sheet, tables[sheet])]
    return Rows(records, {sheet: table.header for sheet, table in tables.items()})


def _records(sheet: str, table: Table) -> Iterator[Record]:
    among = AMONG.fullmatch(sheet)
    for row in table.rows:
        kind = row.cells.get("kind", "").strip() if sheet == CSV else KINDS.get(sheet, COST)
        partner = among[1] if among else plain_whole(row.cells.get("partner", "").strip())
        yield Record(kind, sheet, row.number, row.cells, table.header, partner)


def _heads_of(sheet: str, periods: Sequence[str]) -> list[str]:
    costs = columns.costs(periods)
    wanted: dict[str, Sequence[Column]] = {
        CSV: [Column("kind"), *costs, *columns.rates(), Column("fund"), *columns.sources()],
        ABOUT: (),
        TOTALS: (),
        RATES: columns.rates(),
        FUNDS: [Column("fund"), Column("rate")],
        SOURCES: columns.sources(),
    }
    return [column.name for column in wanted.get(sheet, costs)]

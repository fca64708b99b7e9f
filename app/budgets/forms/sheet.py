"""The sheet of a budget: its lines and what was typed over them, row by row and cell by cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from app.budgets import offers
from app.budgets.commands import Change
from app.budgets.models import Budget, BudgetSheetDraft, Line
from app.budgets.periods import period_name
from app.budgets.plan import MAX_LINES, REAL_COSTS, Category
from app.budgets.sheet import (
    Ground,
    Reading,
    Typed,
    Written,
    cells_of,
    digest,
    gap_of,
    typed_from,
)
from app.budgets.sheet_reading import read
from app.consortia.wording import period_days
from app.core.i18n import _, amount, number

NAME = re.compile(r"r\.(\w{1,40})\.(\w{1,20})")
BLANK_ROWS = 2
MOST_BLANK = 60
AMOUNTS = re.compile(r"unit_price|p\d+")


def cell_names(ground: Ground) -> dict[str, str]:
    """Name all cells that a line can have for people, in the order in which they are filled in."""
    periods = {f"p{n}": period_name(str(n)) for n in range(1, ground.periods + 1)}
    return {
        "description": _("What for"),
        "staff_function": _("Function"),
        "unit_type": _("Unit"),
        "units": _("Units"),
        "unit_price": _("Price or amount"),
        "costs_as": _("Counts as"),
        "period": _("Paid in"),
        **periods,
        **({"work": _("Work package")} if ground.work else {}),
        "note": _("Note"),
    }


def headings(category: Category, ground: Ground) -> dict[str, str]:
    """Name the columns of a category for people, by the names of their cells."""
    said = cell_names(ground)
    if category is Category.LUMP_SUMS:
        said["unit_price"] = _("Amount")
    return {name: said[name] for name in ground.columns(category)}


def days_of(budget: Budget) -> dict[str, str]:
    """Say from when to when the periods are, by the names of their cells."""
    schedule = budget.partner.project.schedule
    return {f"p{period.number}": period_days(period) for period in schedule}


def ground_of(budget: Budget) -> Ground:
    """Say what the budget allows; the project's plan of work has to be loaded."""
    project = budget.partner.project
    work: dict[str, tuple[str, int, int | None]] = {}
    for package in project.work_packages:
        work[f"{package.number}"] = (package.title, package.id, None)
        for activity in package.activities:
            key = f"{package.number}.{activity.number}"
            work[key] = (activity.title, package.id, activity.id)
    return Ground(offers.categories_for(budget), project.periods, work)


def typed_in(form: Mapping[str, str]) -> list[Typed]:
    """Read the rows that were sent, in their order, wrong or right."""
    rows: dict[str, dict[str, str]] = {}
    for name, text in form.items():
        if found := NAME.fullmatch(name):
            rows.setdefault(found[1], {})[found[2]] = text
    return [
        Typed(
            key,
            cells.pop("category", ""),
            delete=bool(cells.pop("delete", "")),
            was=cells.pop("was", ""),
            is_tried=bool(cells.pop("tried", "")),
            cells=cells,
        )
        for key, cells in rows.items()
    ]


@dataclass(frozen=True)
class Row:
    """One row as it is shown: the texts of its cells, what they say, and what is wrong."""

    key: str
    category: Category
    cells: Mapping[str, str]
    reading: Reading
    line: Line | None = None
    was: str = ""
    delete: bool = False
    is_touched: bool = False
    is_tried: bool = False

    @property
    def faults(self) -> Mapping[str, str]:
        return self.reading.faults if self.is_touched and not self.delete else {}

    @property
    def told(self) -> Mapping[str, str]:
        """The faults to be shown: those of a row that somebody has tried to save."""
        return self.faults if self.is_tried else {}

    @property
    def cost(self) -> Written | None:
        return None if self.delete else self.reading.cost

    @property
    def amount(self) -> Decimal | None:
        """What the row comes to as it stands here; None where it cannot be read."""
        return self.stands.amount if self.stands else None

    @property
    def gap(self) -> Decimal | None:
        """What the periods lack of the row, with its sign."""
        return gap_of(self.stands.amount, self.stands.periods or {}) if self.stands else None

    @property
    def stands(self) -> Written | Line | None:
        """The cost that the row is: as it was typed, or as it is stored."""
        return self.cost if self.is_touched else self.line


@dataclass
class Sheet:
    """A budget's lines with what somebody has typed over them; nothing is stored by it."""

    budget: Budget
    typed: Sequence[Typed] = ()
    blank: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of_draft(cls, budget: Budget, draft: BudgetSheetDraft | None) -> Sheet:
        return cls(budget, typed_from(draft.rows), draft.blank) if draft else cls(budget)

    @cached_property
    def ground(self) -> Ground:
        return ground_of(self.budget)

    @cached_property
    def stored(self) -> dict[str, Line]:
        return {line.uid.hex: line for line in self.budget.lines}

    @cached_property
    def touched(self) -> list[Typed]:
        """The rows that say something else than the budget did when they were typed."""
        return [row for row in self.typed if row.is_touched]

    @cached_property
    def groups(self) -> dict[Category, list[Row]]:
        """The rows by category: first the lines in their order, then new and empty rows."""
        mine = {row.key: row for row in self.touched}
        groups: dict[Category, list[Row]] = {c: [] for c in self.ground.categories}
        for key, line in self.stored.items():
            groups.setdefault(line.category, []).append(self._row_of(line, mine.pop(key, None)))
        for row in mine.values():
            category = next((c for c in Category if c.value == row.category), None)
            if category is not None and not row.delete:
                fresh = Row(row.key, category, row.cells, read(row, self.ground), is_touched=True,
                            is_tried=row.is_tried)  # fmt: skip
                groups.setdefault(category, []).append(fresh)
        for rows in groups.values():
            _limit(rows)
        return groups

    def blank_rows(self, category: Category) -> list[Row]:
        """Make the empty rows at the end of a category."""
        asked = min(int(self.blank.get(category.value, 0)), MOST_BLANK)
        room = MAX_LINES - len(self.groups.get(category, ()))
        taken = {row.key for row in self.typed} | {row.key for row in self.rows}
        keys = (f"n{category.value.replace('_', '')}{n}" for n in range(1, 1000))
        free = (key for key in keys if key not in taken)
        count = max(0, min(max(asked, BLANK_ROWS), room)) if category in self.open else 0
        return [Row(next(free), category, {}, Reading(None, {})) for _row in range(count)]

    def blank_sent(self, more: str = "", number: int = 0) -> dict[str, int]:
        """Count the empty rows that were sent, by category; those of `more` get `number` more."""
        sent = Counter(row.category for row in self.typed if row.is_new and row.is_blank)
        if more:
            sent[more] += number
        return {name: count for name, count in sent.items() if count > BLANK_ROWS}

    @property
    def open(self) -> Sequence[Category]:
        return self.ground.categories

    @cached_property
    def rows(self) -> list[Row]:
        return [row for rows in self.groups.values() for row in rows]

    @property
    def costs(self) -> list[Written | Line]:
        """What stands in the sheet now, as far as it can be read."""
        return [
            cost
            for row in self.rows
            if (cost := row.cost if row.is_touched else row.line) is not None and not row.delete
        ]

    @property
    def unreadable(self) -> int:
        """How many rows the figures leave out, because their numbers cannot be read."""
        return sum(1 for row in self.rows if row.is_touched and not row.delete and not row.cost)

    @property
    def faulty(self) -> list[Row]:
        return [row for row in self.rows if row.faults]

    @property
    def faults(self) -> Iterator[tuple[str, str, str]]:
        """List (id of the cell, its name, what is wrong) in the order of the sheet."""
        for category, rows in self.groups.items():
            for place, row in enumerate(rows, start=1):
                for name, text in row.told.items():
                    heading = headings(category, self.ground).get(name, _("Line"))
                    yield f"c-{row.key}-{name}", f"{category.label}, {place}: {heading}", text

    @property
    def changes(self) -> list[Change]:
        """What can be written into the budget: every touched row without a fault."""
        return [
            Change(row.line, None if row.delete else row.cost)
            for row in self.rows
            if row.is_touched and not row.faults
        ]

    @property
    def left(self) -> list[Typed]:
        """The rows that cannot be written yet, as they were typed."""
        wrong = {row.key for row in self.faulty}
        return [replace(row, is_tried=True) for row in self.touched if row.key in wrong]

    def _row_of(self, line: Line, typed: Typed | None) -> Row:
        stored = cells_of(line, self.ground)
        was = digest(stored)
        if typed is None:
            return Row(line.uid.hex, line.category, shown(stored), _NOTHING, line, was)
        cells = shown(stored) | dict(typed.cells)
        row = Typed(typed.key, line.category.value, cells, typed.delete, was)
        reading = read(row, self.ground)
        return Row(row.key, line.category, cells, reading, line, was, typed.delete, is_touched=True,
                   is_tried=typed.is_tried)  # fmt: skip


_NOTHING = Reading(None, {})


def shown(cells: Mapping[str, str]) -> dict[str, str]:
    """Write canonical texts as the reader's language writes numbers, and what is one line as one.

    A browser takes new lines out of such a field: a text that a workbook brought would change.
    """
    return {
        name: amount(Decimal(text)) if text and AMOUNTS.fullmatch(name)
        else number(Decimal(text), "0.##") if text and name == "units"
        else text if name == "note" else " ".join(text.split())
        for name, text in cells.items()
    }  # fmt: skip


def _limit(rows: list[Row]) -> None:
    """Refuse new rows of a category beyond what it takes."""
    there = sum(1 for row in rows if not row.delete)
    for place in range(len(rows) - 1, -1, -1):
        if there <= MAX_LINES:
            return
        row = rows[place]
        if row.line is None:
            sentence = _("A category takes at most %(n)s lines.", n=MAX_LINES)
            faults = {"description": sentence}
            rows[place] = replace(row, reading=Reading(None, faults))
            there -= 1


def choices(ground: Ground) -> dict[str, list[tuple[str, str]]]:
    """List the values with their names of the cells that are chosen from."""
    return {
        "costs_as": [("", _("Unit costs"))]
        + [(c.value, c.label) for c in REAL_COSTS if c in ground.categories],
        "period": [("", _("The last period"))]
        + [(name, period_name(name)) for name in ground.lump_periods],
        "work": [("", "–")] + [(key, f"{key} {one[0]}") for key, one in ground.work.items()],
    }

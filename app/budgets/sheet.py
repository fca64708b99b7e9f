"""The rows of a budget's sheet: what was typed in them, read cell by cell.

Values in, values out. A row is read as a whole: it is either a cost with all its columns, or it has
faults, each at a cell. The same canonical texts tell whether a row was touched and whether somebody
else has changed it meanwhile.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.budgets.derivation import product
from app.budgets.plan import CLOSURE, ONE_UNIT, PREPARATION, Category
from app.core.forms import parse_amount
from app.core.i18n import _
from app.core.money import CENT, ZERO, Amount

C = Category
LONGEST_TEXT = 250
LONGEST_NOTE = 2000
TEXTS = ("description", "staff_function", "unit_type")
UNITS = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?")


@dataclass(frozen=True)
class Ground:
    """What a budget allows: its open categories, its periods, and the plan of work it may name.

    `work` maps a number such as `2` or `2.1` to its title and to the ids of package and activity.
    """

    categories: Sequence[Category]
    periods: int = 0
    work: Mapping[str, tuple[str, int, int | None]] = field(default_factory=dict)

    def columns(self, category: Category) -> list[str]:
        """Name the columns of a category, in the order of the sheet."""
        names = ["description"]
        if category is C.STAFF:
            names.append("staff_function")
        if category is C.UNIT_COSTS:
            names.append("costs_as")
        if category is C.LUMP_SUMS:
            names += ["unit_price", "period"]
        else:
            names += ["unit_type", "units", "unit_price"]
        if category is not C.LUMP_SUMS:
            names += [f"p{number}" for number in range(1, self.periods + 1)]
        return [*names, *(["work"] if self.work else []), "note"]

    @property
    def lump_periods(self) -> list[str]:
        """Name the periods that a lump sum may be paid in."""
        return [PREPARATION, *map(str, range(1, self.periods + 1)), CLOSURE]


@dataclass(frozen=True)
class Typed:
    """One row as somebody typed it; `was` is the digest of what stood there, empty if nothing."""

    key: str
    category: str
    cells: Mapping[str, str]
    delete: bool = False
    was: str = ""
    is_tried: bool = False
    """Whether the person has tried to save it: before that, a half-typed row is no fault."""

    @property
    def is_new(self) -> bool:
        return not self.was

    @property
    def is_blank(self) -> bool:
        return not any(text.strip() for text in self.cells.values())

    @property
    def is_touched(self) -> bool:
        """Whether the row says anything but what stood there."""
        if self.is_new:
            return not self.is_blank and not self.delete
        return self.delete or digest(self.cells) != self.was

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "category": self.category,
            "cells": dict(self.cells),
            "delete": self.delete,
            "was": self.was,
            "tried": self.is_tried,
        }


@dataclass(frozen=True)
class Written:
    """A row that can be kept: the columns of a line by their names."""

    category: Category
    description: str
    units: Decimal
    unit_price: Amount
    staff_function: str = ""
    unit_type: str = ""
    costs_as: Category | None = None
    period: str = ""
    periods: Mapping[str, str] = field(default_factory=dict)
    work_package_id: int | None = None
    activity_id: int | None = None
    note: str = ""

    @property
    def amount(self) -> Amount:
        return product(self.units, self.unit_price).result


@dataclass(frozen=True)
class Reading:
    """What a row says: the cost, where its numbers can be read, and the faults by their cells."""

    cost: Written | None
    faults: Mapping[str, str]


def parse_units(text: str) -> Decimal:
    """Read a number of units with comma or point; raises ValueError with a sentence."""
    bare = re.sub(r"[\s']", "", text)
    if UNITS.fullmatch(bare):
        return Decimal(bare.replace(",", ".")).quantize(CENT)
    if "," in bare and "." in bare:
        return parse_amount(bare)
    raise ValueError(_("Write the number with at most two decimals, for example 12 or 1.5."))


def cells_of(line: Any, ground: Ground) -> dict[str, str]:
    """Write a line of a budget as canonical texts, in the cells that its category has."""
    numbers = {
        "units": "" if line.units == ONE_UNIT and not line.unit_type else plain(line.units),
        "unit_price": plain(line.unit_price),
        "costs_as": line.costs_as.value if line.costs_as else "",
        "work": _work_of(line, ground),
    }
    spread = {f"p{number}": plain(Decimal(text)) for number, text in (line.periods or {}).items()}
    known = numbers | spread
    return {
        name: known[name] if name in known else str(getattr(line, name, "") or "")
        for name in ground.columns(line.category)
    }


def plain(value: Decimal) -> str:
    """Write a number as the canonical text does: `20.5`, `1500`."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


def digest(cells: Mapping[str, str]) -> str:
    """Digest a row's texts; two ways to write one number are the same, empty cells do not count."""
    said = sorted((name, _canonical(name, text)) for name, text in cells.items() if text.strip())
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def changed_cells(mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """Name the cells in which two rows differ."""
    return [
        name
        for name in {**theirs, **mine}
        if _canonical(name, mine.get(name, "")) != _canonical(name, theirs.get(name, ""))
    ]


def _canonical(name: str, text: str) -> str:
    reads = parse_units if name == "units" else parse_amount
    if text.strip() and (name in {"units", "unit_price"} or re.fullmatch(r"p\d+", name)):
        try:
            return plain(reads(text))
        except ValueError:
            return text.strip()
    return " ".join(text.split()) if name != "note" else "\n".join(text.split("\r\n")).strip()


def _work_of(line: Any, ground: Ground) -> str:
    ids = (line.work_package_id, line.activity_id)
    if line.activity_id is not None:
        return next((number for number, one in ground.work.items() if one[2] == ids[1]), "")
    return next((n for n, one in ground.work.items() if one[1:] == (ids[0], None)), "")


def gap_of(row: Amount, periods: Mapping[str, str]) -> Amount:
    """What the periods lack of a row; negative where they are too much, 0 if it is not spread."""
    return row - sum((Decimal(text) for text in periods.values()), ZERO) if periods else ZERO


def typed_from(rows: Iterable[Mapping[str, Any]]) -> list[Typed]:
    """Read rows back that `as_json` has written."""
    return [
        Typed(r["key"], r["category"], r["cells"], r["delete"], r["was"], is_tried=r["tried"])
        for r in rows
    ]

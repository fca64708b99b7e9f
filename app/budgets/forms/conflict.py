"""What two people typed into one budget at once, side by side; either can be taken, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.budgets.forms.sheet import Sheet, headings
from app.budgets.plan import Category
from app.budgets.sheet import Typed, cells_of, changed_cells, digest


@dataclass(frozen=True)
class Clash:
    """A row that was typed on an older version, beside what stands in the budget now."""

    key: str
    category: Category
    mine: Mapping[str, str]
    stored: Mapping[str, str] | None
    delete: bool
    is_new: bool
    is_contested: bool
    """Whether somebody else has changed or deleted this line meanwhile."""
    names: Mapping[str, str]

    @property
    def differing(self) -> list[str]:
        return changed_cells(self.mine, self.stored or {})


def clashes(sheet: Sheet) -> list[Clash]:
    """Lay what was typed beside what is stored, row by row."""
    found = []
    for row in sheet.touched:
        line = sheet.stored.get(row.key)
        category = next((c for c in Category if c.value == row.category), None)
        if category is None:
            continue
        stored = cells_of(line, sheet.ground) if line else None
        found.append(
            Clash(
                row.key,
                category,
                row.cells,
                stored,
                row.delete,
                row.is_new,
                not row.is_new and (stored is None or digest(stored) != row.was),
                headings(category, sheet.ground),
            )
        )
    return found


def taken(sheet: Sheet, keys: Sequence[str]) -> list[Typed]:
    """Rebase the rows that a person wants to take over on what is stored now."""
    kept = []
    for row in sheet.touched:
        if row.key not in keys:
            continue
        line = sheet.stored.get(row.key)
        if line is not None:
            was = digest(cells_of(line, sheet.ground))
            kept.append(Typed(row.key, row.category, row.cells, row.delete, was))
        elif not row.delete:
            key = row.key if row.is_new else f"n{row.key}"
            kept.append(Typed(key, row.category, row.cells))
    return kept

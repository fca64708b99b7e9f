"""A table of amounts whose rows and columns are proved against totals that were found separately.

Pure. The cells are summed along both directions here; the totals of rows and columns come from the
arithmetic. Where a sum and its total differ, the table says by how much, and where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.money import ZERO


@dataclass(frozen=True, slots=True)
class Row:
    """Amounts by column, and what they must sum to."""

    key: str
    name: str
    cells: tuple[Decimal, ...]
    total: Decimal

    @property
    def gap(self) -> Decimal:
        """What the cells lack to the total."""
        return self.total - sum(self.cells, ZERO)


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Rows by columns; `columns` are keys with names, `totals` what each column must sum to."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    totals: tuple[Decimal, ...]

    @property
    def by_rows(self) -> Decimal:
        """The sum of the totals of the rows."""
        return sum((row.total for row in self.rows), ZERO)

    @property
    def by_columns(self) -> Decimal:
        """The sum of the totals of the columns."""
        return sum(self.totals, ZERO)

    @property
    def sums_of_rows(self) -> list[tuple[str, Decimal]]:
        """Name the rows that say something, with their totals."""
        return [(row.name, row.total) for row in self.rows if row.total]

    @property
    def sums_of_columns(self) -> list[tuple[str, Decimal]]:
        """Name the columns, with their totals."""
        return [(name, sum_) for (_key, name), sum_ in zip(self.columns, self.totals, strict=True)]

    @property
    def difference(self) -> Decimal:
        """What the columns lack to the rows."""
        return self.by_rows - self.by_columns

    @property
    def gaps(self) -> list[tuple[str, Decimal]]:
        """Name the rows and columns whose cells do not sum to their total, and what they lack."""
        columns = [
            (name, total - sum((row.cells[i] for row in self.rows), ZERO))
            for i, ((_key, name), total) in enumerate(zip(self.columns, self.totals, strict=True))
        ]
        return [
            (name, gap) for name, gap in [*((r.name, r.gap) for r in self.rows), *columns] if gap
        ]

    @property
    def closes(self) -> bool:
        return not self.difference and not self.gaps

    @property
    def running(self) -> list[Decimal]:
        """What the rows sum to up to and with each."""
        sums, so_far = [], ZERO
        for row in self.rows:
            so_far += row.total
            sums.append(so_far)
        return sums


def cross(
    columns: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, str, Mapping[str, Decimal], Decimal]],
    totals: Mapping[str, Decimal],
) -> CrossTable:
    """Lay amounts out; a row is key, name, amounts by column, total. Empty columns are left out.

    A column is empty where neither its total nor any of its cells says anything.
    """
    used = [
        (key, name)
        for key, name in columns
        if totals.get(key) or any(cells.get(key) for _, _, cells, _ in rows)
    ]
    return CrossTable(
        tuple(used),
        tuple(
            Row(key, name, tuple(cells.get(column, ZERO) for column, _ in used), total)
            for key, name, cells, total in rows
        ),
        tuple(totals.get(key, ZERO) for key, _ in used),
    )

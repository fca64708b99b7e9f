"""What differs between two versions of a budget, cell by cell and cent by cent; pure.

Lines are the same where they have the same id, origins of the contribution where they have the
same name. Every difference is new less old, so that more money is positive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.budgets.arithmetic import Budget, compute
from app.budgets.plan import CLOSURE, PREPARATION, Category, Option, Pledge, SourceStatus
from app.budgets.version_document import COSTS, Document, amount_of, plan_from
from app.core.choices import Choice
from app.core.i18n import lazy
from app.core.money import ZERO, Amount
from app.programmes.ruleset import FlatOption
from app.programmes.vocabularies import fund_name

CELLS = {
    "category": lazy("Category"),
    "description": lazy("What for"),
    "staff_function": lazy("Staff function"),
    "unit_type": lazy("Unit"),
    "units": lazy("Units"),
    "unit_price": lazy("Price of a unit"),
    "amount": lazy("Amount"),
    "period": lazy("Period"),
    "work_package": lazy("Work package"),
    "activity": lazy("Activity"),
    "note": lazy("Note"),
    "comment": lazy("Comment of finance"),
    "name": lazy("Name"),
    "status": lazy("Legal status"),
    "is_partner": lazy("Own money"),
    "pledge": lazy("How certain"),
    "rate": lazy("Rate"),
}
"""The cells of a row that are compared, with what they are called."""

NUMBERS = frozenset({"units", "unit_price", "amount", "rate"})
WORDS: Mapping[str, Mapping[str, str]] = {
    **{
        name: {one.value: one.label for one in kind}
        for name, kind in (("category", Category), ("status", SourceStatus), ("pledge", Pledge))
    },
    "period": {PREPARATION: lazy("Preparation"), CLOSURE: lazy("Closure")},
    "is_partner": {"True": lazy("yes")},
}
"""How the values of cells are called, by the names of the cells."""
OF_FINANCE = "comment"
"""The cell that finance writes: a new comment is no change of the budget."""


class Kind(Choice):
    """What has become of a row."""

    ADDED = "added", lazy("Added"), "good", "add"
    REMOVED = "removed", lazy("Removed"), "bad", "delete"
    CHANGED = "changed", lazy("Changed"), "turn", "edit"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that differs; a number is compared as a number and shown as one."""

    name: str
    label: str
    old: str
    new: str

    def number_of(self, text: str) -> Decimal | None:
        """Return one of the two sides as a number, where this cell holds numbers."""
        holds = self.name in NUMBERS or self.name.startswith("period-")
        return Decimal(text) if holds and text else None

    def shown(self, text: str) -> str:
        """Return one of the two sides as people know it."""
        return WORDS.get(self.name, {}).get(text, text)


@dataclass(frozen=True, slots=True)
class Row:
    """A line or an origin that was added, removed or changed, with what it came to."""

    key: str
    kind: Kind
    title: str
    category: Category | None
    cells: tuple[Cell, ...]
    old: Amount
    new: Amount

    @property
    def difference(self) -> Amount:
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Sum:
    """A category, a fund, the contribution or the total on both sides."""

    key: str
    label: str
    old: Amount
    new: Amount

    @property
    def difference(self) -> Amount:
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Sums:
    """What a budget comes to on both sides; categories in which nothing stands are not there."""

    categories: tuple[Sum, ...]
    funds: tuple[Sum, ...]
    contribution: Sum
    total: Sum


@dataclass(frozen=True, slots=True)
class Difference(Sums):
    """Everything that differs between two versions of one budget, with what both come to."""

    lines: tuple[Row, ...]
    sources: tuple[Row, ...]
    options: tuple[Cell, ...]
    rates: tuple[Cell, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing differs but what finance has commented."""
        rows = (*self.lines, *self.sources)
        said = all(
            row.kind is Kind.CHANGED and {cell.name for cell in row.cells} <= {OF_FINANCE}
            for row in rows
        )
        return said and not self.options and not self.rates

    @property
    def changed_lines(self) -> int:
        """How many lines were added, changed or removed, comments of finance aside."""
        return len(self.marks) + sum(row.kind is Kind.REMOVED for row in self.lines)

    @property
    def marks(self) -> Mapping[str, Kind]:
        """The lines that are new or changed by their id, comments of finance aside."""
        return {
            row.key: row.kind
            for row in self.lines
            if row.kind is not Kind.REMOVED and {cell.name for cell in row.cells} - {OF_FINANCE}
        } | {row.key: row.kind for row in self.lines if row.kind is Kind.ADDED}


def compare(old: Document, new: Document) -> Difference:
    """Compare two versions of a budget; their figures are computed, not read."""
    sums = compare_sums(compute(plan_from(old)), compute(plan_from(new)))
    return Difference(
        lines=tuple(_rows(_lines_of(old), _lines_of(new), "description")),
        sources=tuple(_rows(_sources_of(old), _sources_of(new), "name")),
        options=tuple(_options(old, new)),
        rates=tuple(_rates(old, new)),
        categories=sums.categories,
        funds=sums.funds,
        contribution=sums.contribution,
        total=sums.total,
    )


def compare_sums(before: Budget, after: Budget) -> Sums:
    """Compare what two computed budgets come to."""
    return Sums(
        categories=tuple(_categories(before, after)),
        funds=tuple(_funds(before, after)),
        contribution=Sum(
            "contribution",
            lazy("Own contribution"),
            before.contribution.result,
            after.contribution.result,
        ),
        total=Sum("total", lazy("Total"), before.total.result, after.total.result),
    )


def _rows(old: Mapping[str, Any], new: Mapping[str, Any], title: str) -> Iterator[Row]:
    """Go through the rows of the new version, then those that it lacks."""
    for key, row in new.items():
        before = old.get(key)
        if before is None:
            yield _row(key, Kind.ADDED, row, title, (), ZERO, amount_of(row))
        elif cells := tuple(_cells(before, row)):
            yield _row(key, Kind.CHANGED, row, title, cells, amount_of(before), amount_of(row))
    for key, row in old.items():
        if key not in new:
            yield _row(key, Kind.REMOVED, row, title, (), amount_of(row), ZERO)


def _row(
    key: str,
    kind: Kind,
    row: Mapping[str, Any],
    title: str,
    cells: tuple[Cell, ...],
    old: Amount,
    new: Amount,
) -> Row:
    category = next((one for one in Category if one.value == row.get("list")), None)
    return Row(key, kind, row[title], category, cells, old, new)


def _cells(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Cell]:
    for name, label in CELLS.items():
        before, after = _text(old.get(name)), _text(new.get(name))
        if before != after:
            yield Cell(name, label, before, after)
    periods = {**(old.get("periods") or {}), **(new.get("periods") or {})}
    for period in sorted(periods, key=lambda name: (len(name), name)):
        before, after = (_text((row.get("periods") or {}).get(period)) for row in (old, new))
        if before != after:
            label = lazy("Period %(number)s", number=period)
            yield Cell(f"period-{period}", label, before, after)


def _options(old: Document, new: Document) -> Iterator[Cell]:
    for option in Option:
        before, after = (_text(one["options"].get(option.value)) for one in (old, new))
        if before != after:
            label = next(one.label for one in FlatOption if one.value == option.value)
            yield Cell("rate", label, before, after)


def _rates(old: Document, new: Document) -> Iterator[Cell]:
    before, after = ({row["fund"]: row["rate"] for row in one["funds"]} for one in (old, new))
    for fund in dict.fromkeys((*after, *before)):
        if before.get(fund) != after.get(fund):
            yield Cell("rate", fund_name(fund), _text(before.get(fund)), _text(after.get(fund)))


def _categories(before: Budget, after: Budget) -> Iterator[Sum]:
    for category in Category:
        old, new = before.categories[category].result, after.categories[category].result
        if old or new:
            yield Sum(category.value, category.label, old, new)


def _funds(before: Budget, after: Budget) -> Iterator[Sum]:
    for fund in dict.fromkeys((*after.funds, *before.funds)):
        old, new = (
            one.funds[fund].result if fund in one.funds else ZERO for one in (before, after)
        )
        yield Sum(fund, fund_name(fund), old, new)


def _lines_of(document: Document) -> dict[str, Mapping[str, Any]]:
    """Map the lines of all three lists by their ids; a row names the category it is shown in."""
    rows: dict[str, Mapping[str, Any]] = {}
    for name in COSTS:
        for place, row in enumerate(document[name]):
            kept = row.get("category") if name == "lines" else name
            rows[row.get("uid") or f"{name}-{place}"] = {**row, "list": kept}
    return rows


def _sources_of(document: Document) -> dict[str, Mapping[str, Any]]:
    """Map the origins by name; the second of a name is another one."""
    rows: dict[str, Mapping[str, Any]] = {}
    for row in document["contribution_sources"]:
        same = sum(key.partition("\0")[0] == row["name"] for key in rows)
        rows[f"{row['name']}\0{same}" if same else row["name"]] = row
    return rows


def _text(value: object) -> str:
    """Write a value to be compared; no, like nothing at all, is empty."""
    return "" if value is None or value is False else str(value)

"""Reads the rows of a budget's sheet: each is a cost, or says at which cells it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.budgets.derivation import product
from app.budgets.plan import ONE_UNIT, REAL_COSTS, Category
from app.budgets.sheet import (
    LONGEST_NOTE,
    LONGEST_TEXT,
    TEXTS,
    Ground,
    Reading,
    Typed,
    Written,
    parse_units,
)
from app.core.forms import REQUIRED, parse_amount
from app.core.i18n import _
from app.core.money import MAX_AMOUNT, Amount

C = Category


def read(row: Typed, ground: Ground) -> Reading:
    """Read a row; a cost with faults in its texts alone still counts in what is shown."""
    faults: dict[str, str] = {}
    category = next((c for c in ground.categories if c.value == row.category), None)
    if category is None:
        sentence = _("A flat rate computes this category now: it takes no lines.")
        return Reading(None, {"description": sentence})
    texts = {name: " ".join(row.cells.get(name, "").split()) for name in TEXTS}
    if not texts["description"]:
        faults["description"] = str(REQUIRED)
    for name, text in texts.items():
        if len(text) > LONGEST_TEXT:
            faults[name] = _("Write at most %(n)s characters.", n=LONGEST_TEXT)
    note = row.cells.get("note", "").replace("\r\n", "\n").strip()
    if len(note) > LONGEST_NOTE:
        faults["note"] = _("Write at most %(n)s characters.", n=LONGEST_NOTE)
    tied = _tied(row, ground, faults)
    costs_as = _costs_as(row, category, ground, faults)
    units, price = _numbers(row, category, texts, faults)
    period = _period(row, category, ground, faults)
    periods = _periods(row, category, ground, faults)
    if units is None or price is None or {"costs_as", "units"} & faults.keys():
        return Reading(None, faults)
    cost = Written(
        category, texts["description"], units, price,
        staff_function=texts["staff_function"] if category is C.STAFF else "",
        unit_type=texts["unit_type"] if category is not C.LUMP_SUMS else "",
        costs_as=costs_as, period=period, periods=periods,
        work_package_id=tied[0], activity_id=tied[1], note=note,
    )  # fmt: skip
    return Reading(cost, faults)


def _numbers(
    row: Typed, category: Category, texts: Mapping[str, str], faults: dict[str, str]
) -> tuple[Decimal | None, Amount | None]:
    price = _amount(row, "unit_price", faults)
    if price is None and "unit_price" not in faults:
        faults["unit_price"] = str(REQUIRED)
    units: Decimal | None = ONE_UNIT
    text = row.cells.get("units", "") if category is not C.LUMP_SUMS else ""
    if text.strip():
        try:
            units = parse_units(text)
        except ValueError as wrong:
            faults["units"], units = str(wrong), None
    elif texts["unit_type"] and category is not C.LUMP_SUMS:
        faults["units"] = _("Write how many, or leave the unit empty for an amount alone.")
        units = None
    if units is not None and price is not None and product(units, price).result > MAX_AMOUNT:
        faults["units" if text.strip() else "unit_price"] = _(
            "A line can come to at most 999 999 999.99."
        )
        units = None
    return units, price


def _amount(row: Typed, cell: str, faults: dict[str, str]) -> Amount | None:
    text = row.cells.get(cell, "")
    if not text.strip():
        return None
    try:
        return parse_amount(text)
    except ValueError as wrong:
        faults[cell] = str(wrong)
        return None


def _costs_as(
    row: Typed, category: Category, ground: Ground, faults: dict[str, str]
) -> Category | None:
    text = row.cells.get("costs_as", "")
    if category is not C.UNIT_COSTS or not text:
        return None
    chosen = next((c for c in REAL_COSTS if c.value == text and c in ground.categories), None)
    if chosen is None:
        faults["costs_as"] = _("A flat rate computes this category: choose another one.")
    return chosen


def _period(row: Typed, category: Category, ground: Ground, faults: dict[str, str]) -> str:
    text = row.cells.get("period", "")
    if category is not C.LUMP_SUMS or not text:
        return ""
    if text not in ground.lump_periods:
        faults["period"] = _("The project has no such period any more: choose another one.")
    return text


def _periods(
    row: Typed, category: Category, ground: Ground, faults: dict[str, str]
) -> dict[str, str]:
    if category is C.LUMP_SUMS:
        return {}
    found = {}
    for number in range(1, ground.periods + 1):
        amount = _amount(row, f"p{number}", faults)
        if amount is not None:
            found[str(number)] = str(amount)
    return found


def _tied(row: Typed, ground: Ground, faults: dict[str, str]) -> tuple[int | None, int | None]:
    text = row.cells.get("work", "")
    if not text or not ground.work:
        return None, None
    if text not in ground.work:
        faults["work"] = _("The project has no such work package any more: choose another one.")
        return None, None
    return ground.work[text][1:]

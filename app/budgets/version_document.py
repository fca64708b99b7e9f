"""The document that a version of a budget is kept as, read without the database; pure.

It is the partner's part of the document of `flask compute-budget`, with more beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.budgets.derivation import product
from app.budgets.passage import Passage
from app.budgets.plan import Plan
from app.budgets.plan_entry import PLAN_KEYS, read_plan
from app.core.money import CENT, Amount

KNOWN = {
    "lines": ("category", "description", "units", "unit_price", "periods"),
    "lump_sums": ("description", "amount", "period"),
    "unit_costs": ("category", "description", "units", "unit_price", "periods"),
    "funds": ("fund", "rate"),
    "contribution_sources": ("name", "status", "amount", "is_partner"),
}
"""The keys that the document of `flask compute-budget` knows, by list."""

COSTS = ("lines", "lump_sums", "unit_costs")
"""The lists that hold the lines of a budget; lump sums and unit costs in that of their category."""

Document = Mapping[str, Any]


def plan_from(document: Document) -> Plan:
    """Return the plan that a document holds; raises as plan_entry.read_plan does."""
    plain = {
        key: [{name: row[name] for name in KNOWN[key] if name in row} for row in document[key]]
        if key in KNOWN
        else dict(document[key])
        for key in PLAN_KEYS
    }
    return read_plan(Passage(plain).entries(), None)


def amount_of(row: Mapping[str, Any]) -> Amount:
    """Return what a cost or an origin of the contribution comes to."""
    if "amount" in row:
        return Decimal(row["amount"])
    return product(Decimal(row["units"]), Decimal(row["unit_price"])).result


def number(value: Decimal) -> str:
    """Write an amount, a rate or units: always two decimals, never rounded."""
    return str(Decimal(value).quantize(CENT))

"""A partner's budget as a document, and back: what versions keep and what spreadsheets carry.

It is the partner's part of the document of `flask compute-budget`, with more that this does not
know: ids, positions, what is tied to the plan of work, notes, comments and pledges. Amounts, units
and rates are strings with two decimals.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.budgets.models import Budget, Funding, Line, Source
from app.budgets.plan import ONE_UNIT, Category, Option, Pledge, SourceStatus
from app.budgets.version_document import COSTS, Document, number
from app.consortia.models import WorkPackage
from app.core.db import db
from app.core.money import Rate


def document_of(budget: Budget) -> dict[str, Any]:
    """Write a budget down; the project's plan of work has to be loaded where lines are tied."""
    partner = budget.partner
    costs: dict[str, list[dict[str, Any]]] = {name: [] for name in COSTS}
    for line in budget.lines:
        name, own = _written(line)
        costs[name].append(own | _tied(budget, line))
    return {
        "id": f"PP{partner.number}",
        "name": partner.name,
        "role": partner.role.value,
        "country": partner.country,
        "options": {option.value: number(rate) for option, rate in budget.options.items()},
        **costs,
        "funds": [{"fund": one.fund, "rate": number(one.rate)} for one in budget.funding],
        "contribution_sources": [
            {
                "name": one.name,
                "status": one.status.value,
                "amount": number(one.amount),
                "is_partner": bool(one.is_partner),
                "pledge": (one.pledge or Pledge.INTENDED).value,
                "evidence": one.evidence_id,
            }
            for one in budget.sources
        ],
    }


def restore(budget: Budget, document: Document) -> None:
    """Make the rows of a budget what the document says; rows with a known uid stay themselves.

    A row without uid is a new one, one that the document lacks goes. What is tied to a work package
    or an activity that is no longer there is untied.
    """
    for option in Option:
        rate = document["options"].get(option.value)
        setattr(budget, option.value, None if rate is None else Decimal(rate))
    _restore_lines(budget, document)
    _restore_funds(budget, document)
    _restore_sources(budget, document)


def draw_on(budget: Budget, rates: Mapping[str, Rate]) -> None:
    """Let funds pay these rates and no others; a fund that stays keeps its row."""
    for share in [share for share in budget.funding if share.fund not in rates]:
        budget.funding.remove(share)
    present = {share.fund: share for share in budget.funding}
    for position, (fund, rate) in enumerate(rates.items(), start=1):
        if fund not in present:
            present[fund] = Funding(fund=fund)
            budget.funding.append(present[fund])
        present[fund].rate, present[fund].position = rate, position


def _written(line: Line) -> tuple[str, dict[str, Any]]:
    """Return the list that a line belongs to, and what it says itself."""
    own: dict[str, Any] = {
        "uid": str(line.uid) if line.uid else "",
        "position": line.position,
        "description": line.description,
        "staff_function": line.staff_function or "",
        "unit_type": line.unit_type or "",
        "note": line.note or "",
        "comment": line.comment or "",
    }
    if line.category == Category.LUMP_SUMS:
        period = {"period": line.period} if line.period else {}
        return "lump_sums", own | {"amount": number(line.amount)} | period
    own |= {
        "units": number(line.units),
        "unit_price": number(line.unit_price),
        "periods": dict(line.periods or {}),
    }
    if line.category == Category.UNIT_COSTS:
        category = line.costs_as.value if line.costs_as else None
        return "unit_costs", own | {"category": category}
    return "lines", own | {"category": line.category.value}


def _tied(budget: Budget, line: Line) -> dict[str, int | None]:
    """Name the work package and the activity by their numbers, which people know them by."""
    if line.work_package_id is None and line.activity_id is None:
        return {"work_package": None, "activity": None}
    for package in budget.partner.project.work_packages:
        for activity in package.activities:
            if activity.id == line.activity_id:
                return {"work_package": package.number, "activity": activity.number}
    numbers = {one.id: one.number for one in budget.partner.project.work_packages}
    return {"work_package": numbers.get(line.work_package_id or 0), "activity": None}


def _restore_lines(budget: Budget, document: Document) -> None:
    rows = [(name, row) for name in COSTS for row in document[name]]
    present = {str(line.uid): line for line in budget.lines}
    kept = {row.get("uid") for _, row in rows}
    for uid, line in present.items():
        if uid not in kept:
            budget.lines.remove(line)
    ordered = sorted(enumerate(rows, 1), key=lambda one: one[1][1].get("position") or one[0])
    for position, (_order, (name, row)) in enumerate(ordered, 1):
        line = present.get(row.get("uid") or "") or Line(uid=_uid(row))
        _fill(line, name, row)
        line.position = row.get("position") or position
        package, activity = _package(budget, row), row.get("activity")
        line.work_package_id = package.id if package else None
        line.activity_id = next(
            (one.id for one in (package.activities if package else ()) if one.number == activity),
            None,
        )
        if line not in budget.lines:
            budget.lines.append(line)
    budget.lines.sort(key=lambda line: line.position)


def _fill(line: Line, name: str, row: Mapping[str, Any]) -> None:
    line.description = row.get("description", "")
    for text in ("staff_function", "unit_type", "note", "comment"):
        setattr(line, text, row.get(text, ""))
    line.costs_as, line.period, line.periods = None, "", {}
    if name == "lump_sums":
        line.category, line.units = Category.LUMP_SUMS, ONE_UNIT
        line.unit_price, line.period = Decimal(row["amount"]), row.get("period") or ""
        return
    line.units, line.unit_price = Decimal(row["units"]), Decimal(row["unit_price"])
    line.periods = dict(row.get("periods") or {})
    if name == "unit_costs":
        line.category = Category.UNIT_COSTS
        line.costs_as = Category(row["category"]) if row.get("category") else None
        return
    line.category = Category(row["category"])


def _restore_funds(budget: Budget, document: Document) -> None:
    draw_on(budget, {row["fund"]: Decimal(row["rate"]) for row in document["funds"]})
    budget.funding.sort(key=lambda share: share.position)


def _restore_sources(budget: Budget, document: Document) -> None:
    """A source is known by its name; becoming the partner's own money makes it another one."""
    rows = document["contribution_sources"]
    left = list(budget.sources)
    found = []
    for row in rows:
        key = (row["name"], bool(row.get("is_partner")))
        source = next((one for one in left if (one.name, bool(one.is_partner)) == key), None)
        if source is not None:
            left.remove(source)
        found.append(source)
    for source in left:
        budget.sources.remove(source)
    if left:
        db.session.flush()  # one row may be the partner's: the old one goes before the new comes
    for position, (row, known) in enumerate(zip(rows, found, strict=True), 1):
        source = known or Source(name=row["name"], is_partner=bool(row.get("is_partner")))
        source.amount, source.position = Decimal(row["amount"]), position
        source.status = SourceStatus(row["status"])
        source.pledge = Pledge(row.get("pledge", Pledge.INTENDED))
        source.evidence_id = row.get("evidence")
        if known is None:
            budget.sources.append(source)
    budget.sources.sort(key=lambda source: source.position)


def _package(budget: Budget, row: Mapping[str, Any]) -> WorkPackage | None:
    if row.get("work_package") is None:
        return None
    packages = budget.partner.project.work_packages
    return next((one for one in packages if one.number == row["work_package"]), None)


def _uid(row: Mapping[str, Any]) -> uuid.UUID:
    return uuid.UUID(row["uid"]) if row.get("uid") else uuid.uuid4()

"""Versions of budgets: what was sent, returned, accepted and fixed is kept, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.budgets.arithmetic import compute
from app.budgets.differences import Difference, compare
from app.budgets.flexibility import Assessment, assess
from app.budgets.models import Budget, BudgetState, BudgetVersion, VersionKind
from app.budgets.plan import CONTRIBUTION, SourceStatus
from app.budgets.record import document_of, restore
from app.budgets.version_document import Document, number, plan_from
from app.consortia import assembly
from app.consortia.models import Partner
from app.core.actors import Actor
from app.core.db import db
from app.core.i18n import lazy
from app.core.money import HUNDRED, ZERO, Rate, half_up
from app.interests.models import Interest
from app.programmes.ruleset import FLEXIBILITY

SENT_CHANGE = frozenset({BudgetState.CHANGE_SENT, BudgetState.CHANGE_CHECKED})
"""The agency judges the change: finance, and of a major one the director after it."""

UNDER_CHANGE = SENT_CHANGE | {BudgetState.CHANGING}
"""While a change is under way, the last baseline counts."""


def keep(
    budget: Budget,
    kind: VersionKind,
    actor: Actor,
    note: str = "",
    document: Document | None = None,
) -> BudgetVersion:
    """Keep the budget as it stands, or another document of it, as its next version."""
    kept = dict(document) if document is not None else document_of(budget)
    computed = compute(plan_from(kept))
    version = BudgetVersion(
        budget=budget,
        number=_last_number(budget) + 1,
        kind=kind,
        baseline=budget.baseline if kind in {VersionKind.BASELINE, VersionKind.FINAL} else 0,
        document=kept,
        total=computed.total.result,
        contribution=computed.contribution.result,
        rule_set_id=budget.partner.project.rule_set_id,
        note=note,
        author_id=actor.id,
    )
    db.session.add(version)
    db.session.flush()  # the next version of the same transaction counts on from this one
    return version


def latest(budget: Budget, *kinds: VersionKind) -> BudgetVersion | None:
    """Return the newest version of one of these kinds; None for a budget that is not stored."""
    if not budget.id:
        return None
    found = sa.select(BudgetVersion).where(BudgetVersion.budget_id == budget.id)
    if kinds:
        found = found.where(BudgetVersion.kind.in_(kinds))
    return db.session.scalar(found.order_by(BudgetVersion.number.desc()).limit(1))


def what_counts(budgets: Sequence[Budget]) -> Mapping[int, Document]:
    """Map the ids of budgets that are being changed to the baseline that still counts."""
    ids = [budget.id for budget in budgets if budget.state in UNDER_CHANGE]
    if not ids:
        return {}
    found = (
        sa.select(BudgetVersion)
        .where(BudgetVersion.budget_id.in_(ids), BudgetVersion.kind == VersionKind.BASELINE)
        .order_by(BudgetVersion.number)
    )
    return {version.budget_id: version.document for version in db.session.scalars(found)}


def as_it_was(document: Document, partner: Partner) -> Budget:
    """Build the budget that a version holds, outside the database, to be shown and computed."""
    past = Budget(partner=partner, number=1, lines=[], funding=[], sources=[])
    restore(past, document)
    return past


def change_of(budget: Budget) -> Difference | None:
    """Compare a budget that is being changed with its baseline; None where it is not."""
    if budget.state not in UNDER_CHANGE:
        return None
    before = latest(budget, VersionKind.BASELINE)
    return compare(before.document, document_of(budget)) if before else None


def size_of_change(budget: Budget) -> Assessment | None:
    """Say whether the change under way is minor or major; None where there is none.

    It is measured against the last baseline that the director has approved, so that many minor
    changes do not make a major one that nobody has decided. A page asks several times: of a budget
    as it stands it is measured once.
    """
    if budget.state not in UNDER_CHANGE or not budget.id:
        return None
    known = db.session().info.setdefault("sizes of changes", {})
    stands = (budget.id, budget.state, budget.version, budget.updated_at)
    if stands not in known:
        known[stands] = _measured(budget)
    return known[stands]  # type: ignore[no-any-return]


def _measured(budget: Budget) -> Assessment | None:
    found = sa.select(BudgetVersion).where(
        BudgetVersion.budget_id == budget.id,
        BudgetVersion.kind == VersionKind.BASELINE,
        BudgetVersion.baseline == budget.approved,
    )
    before = db.session.scalar(found) or latest(budget, VersionKind.BASELINE)
    if before is None:
        return None
    return assess(compare(before.document, document_of(budget)), flexibility_of(budget))


def flexibility_of(budget: Budget) -> Rate:
    """Return by how many percent a part of the budget may move; the house's choice by default."""
    rules = assembly.rules_of(budget.partner.project)
    return rules.margin.value if rules else FLEXIBILITY


def last_word(budget: Budget) -> BudgetVersion | None:
    """Return what finance last returned, or else the baseline, of a budget that is being judged.

    None where finance sees the budget for the first time.
    """
    if budget.state not in SENT_CHANGE | {BudgetState.SUBMITTED}:
        return None
    return latest(budget, VersionKind.RETURNED, VersionKind.BASELINE)


def indicative(partner: Partner, interest: Interest) -> dict[str, Any]:
    """Write down what an expression of interest offered: amounts by category, fund and origin."""
    costs = [
        {
            "uid": "",
            "position": place,
            "category": category,
            "description": str(lazy("As in the expression of interest")),
            "units": "1.00",
            "unit_price": number(amount),
            "periods": {},
        }
        for place, (category, amount) in enumerate(interest.costs.items(), 1)
        if amount
    ]
    total = interest.total
    asked = half_up(interest.requested_fund * HUNDRED / total) if total else ZERO
    paid = interest.fund and interest.fund != CONTRIBUTION and asked
    return {
        "id": f"PP{partner.number}",
        "name": partner.name,
        "role": partner.role.value,
        "country": partner.country,
        "options": {},
        "lines": costs,
        "lump_sums": [],
        "unit_costs": [],
        "funds": [{"fund": interest.fund, "rate": number(min(asked, HUNDRED))}] if paid else [],
        "contribution_sources": _origin(partner, interest),
    }


def _origin(partner: Partner, interest: Interest) -> list[dict[str, Any]]:
    if not interest.own_contribution or not interest.origin:
        return []
    status = interest.origin.value.replace("-", "_")
    return [
        {
            "name": partner.name,
            "status": status,
            "amount": number(Decimal(interest.own_contribution)),
            "is_partner": status != SourceStatus.AUTOMATIC_PUBLIC.value,
            "pledge": "intended",
            "evidence": None,
        }
    ]


def _last_number(budget: Budget) -> int:
    mine = BudgetVersion.budget_id == budget.id
    return db.session.scalar(sa.select(sa.func.max(BudgetVersion.number)).where(mine)) or 0

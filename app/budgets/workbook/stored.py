"""From the budgets as they are kept to what workbooks carry of them, and to what files may say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.budgets import policy
from app.budgets.arithmetic import period_names
from app.budgets.models import Budget
from app.budgets.offers import allowed_categories, funds_for
from app.budgets.record import document_of
from app.budgets.workbook.content import Part
from app.budgets.workbook.project import Member
from app.budgets.workbook.proposal import Target
from app.budgets.workbook.reading import Ground
from app.consortia import assembly
from app.consortia.models import Partner, Project
from app.core.actors import Actor
from app.core.db import db


def part_of(budget: Budget, today: date, *, is_open: bool = True) -> Part:
    """Write a budget down for a workbook; it has to be loaded as `queries.get_budget` does."""
    return Part(
        budget.partner.number,
        document_of(budget),
        budget.partner.project.periods,
        _about(budget, today),
        is_open,
    )


def target_of(budget: Budget) -> Target:
    """Say what a file may do to a budget."""
    project = budget.partner.project
    rules = assembly.rules_of(project)
    ground = Ground(
        document=document_of(budget),
        periods=period_names(project.periods) if project.periods else (),
        categories=allowed_categories(budget),
        funds=None if rules is None else [offer.fund.code for offer in funds_for(budget)],
        work=list(_work(budget)),
    )
    return Target(budget.partner.number, str(budget.uid), budget.version, project.periods, ground)


def member_of(budget: Budget, actor: Actor) -> Member:
    """Say what the file of a whole project may do to one of its budgets."""
    return Member(
        target_of(budget),
        budget.partner.name,
        policy.view.allows(actor, budget),
        policy.edit.allows(actor, budget),
    )


def hold_all(reference: str) -> None:
    """Hold the budgets of a project before they are loaded, as `drafts.hold` holds one."""
    mine = sa.select(Budget.id).join(Budget.partner).join(Partner.project)
    asked = mine.where(Project.reference == reference).order_by(Budget.id)
    db.session.execute(asked.with_for_update(of=Budget))


def _about(budget: Budget, today: date) -> dict[str, Any]:
    partner = budget.partner
    project = partner.project
    rules = project.rule_set
    programme = project.programme
    named = f"{programme.name}, {rules.version}" if programme and rules else ""
    return {
        "partner": partner.number,
        "name": partner.name,
        "country": partner.country,
        "role": partner.role.value,
        "project": project.reference,
        "budget": str(budget.uid),
        "version": budget.version,
        "state": budget.state.value,
        "rules": named,
        "currency": "EUR",
        "exported_on": today,
    }


def _work(budget: Budget) -> Iterable[str]:
    for package in budget.partner.project.work_packages:
        yield f"{package.number}"
        yield from (f"{package.number}.{activity.number}" for activity in package.activities)

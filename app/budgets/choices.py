"""What organisations have chosen in other projects of a programme, where the choice binds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.budgets.models import Budget, BudgetState
from app.consortia import facts
from app.consortia.assembly import PartnerBudgets, rules_of
from app.consortia.models import Partner, Project
from app.core.db import db


def choices_of(project: Project) -> dict[int, tuple[facts.ChosenOptions, ...]]:
    """Return by partner the cost options that its organisation has sent in elsewhere.

    Empty where the rules let every project choose anew; `project` has its partners loaded.
    """
    return _made_elsewhere(project, {p.organisation_id: p.id for p in project.partners})


def choices_for(budget: Budget) -> tuple[facts.ChosenOptions, ...]:
    """Return what the organisation of one budget has chosen elsewhere, where that binds it."""
    partner = budget.partner
    return _made_elsewhere(partner.project, {partner.organisation_id: partner.id}).get(
        partner.id, ()
    )


def _made_elsewhere(
    project: Project, bodies: Mapping[int | None, int]
) -> dict[int, tuple[facts.ChosenOptions, ...]]:
    """Look for the choices of organisations; `bodies` are the partners here by organisation."""
    rules = rules_of(project)
    if rules is None or rules.binding_options is None or not rules.binding_options.value:
        return {}
    made: dict[int, dict[str, facts.ChosenOptions]] = defaultdict(dict)
    for budget in db.session.scalars(_sent_elsewhere(project, [body for body in bodies if body])):
        partner = budget.partner
        options = {option.value: rate for option, rate in budget.options.items()}
        choice = facts.ChosenOptions(partner.project.reference, options)
        made[bodies[partner.organisation_id]][choice.project] = choice
    return {partner: tuple(choices.values()) for partner, choices in made.items()}


def with_choices(project: Project, budgets: PartnerBudgets) -> PartnerBudgets:
    """Put into computed budgets, given by partner, what their organisations chose elsewhere."""
    found = choices_of(project)
    return {
        partner: replace(budget, choices=found.get(partner, ()))
        for partner, budget in budgets.items()
    }


def _sent_elsewhere(project: Project, bodies: list[int]) -> sa.Select[Budget]:
    """Select budgets that have left the partner's desk; of several, the newest comes last."""
    return (
        sa.select(Budget)
        .join(Budget.partner)
        .join(Partner.project)
        .where(
            Partner.organisation_id.in_(bodies),
            Project.programme_id == project.programme_id,
            Project.id != project.id,
            Budget.state != BudgetState.DRAFT,
        )
        .order_by(Project.id, Budget.number)
        .options(contains_eager(Budget.partner).contains_eager(Partner.project))
    )

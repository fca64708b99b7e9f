"""Who is told what of budgets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.accounts.models import User
from app.budgets.models import Budget
from app.budgets.policy import WRITERS
from app.consortia.models import Partner
from app.core.workflow import Event
from app.directory.models import Role
from app.directory.queries import people_of, staff
from app.inbox.telling import Notice, tell


def writers(event: Event) -> Iterable[User]:
    """Those who write the partner's budget; for the agency that is its officers."""
    return _writers(event.subject.partner)


def finance(event: Event) -> Iterable[User]:
    """Finance people, without those who wrote in the budget: they may not judge it."""
    budget: Budget = event.subject
    return [person for person in staff(Role.FINANCE) if person.id not in budget.preparers]


def directors(event: Event) -> Iterable[User]:
    return staff(Role.DIRECTOR)


def all_partners(event: Event) -> Iterable[User]:
    return [person for partner in event.subject.partners for person in _writers(partner)]


def _writers(partner: Partner) -> list[User]:
    if partner.organisation_id is None:
        return []
    body = partner.organisation
    roles = (Role.OFFICER,) if body and body.is_agency else WRITERS
    return people_of(partner.organisation_id, *roles)


def _budget(event: Event) -> tuple[str, dict[str, Any]]:
    return "budgets.show", {"uid": event.subject.uid}


def _project(event: Event) -> tuple[str, dict[str, Any]]:
    return "budgets.overview", {"reference": event.subject.reference}


tell(
    Notice(
        "budget.open", to=writers, mail="budget_opened", link=_budget, action=True, receipt=True
    ),
    Notice("budget.submit", to=finance, mail="budget_submitted", link=_budget, action=True),
    Notice("budget.return", to=writers, mail="budget_returned", link=_budget, action=True),
    Notice("budget.accept", to=writers, mail="budget_accepted", link=_budget),
    Notice(
        "project.accept-budgets", to=directors, mail="project_accepted", link=_project, action=True
    ),
    Notice("project.fix-budgets", to=all_partners, mail="project_fixed", link=_project),
)

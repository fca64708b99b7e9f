"""Who is told what of budgets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.accounts.models import User
from app.budgets.declarations import ISSUED
from app.budgets.models import Budget
from app.budgets.queries import writers_of
from app.consortia.models import Partner
from app.core.workflow import Event
from app.directory.choices import Role
from app.directory.queries import people_of, staff
from app.inbox.telling import Notice, tell


def writers(event: Event) -> Iterable[User]:
    return writers_of(event.subject.partner)


def finance(event: Event) -> Iterable[User]:
    """Finance people, without those who wrote in the budget: they may not judge it."""
    budget: Budget = event.subject
    return [person for person in staff(Role.FINANCE) if person.id not in budget.preparers]


def directors_who_decide(event: Event) -> Iterable[User]:
    """Directors, without those who wrote in the budget: they may not decide of its change."""
    return [one for one in staff(Role.DIRECTOR) if one.id not in event.subject.preparers]


def other_writers(event: Event) -> Iterable[User]:
    return [person for person in writers(event) if person.id != event.actor.id]


def writers_and_officers(event: Event) -> Iterable[User]:
    people = [*writers(event), *staff(Role.OFFICER)]
    return list({person.id: person for person in people}.values())


def signatories(event: Event) -> Iterable[User]:
    """Those who bind the partner of a declaration; for the agency its director."""
    partner: Partner = event.subject.budget.partner
    if partner.organisation_id is None:
        return []
    body = partner.organisation
    if body and body.is_agency:
        return staff(Role.DIRECTOR)
    return people_of(partner.organisation_id, Role.SIGNATORY)


def officers(event: Event) -> Iterable[User]:
    return staff(Role.OFFICER)


def directors(event: Event) -> Iterable[User]:
    return staff(Role.DIRECTOR)


def all_partners(event: Event) -> Iterable[User]:
    return [person for partner in event.subject.partners for person in writers_of(partner)]


def _budget(event: Event) -> tuple[str, dict[str, Any]]:
    return "budgets.show", {"uid": event.subject.uid}


def _project(event: Event) -> tuple[str, dict[str, Any]]:
    return "budgets.overview", {"reference": event.subject.reference}


def _declaration(event: Event) -> tuple[str, dict[str, Any]]:
    return "budgets.declaration", {"uid": event.subject.uid}


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
    Notice(
        "budget.ask-change", to=other_writers, mail="budget_change_asked", link=_budget, action=True
    ),
    Notice("budget.send-change", to=finance, mail="budget_change_sent", link=_budget, action=True),
    Notice(
        "budget.pass-change-on",
        to=directors_who_decide,
        mail="budget_change_checked",
        link=_budget,
        action=True,
    ),
    Notice("budget.return-change", to=writers, mail="budget_returned", link=_budget, action=True),
    Notice(
        "budget.accept-change", to=writers_and_officers, mail="budget_change_accepted", link=_budget
    ),
    Notice(
        "budget.approve-change",
        to=writers_and_officers,
        mail="budget_change_accepted",
        link=_budget,
    ),
    Notice("budget.refuse-change", to=writers, mail="budget_change_refused", link=_budget),
    Notice("budget.close", to=writers, mail="budget_closed", link=_budget),
    Notice(ISSUED, to=signatories, mail="declaration_issued", link=_declaration, action=True),
    Notice("declaration.sign", to=officers, mail="declaration_signed", link=_declaration),
)

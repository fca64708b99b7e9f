"""Partnerships of invented organisations: the budgets that they enter and finance checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.budgets import commands
from app.budgets.commands import Origin
from app.budgets.declarations import sign, valid_one
from app.budgets.figures import Figures
from app.budgets.models import Budget
from app.budgets.overview import Overview
from app.budgets.plan import Category, Pledge, SourceStatus
from app.budgets.queries import budgets_of, declarations_of, get_budget
from app.budgets.workflow import FLOW
from app.consortia.commands import describe
from app.consortia.models import Partner, Project
from app.consortia.queries import get_project
from app.core.db import db
from app.core.history import advance
from app.demonstration.data import read
from app.demonstration.people import acting
from app.searches.models import PartnerSearch

Cost = Mapping[str, Any]
"""A line as its form would enter it."""


def cost(category: Category, description: str, units: str, price: str, **more: Any) -> Cost:
    entered = {"category": category, "description": description, "units": Decimal(units)}
    return entered | {"unit_price": Decimal(price)} | more


OF_THE_AGENCY: Sequence[Cost] = (
    cost(Category.STAFF, "Example: half a year of a coordinator", "6", "900.00"),
    cost(Category.TRAVEL, "Example: meetings of the partners", "4", "350.00"),
)


def project_of(search: str) -> str:
    """Return the reference of the project that a search has led to."""
    found = sa.select(Project.reference).join(PartnerSearch, PartnerSearch.id == Project.search_id)
    return db.session.scalars(found.where(PartnerSearch.reference == search)).one()


def describe_project(project: str, acronym: str, starts_on: date, ends_on: date) -> None:
    acting("officer")
    describe(
        open_project(project), {"acronym": acronym, "starts_on": starts_on, "ends_on": ends_on}
    )


def take_over_the_offers(project: str) -> None:
    """Let every partner begin with what it offered, and the agency enter an example."""
    for budget in budgets_of(open_project(project)):
        key = writer_of(budget.partner)
        if key == "officer":
            enter(budget, key, OF_THE_AGENCY, "TACIS", "90.00", SourceStatus.PUBLIC)
        else:
            whole = get_budget(budget.uid)
            if whole.partner.interest is not None:
                commands.take_over(whole, acting(key), whole.partner.interest)
        send(budget, key)


def enter(
    budget: Budget,
    key: str,
    costs: Sequence[Cost],
    fund: str,
    share: str,
    status: SourceStatus,
    pledge: Pledge = Pledge.INTENDED,
) -> None:
    """Enter lines and funds; the contribution is what the funds leave open."""
    budget, actor = get_budget(budget.uid), acting(key)
    for entered in costs:
        commands.add_line(budget, actor, entered)
    rates = {fund: Decimal(share)}
    commands.finance(budget, actor, rates, ())
    rest = Figures(budget).computed.contribution.result
    own = Origin(budget.partner.name, status, rest, is_partner=True, pledge=pledge)
    commands.finance(budget, actor, rates, (own,))


def send(budget: Budget, key: str) -> None:
    db.session.flush()  # what finance gets is what is stored
    advance(FLOW, get_budget(budget.uid), "submit", acting(key))


def accept(budget: Budget) -> None:
    advance(FLOW, get_budget(budget.uid), "accept", acting("finance"))


def return_with_a_question(budget: Budget, note: str) -> None:
    advance(FLOW, get_budget(budget.uid), "return", acting("finance"), note)


def accept_all_and_fix(project: str) -> None:
    for budget in budgets_of(open_project(project)):
        accept(budget)
    fixed = open_project(project)
    findings = Overview(fixed, budgets_of(fixed)).findings
    commands.fix(fixed, acting("director"), findings)


def declare_all(project: str) -> None:
    """Let every partner sign the declaration on what it contributes."""
    for budget in budgets_of(open_project(project)):
        if (declaration := valid_one(declarations_of(budget))) is None:
            continue
        actor = acting(signatory_of(budget.partner))
        sign(
            declaration,
            declaration.sha256,
            actor,
            signatory=actor.name,
            function="Example of a function",
            authority="Example of an authority",
        )


def open_project(reference: str) -> Project:
    """Read a project as the next page would: nothing is left of what was in memory."""
    db.session.flush()
    db.session.expunge_all()
    return get_project(reference)


def budget_of(project: str, key: str) -> Budget:
    """Find the budget that this person writes."""
    return next(
        budget for budget in budgets_of(open_project(project)) if writer_of(budget.partner) == key
    )


def writer_of(partner: Partner) -> str:
    """Return who writes the budget of a partner: the officer that of the agency."""
    return _keys().get(partner.name, "officer")


def signatory_of(partner: Partner) -> str:
    """Return who signs for a partner: the director for the agency."""
    return _keys().get(partner.name, "director")


@cache
def _keys() -> dict[str, str]:
    return {told["name"]: told["key"] for told in read("organisations.json")}

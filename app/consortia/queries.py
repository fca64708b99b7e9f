"""What projects there are, and everything that is known of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.consortia import assembly, facts, watch
from app.consortia.assembly import PartnerBudgets
from app.consortia.models import Partner, Project, WorkPackage
from app.consortia.schedule import Costs, Ties
from app.consortia.watch import Lapses
from app.core.actors import Actor
from app.core.db import db
from app.core.times import localdate
from app.directory.models import Organisation
from app.interests.models import Interest, InterestState
from app.programmes.ruleset import RuleSet as Rules
from app.searches.models import PartnerSearch

JOINED = (InterestState.CONFIRMED, InterestState.PARTNER)


def projects_of(actor: Actor) -> sa.Select[Project]:
    """Select what the actor may see, the newest first; programme and partners are loaded."""
    found = sa.select(Project).options(
        joinedload(Project.programme), selectinload(Project.partners)
    )
    if not actor.is_staff:
        theirs = sa.select(Partner.project_id).where(
            Partner.organisation_id.in_(actor.organisation_ids)
        )
        found = found.where(Project.id.in_(theirs))
    return found.order_by(Project.created_at.desc(), Project.id.desc())


def get_project(reference: str) -> Project:
    """Raises NoResultFound.

    Rules, work packages, the search's slots, partners and what they hold are loaded.
    """
    found = sa.select(Project).where(Project.reference == reference)
    return db.session.scalars(found.options(*_everything())).unique().one()


def load_plan(project: Project) -> Project:
    """Load the work packages with their activities into a project, and return it."""
    found = sa.select(WorkPackage).where(WorkPackage.project_id == project.id)
    loaded = found.options(selectinload(WorkPackage.activities)).order_by(WorkPackage.number)
    set_committed_value(project, "work_packages", list(db.session.scalars(loaded)))
    return project


def ties_of(project: Project) -> Ties:
    """Return which partners' costs stand on the plan, from the feature that keeps budgets."""
    read = cast("Callable[[Project], Ties]", current_app.extensions["plan_ties"])
    return read(project)


def costs_of(project: Project) -> Costs:
    """Return what the budgets plan on the plan of a project, from the feature that keeps them."""
    read = cast("Callable[[Project], Costs]", current_app.extensions["plan_costs"])
    return read(project)


def partnership_of(search: PartnerSearch) -> str | None:
    """Return the reference of the project that a search has led to, where there is one."""
    found = sa.select(Project.reference).where(Project.search_id == search.id)
    return db.session.scalar(found)


def partner_budgets(project: Project) -> PartnerBudgets:
    """Return the partners' computed budgets, from the feature that keeps them."""
    read = cast("Callable[[Project], PartnerBudgets]", current_app.extensions["partner_budgets"])
    return read(project)


def members_of(project: Project, budgets: PartnerBudgets | None = None) -> tuple[facts.Member, ...]:
    """Assemble the members with their budgets, read unless given; `project` is a get_project."""
    if budgets is None:
        budgets = partner_budgets(project)
    return tuple(
        assembly.member_of(
            partner,
            budgets.get(partner.id),
            partner.organisation.accreditations if partner.organisation else (),
        )
        for partner in project.partners
    )


def facts_of(
    project: Project, members: tuple[facts.Member, ...], rules: Rules, on: date | None = None
) -> facts.Consortium:
    """Assemble what the checks want, under any rules and on any day; `project` is a get_project."""
    search = project.search
    seats = _seats(project) if search else {}
    return facts.Consortium(
        rules=rules,
        as_of=on or assembly.as_of(project),
        members=members,
        slots=tuple(
            assembly.slot_of(slot, seats.get(slot.id, ()))
            for slot in (search.slots if search else ())
        ),
        ends_on=project.ends_on,
        months=assembly.months_of(project),
        estimated_budget=search.estimated_budget if search else None,
    )


def lapses_of(project: Project) -> Lapses:
    """Return by partner the accreditations that do not last; `project` is a get_project."""
    seats = _seats(project) if project.search else {}
    return watch.lapses_of(project, seats, localdate())


def _seats(project: Project) -> dict[int, list[int]]:
    """Map slots to the partners in their seats; one organisation may have answered several."""
    taken = db.session.execute(
        sa.select(Interest.slot_id, Partner.id)
        .join(Partner, Partner.organisation_id == Interest.organisation_id)
        .where(
            Partner.project_id == project.id,
            Interest.search_id == project.search_id,
            Interest.state.in_(JOINED),
        )
        .order_by(Partner.number)
    )
    seats: dict[int, list[int]] = defaultdict(list)
    for slot_id, partner_id in taken:
        seats[slot_id].append(partner_id)
    return seats


def _everything() -> list[sa.sql.base.ExecutableOption]:
    body = selectinload(Project.partners).joinedload(Partner.organisation)
    return [
        joinedload(Project.programme),
        joinedload(Project.rule_set),
        joinedload(Project.work_packages),
        joinedload(Project.search).selectinload(PartnerSearch.slots),
        body.selectinload(Organisation.accreditations),
    ]

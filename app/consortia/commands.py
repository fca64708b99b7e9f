"""What happens to a project: partners join it, officers describe it, its agreement is made."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.consortia.models import Partner, Project
from app.consortia.workflow import FLOW
from app.core.actors import Actor
from app.core.db import db, lock, now
from app.core.history import advance, record
from app.core.references import next_reference
from app.core.workflow import Event
from app.directory.models import Organisation
from app.directory.queries import agency
from app.interests.models import Interest, InterestState
from app.interests.workflow import FLOW as INTERESTS
from app.programmes.models import Programme
from app.programmes.queries import rule_set
from app.searches.models import PartnerRole, PartnerSearch, SearchState
from app.searches.workflow import FLOW as SEARCHES


def admit(interest: Interest, actor: Actor) -> Partner:
    """Make who has confirmed a partner; the first one founds the project with the agency as lead.

    An organisation that holds a seat already keeps its place: it is one partner with two seats.
    """
    search = db.session.get_one(PartnerSearch, interest.search_id)
    lock(search)
    project = _project_of(search, actor)
    joined = _partners(project)
    already = next((one for one in joined if one.organisation_id == interest.organisation_id), None)
    if already is not None:
        return already
    if interest.role == PartnerRole.LEAD:
        _pass_on_the_lead(joined)
    body = db.session.get_one(Organisation, interest.organisation_id)
    partner = _snapshot(project, body, len(joined) + 1, interest.role)
    partner.interest_id = interest.id
    db.session.add(partner)
    record(Event(partner, "partner.join", actor))
    return partner


def describe(project: Project, facts: dict[str, Any]) -> None:
    """Change title, acronym, description and dates of a project that is being formed."""
    for name, value in facts.items():
        setattr(project, name, value)


def enter_into_force(project: Project) -> None:
    """The agreement is in force: project, interests and search take the state that follows."""
    advance(FLOW, project, "agree", Actor.SYSTEM)
    confirmed = sa.select(Interest).where(
        Interest.search_id == project.search_id, Interest.state == InterestState.CONFIRMED
    )
    for interest in db.session.scalars(confirmed):
        advance(INTERESTS, interest, "join", Actor.SYSTEM)
    search = db.session.get(PartnerSearch, project.search_id) if project.search_id else None
    if search and search.standing in {SearchState.OPEN, SearchState.CLOSED}:
        advance(SEARCHES, search, "find-partners", Actor.SYSTEM)
    if search and search.standing == SearchState.PARTNERS_FOUND:
        advance(SEARCHES, search, "agree", Actor.SYSTEM)


def _project_of(search: PartnerSearch, actor: Actor) -> Project:
    found = db.session.scalar(sa.select(Project).where(Project.search_id == search.id))
    return found or _found_project(search, actor)


def _found_project(search: PartnerSearch, actor: Actor) -> Project:
    project = Project(
        reference=next_reference("PR"),
        search_id=search.id,
        programme_id=search.programme_id,
        rule_set_id=search.rule_set_id or _rules_for(search),
        rules_as_of=search.rules_as_of,
        title=search.title,
        acronym=search.acronym,
        is_demonstration=search.is_demonstration,
    )
    db.session.add(project)
    record(Event(project, "project.found", actor))
    lead = _snapshot(project, agency(), 1, PartnerRole.LEAD)
    db.session.add(lead)
    record(Event(lead, "partner.join", actor))
    return project


def _rules_for(search: PartnerSearch) -> int | None:
    """Pin the rules that count for the search's day, where the search names only a programme."""
    programme = search.programme_id and db.session.get_one(Programme, search.programme_id)
    if not programme:
        return None
    try:
        return rule_set(programme, search.rules_as_of or now().date()).id
    except NoResultFound:
        return None


def _snapshot(project: Project, body: Organisation, number: int, role: PartnerRole) -> Partner:
    return Partner(
        project=project,
        organisation=body,
        number=number,
        role=role,
        name=body.name,
        country=body.country,
        city=body.city,
        partner_type=body.partner_type,
        legal_status=body.legal_status,
    )


def _partners(project: Project) -> list[Partner]:
    found = sa.select(Partner).where(Partner.project_id == project.id).order_by(Partner.number)
    return list(db.session.scalars(found))


def _pass_on_the_lead(partners: list[Partner]) -> None:
    """A search for a lead partner has found one: who kept the place becomes a partner."""
    for partner in partners:
        if partner.role == PartnerRole.LEAD:
            partner.role = PartnerRole.PARTNER
    db.session.flush()  # the database allows one lead at a time

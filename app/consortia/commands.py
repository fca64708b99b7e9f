"""What happens to a project: partners join it, officers describe it, its agreement is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.consortia.facts import MOST_ASSOCIATED, MOST_PARTNERS
from app.consortia.models import Activity, Partner, Project, WorkPackage
from app.consortia.workflow import FLOW
from app.core.actors import Actor
from app.core.db import db, lock
from app.core.errors import DomainError
from app.core.history import advance, note_edit, record
from app.core.i18n import lazy
from app.core.references import next_reference
from app.core.times import localdate, now
from app.core.workflow import Event
from app.directory.choices import PartnerRole
from app.directory.models import Organisation
from app.directory.queries import agency
from app.interests.models import Interest, InterestState
from app.interests.workflow import FLOW as INTERESTS
from app.programmes.models import Programme
from app.programmes.queries import rule_set
from app.searches.models import PartnerSearch, SearchState
from app.searches.workflow import FLOW as SEARCHES

P = TypeVar("P", WorkPackage, Activity)


@dataclass(frozen=True)
class Planned:
    """A work package or an activity as it is wanted; without a uid it is new.

    Without a number it gets the next one after all others; `is_management` is of work packages.
    """

    title: str
    uid: UUID | None = None
    number: int | None = None
    activities: Sequence[Planned] = ()
    is_management: bool = False


def admit(interest: Interest, actor: Actor) -> Partner:
    """Make who has confirmed a partner; the first one founds the project with the agency as lead.

    An organisation that holds a seat already keeps its place: it is one partner with two seats.
    Raises DomainError where the project has as many as it may have.
    """
    search = db.session.get_one(PartnerSearch, interest.search_id)
    lock(search)
    project = _project_of(search, actor)
    joined = _partners(project)
    already = next((one for one in joined if one.organisation_id == interest.organisation_id), None)
    if already is not None:
        return already
    _refuse_too_many(joined, interest.role)
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


def plan(project: Project, periods: int, months: int, packages: Sequence[Planned]) -> None:
    """Make the plan what is wanted: periods of so many months, these work packages, no others.

    The work packages with their activities must be loaded. Whether costs stand on what goes is for
    the form to say; the keys of the database refuse it in any case.
    """
    before = outline(project)
    project.periods, project.months_in_period, project.planned_at = periods, months, now()
    _take_out(project, packages)
    chosen = [(_found(project.work_packages, one), one) for one in packages]
    for package, one in _numbered(WorkPackage, chosen):
        package.is_management = one.is_management
        if package not in project.work_packages:
            project.work_packages.append(package)
        steps = [(_found(package.activities, step), step) for step in one.activities]
        for step, _wanted in _numbered(Activity, steps):
            if step not in package.activities:
                package.activities.append(step)
    if (after := outline(project)) != before:
        note_edit(project, {"work_packages": [before, after]})


def outline(project: Project) -> list[str]:
    """Write work packages and activities down, a line each, by their numbers."""
    return [
        line
        for package in sorted(project.work_packages, key=_number)
        for line in (
            f"{package.number} {package.title}{' (management)' if package.is_management else ''}",
            *(
                f"{package.number}.{step.number} {step.title}"
                for step in sorted(package.activities, key=_number)
            ),
        )
    ]


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


def _take_out(project: Project, packages: Sequence[Planned]) -> None:
    """Delete what is not wanted any more, before others take its numbers."""
    kept = {one.uid for one in packages} | {step.uid for one in packages for step in one.activities}
    for package in list(project.work_packages):
        for step in list(package.activities):
            if step.uid not in kept or package.uid not in kept:
                package.activities.remove(step)
                db.session.delete(step)
    db.session.flush()  # an activity goes before its work package
    for package in list(project.work_packages):
        if package.uid not in kept:
            project.work_packages.remove(package)
            db.session.delete(package)
    db.session.flush()  # whoever comes may take the number of who went


def _found(rows: Sequence[P], wanted: Planned) -> P | None:
    return next((row for row in rows if row.uid == wanted.uid), None)


def _numbered(kind: type[P], chosen: Sequence[tuple[P | None, Planned]]) -> list[tuple[P, Planned]]:
    """Write titles and numbers, in rows that are made where there were none."""
    free = count(max((one.number or 0 for _row, one in chosen), default=0) + 1)
    numbers = [one.number or next(free) for _row, one in chosen]
    moving = [
        row.id for (row, _), number in zip(chosen, numbers, strict=True)
        if row and row.number != number
    ]  # fmt: skip
    if moving:  # two rows may change places: neither number may be taken meanwhile
        away = sa.update(kind).where(kind.id.in_(moving)).values(number=-kind.number)
        db.session.execute(away, execution_options={"synchronize_session": False})
    written = []
    for (row, one), number in zip(chosen, numbers, strict=True):
        entity = row or (WorkPackage(activities=[]) if kind is WorkPackage else kind())
        entity.number, entity.title = number, one.title
        written.append((entity, one))
    return written


def _number(row: WorkPackage | Activity) -> int:
    return row.number


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
        return rule_set(programme, search.rules_as_of or localdate()).id
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


def _refuse_too_many(joined: Sequence[Partner], role: PartnerRole) -> None:
    is_associated = role == PartnerRole.ASSOCIATED
    there = sum((one.role == PartnerRole.ASSOCIATED) == is_associated for one in joined)
    if is_associated and there >= MOST_ASSOCIATED:
        raise DomainError(
            lazy("A project has at most %(n)s associated organisations.", n=MOST_ASSOCIATED)
        )
    if not is_associated and there >= MOST_PARTNERS:
        raise DomainError(lazy("A project has at most %(n)s partners.", n=MOST_PARTNERS))


def _pass_on_the_lead(partners: list[Partner]) -> None:
    """A search for a lead partner has found one: who kept the place becomes a partner."""
    for partner in partners:
        if partner.role == PartnerRole.LEAD:
            partner.role = PartnerRole.PARTNER
    db.session.flush()  # the database allows one lead at a time

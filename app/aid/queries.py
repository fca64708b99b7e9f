"""What is known of State aid: the answers of partners, the ledgers of undertakings."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from app.aid import policy
from app.aid.findings import Case, check_aid
from app.aid.ledger import Grant, Standing, standing, standings
from app.aid.models import Answers, DeMinimisAid, Tie
from app.aid.questions import Result
from app.aid.regimes import Regime
from app.consortia.assembly import as_of
from app.consortia.findings import Finding
from app.consortia.models import Partner, Project, ProjectState
from app.consortia.queries import get_project, partner_budgets
from app.core.actors import Actor
from app.core.db import db
from app.core.money import ZERO, Amount
from app.directory.choices import PartnerRole
from app.directory.models import Organisation


@dataclass(frozen=True)
class Undertaking:
    """Organisations that count as one, by their ids, and the aid they got, the latest first.

    `activities` are the codes of NACE that any of them has.
    """

    bodies: frozenset[int] = frozenset()
    activities: frozenset[str] = frozenset()
    entries: tuple[DeMinimisAid, ...] = ()

    def grants(self, besides: DeMinimisAid | None = None) -> tuple[Grant, ...]:
        """All that counts against the ceiling, without an entry that is being corrected."""
        return tuple(
            Grant(one.granted_on, one.amount, one.granting_state)
            for one in self.entries
            if one is not besides
        )

    def standing(
        self, state: str, on: date, besides: DeMinimisAid | None = None
    ) -> Standing | None:
        """Say how things stand for a new grant, or for a corrected one: see ledger.standing."""
        return standing(self.grants(besides), state, on, self.activities)

    def standings(self, on: date) -> list[Standing]:
        """Say what has been used on a day, by Member State; that of who got nothing, if so."""
        untouched = standing((), "", on, self.activities)
        found = standings(self.grants(), on, self.activities)
        return found or ([untouched] if untouched else [])

    def granted_to(self, partner: Partner) -> Amount:
        """Sum what is entered for one of the organisations in one project, whenever it was."""
        return sum(
            (
                one.amount
                for one in self.entries
                if one.project_id == partner.project_id
                and one.organisation_id == partner.organisation_id
            ),
            ZERO,
        )


@dataclass(frozen=True)
class Planned:
    """What a partner of an undertaking would still get as de minimis aid in a project, in euros."""

    partner: Partner
    amount: Amount


def planned_for(undertaking: Undertaking) -> list[Planned]:
    """List what is planned beyond what is entered, by the references of the projects.

    The project of each partner is loaded with its partners. The budgets of each are computed, so
    it takes some statements for every project.
    """
    found = db.session.execute(
        sa.select(Answers, Partner.id, Project.reference)
        .join(Answers.partner)
        .join(Partner.project)
        .where(
            Partner.organisation_id.in_(undertaking.bodies),
            Partner.role != PartnerRole.ASSOCIATED,
            Answers.regime.in_((Regime.NONE, Regime.DE_MINIMIS)),
            Project.state != ProjectState.PUBLISHED,
        )
        .order_by(Project.reference, Partner.number)
    ).all()
    planned = []
    for reference in dict.fromkeys(ref for answers, _, ref in found if answers.result.is_risk):
        project = get_project(reference)
        budgets = partner_budgets(project)
        mine = {id_ for answers, id_, ref in found if ref == reference and answers.result.is_risk}
        for partner in project.partners:
            if partner.id in mine and partner.id in budgets:
                rest = budgets[partner.id].granted - undertaking.granted_to(partner)
                planned.append(Planned(partner, rest))
    return [one for one in planned if one.amount > ZERO]


def partners_with_money(project: Project) -> list[Partner]:
    """List whom the questions are put to; associated partners get no grant."""
    return [one for one in project.partners if one.role != PartnerRole.ASSOCIATED]


def get_partner(project: Project, uid: uuid.UUID) -> Partner:
    """Raises NoResultFound; the partners must be loaded."""
    for partner in partners_with_money(project):
        if partner.uid == uid:
            return partner
    raise NoResultFound


def answers_of(project: Project) -> dict[int, Answers]:
    """Return the answers by the id of the partner; who has not begun is not there."""
    found = sa.select(Answers).join(Answers.partner)
    rows = db.session.scalars(found.where(Partner.project_id == project.id))
    return {one.partner_id: one for one in rows}


def find_answers(partner: Partner) -> Answers | None:
    return db.session.scalar(sa.select(Answers).where(Answers.partner_id == partner.id))


def undertakings(organisation_ids: Collection[int]) -> dict[int, Undertaking]:
    """Return by organisation the undertaking that it belongs to; one statement for all.

    Ties of ties count, and so do entries that were merged. The organisation of each entry of aid,
    its project and its evidence are loaded.
    """
    reached = _reached(organisation_ids)
    found = (
        sa.select(reached.c.root, reached.c.body, Organisation.nace, DeMinimisAid)
        .join(Organisation, Organisation.id == reached.c.body)
        .outerjoin(DeMinimisAid, DeMinimisAid.organisation_id == reached.c.body)
        .options(
            joinedload(DeMinimisAid.organisation),
            joinedload(DeMinimisAid.project),
            joinedload(DeMinimisAid.evidence),
        )
        .order_by(DeMinimisAid.granted_on.desc(), DeMinimisAid.id.desc())
    )
    return _gathered(db.session.execute(found))


def undertaking_of(organisation: Organisation) -> Undertaking:
    return undertakings([organisation.id])[organisation.id]


def hold_undertaking_of(organisation: Organisation) -> None:
    """Let nobody else enter aid of an undertaking before this is done; to be read afterwards.

    Rows that only refer to its organisations may be written meanwhile.
    """
    reached = _reached([organisation.id])
    bodies = sa.select(Organisation.id).where(Organisation.id.in_(sa.select(reached.c.body)))
    db.session.execute(bodies.order_by(Organisation.id).with_for_update(key_share=True))


def ties_of(organisation: Organisation) -> Sequence[Tie]:
    """List what makes an organisation one with others, directly; both organisations are loaded."""
    return db.session.scalars(
        sa.select(Tie)
        .where(sa.or_(Tie.first_id == organisation.id, Tie.second_id == organisation.id))
        .options(joinedload(Tie.first), joinedload(Tie.second))
        .order_by(Tie.noted_at, Tie.id)
    ).all()


def get_tie(organisation: Organisation, uid: uuid.UUID) -> Tie:
    """Raises NoResultFound."""
    theirs = sa.or_(Tie.first_id == organisation.id, Tie.second_id == organisation.id)
    return db.session.scalars(sa.select(Tie).where(Tie.uid == uid, theirs)).one()


def get_entry(uid: uuid.UUID) -> DeMinimisAid:
    """Raises NoResultFound. Its organisation and its evidence are loaded."""
    return db.session.scalars(
        sa.select(DeMinimisAid)
        .where(DeMinimisAid.uid == uid)
        .options(joinedload(DeMinimisAid.organisation), joinedload(DeMinimisAid.evidence))
    ).one()


def find_organisation(slug: str) -> Organisation | None:
    return db.session.scalar(sa.select(Organisation).where(Organisation.slug == slug))


def projects_with(organisation: Organisation) -> Sequence[Project]:
    """List the projects in which an organisation is a partner, by their references."""
    theirs = sa.select(Partner.project_id).where(Partner.organisation_id == organisation.id)
    found = sa.select(Project).where(Project.id.in_(theirs)).order_by(Project.reference)
    return db.session.scalars(found).all()


def aid_findings(
    project: Project,
    granted: Mapping[int, Amount],
    actor: Actor,
    of: Iterable[Partner] | None = None,
) -> list[Finding]:
    """Check the State aid of a project's partners, or of some, under the rules of its day.

    `granted` is what the funds would pay each partner, by its id. Findings name what others have
    granted only to who may see it, and there are none of published facts. The partners with their
    organisations must be loaded; it takes one statement.
    """
    if project.state == ProjectState.PUBLISHED:
        return []
    partners = partners_with_money(project) if of is None else list(of)
    answers, known = _answers_and_undertakings(project)
    cases = [
        _case(one, answers.get(one.id), known.get(one.organisation_id or 0), granted, actor)
        for one in partners
    ]
    return check_aid(cases, as_of(project))


def _case(
    partner: Partner,
    answer: Answers | None,
    undertaking: Undertaking | None,
    granted: Mapping[int, Amount],
    actor: Actor,
) -> Case:
    whole, body = undertaking or Undertaking(), partner.organisation
    return Case(
        id=str(partner.id),
        name=partner.name,
        result=answer.result if answer else Result.INCOMPLETE,
        regime=answer.regime if answer else Regime.NONE,
        state=answer.granting_state if answer else "",
        planned=granted.get(partner.id, ZERO),
        entered=whole.granted_to(partner),
        undertaking=whole.bodies,
        activities=whole.activities,
        grants=whole.grants(),
        is_open=body is not None and policy.view_ledger.allows(actor, body),
    )


def _answers_and_undertakings(
    project: Project,
) -> tuple[dict[int, Answers], dict[int, Undertaking]]:
    """Read the answers by partner, and the undertakings of who may have a risk by organisation."""
    of_project = Partner.project_id == project.id
    at_risk = (
        sa.select(Partner.organisation_id)
        .join(Answers, Answers.partner_id == Partner.id)
        .where(of_project, Answers.undue_benefit.is_(True))
    )
    reached = _reached(at_risk)
    rows = db.session.execute(
        sa.select(Answers, reached.c.root, reached.c.body, Organisation.nace, DeMinimisAid)
        .join(Answers.partner)
        .outerjoin(reached, reached.c.root == Partner.organisation_id)
        .outerjoin(Organisation, Organisation.id == reached.c.body)
        .outerjoin(DeMinimisAid, DeMinimisAid.organisation_id == reached.c.body)
        .where(of_project)
        .order_by(Answers.id, DeMinimisAid.granted_on.desc(), DeMinimisAid.id.desc())
    ).all()
    answers = {row[0].partner_id: row[0] for row in rows}
    return answers, _gathered(row[1:] for row in rows if row[1])


def _gathered(rows: Iterable[Sequence[Any]]) -> dict[int, Undertaking]:
    """Put together what was read: where each was begun, a body, its activities, an entry."""
    bodies: dict[int, set[int]] = defaultdict(set)
    activities: dict[int, set[str]] = defaultdict(set)
    entries: dict[int, list[DeMinimisAid]] = defaultdict(list)
    for root, body, nace, entry in rows:
        bodies[root].add(body)
        activities[root].update(nace)
        if entry is not None:
            entries[root].append(entry)
    return {
        root: Undertaking(frozenset(ids), frozenset(activities[root]), tuple(entries[root]))
        for root, ids in bodies.items()
    }


def _reached(organisation_ids: Collection[int] | sa.Select[int | None]) -> sa.CTE:
    """Walk from each organisation (`root`) to all that are one undertaking with it (`body`)."""
    edges = sa.union_all(
        sa.select(Tie.first_id.label("start"), Tie.second_id.label("end")),
        sa.select(Tie.second_id, Tie.first_id),
        *(
            sa.select(*pair).where(Organisation.merged_into_id.is_not(None))
            for pair in (
                (Organisation.id, Organisation.merged_into_id),
                (Organisation.merged_into_id, Organisation.id),
            )
        ),
    ).subquery()
    own = sa.select(Organisation.id.label("root"), Organisation.id.label("body"))
    walk = own.where(Organisation.id.in_(organisation_ids)).cte("reached", recursive=True)
    step = sa.select(walk.c.root, edges.c.end).join(edges, edges.c.start == walk.c.body)
    return walk.union(step)

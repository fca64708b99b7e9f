"""What is known of State aid: the answers of partners, the ledgers of undertakings."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from app.aid import policy
from app.aid.findings import Case, check_aid
from app.aid.ledger import Plan, Standing
from app.aid.models import Answers, DeMinimisAid
from app.aid.questions import Result
from app.aid.regimes import Regime
from app.aid.undertakings import Undertaking, all_of, gathered, reached
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
class Planned(Plan):
    """What a partner of an undertaking would still get as de minimis aid in a project, in euros."""

    partner: Partner


def overbooked(undertaking: Undertaking, plans: Sequence[Planned], on: date) -> Standing | None:
    """Say what the plans together would exceed on a day, though each of them may fit alone."""
    states = sorted({one.state for one in plans})
    each = (undertaking.standing(state, on) for state in states)
    return next((one for one in each if one and one.together(plans) > one.left), None)


def planned_for(undertaking: Undertaking, besides: Iterable[Partner] = ()) -> list[Planned]:
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
            Partner.id.not_in([one.id for one in besides]),
        )
        .order_by(Project.reference, Partner.number)
    ).all()
    planned = []
    for reference in dict.fromkeys(ref for answers, _, ref in found if answers.result.is_risk):
        project = get_project(reference)
        budgets = partner_budgets(project)
        mine = {
            id_: answers.granting_state
            for answers, id_, ref in found
            if ref == reference and answers.result.is_risk
        }
        for partner in project.partners:
            if partner.id in mine and partner.id in budgets:
                rest = budgets[partner.id].granted - undertaking.granted_to(partner)
                planned.append(Planned(rest, mine[partner.id], partner))
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
    *,
    everywhere: bool = False,
) -> list[Finding]:
    """Check the State aid of a project's partners, or of some, under the rules of its day.

    `granted` is what the funds would pay each partner, by its id. Findings name what others have
    granted only to who may see it, and there are none of published facts. The partners with their
    organisations must be loaded; it takes one statement. What others of an undertaking plan, here
    and in other projects, is looked at `everywhere` only: that takes some more for each project.
    """
    if project.state == ProjectState.PUBLISHED:
        return []
    partners = partners_with_money(project) if of is None else list(of)
    answers, known = _answers_and_undertakings(project)
    asked = [whole for one in partners if (whole := known.get(one.organisation_id or 0))]
    plans = planned_for(all_of(asked), besides=partners) if everywhere and asked else []
    cases = [
        _case(one, answers.get(one.id), known.get(one.organisation_id or 0), granted, plans, actor)
        for one in partners
    ]
    return check_aid(cases, as_of(project))


def _case(
    partner: Partner,
    answer: Answers | None,
    undertaking: Undertaking | None,
    granted: Mapping[int, Amount],
    plans: Iterable[Planned],
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
        elsewhere=tuple(one for one in plans if one.partner.organisation_id in whole.bodies),
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
    met = reached(at_risk)
    rows = db.session.execute(
        sa.select(Answers, met.c.root, met.c.body, Organisation.nace, DeMinimisAid)
        .join(Answers.partner)
        .outerjoin(met, met.c.root == Partner.organisation_id)
        .outerjoin(Organisation, Organisation.id == met.c.body)
        .outerjoin(DeMinimisAid, DeMinimisAid.organisation_id == met.c.body)
        .where(of_project)
        .order_by(Answers.id, DeMinimisAid.granted_on.desc(), DeMinimisAid.id.desc())
    ).all()
    answers = {row[0].partner_id: row[0] for row in rows}
    return answers, gathered(row[1:] for row in rows if row[1])

"""How budgets and agreements stand, in SQL: when something waits for a reader.

Each says what a rule and the state of an entity say in Python; tests hold the two together.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.agreements.models import Acceptance, Agreement, AgreementState, Signature, Version
from app.budgets.models import Budget, BudgetState, Declaration, DeclarationState
from app.budgets.queries import SETTLED
from app.consortia.models import Partner, Project, ProjectState
from app.core.actors import Actor
from app.core.db import db
from app.core.times import localdate
from app.desk.conditions import Clause, held, of_others, when_run
from app.directory.choices import PartnerRole, Role
from app.directory.models import Membership, Organisation
from app.spending.models import Payment, PaymentKind, Report, ReportState

IN_CONTROL = (ReportState.SUBMITTED, ReportState.IN_CONTROL)
OUT = (AgreementState.OUT_FOR_SIGNATURE, AgreementState.PARTLY_SIGNED)


def budget(*states: BudgetState) -> Clause:
    """The newest budget of a partner, in one of the states."""
    return sa.and_(Budget.state.in_(states), _is_newest(Budget))


def budget_of(actor: Actor, *roles: Role) -> Clause | None:
    """A budget of the actor's organisations; that of the agency is written by its officers."""
    written = _written_for(actor, *roles)
    return None if written is None else _of_a_partner_in(written)


def budget_of_others(actor: Actor) -> Clause:
    """A budget of organisations that the actor does not belong to."""
    theirs = sa.select(Organisation.id).where(
        Organisation.id.not_in(sorted(actor.organisation_ids))
    )
    return _of_a_partner_in(theirs)


def budget_to_judge(actor: Actor) -> Clause:
    """A sent budget that the actor neither prepared nor belongs to; see budgets.policy.judge."""
    return _to_judge(actor, BudgetState.SUBMITTED, BudgetState.CHANGE_SENT)


def change_to_decide(actor: Actor) -> Clause:
    """A major change that finance has checked; see budgets.policy.decide."""
    return _to_judge(actor, BudgetState.CHANGE_CHECKED)


def declaration_to_sign(actor: Actor) -> Clause | None:
    """A declaration that waits for somebody who may bind the partner."""
    if not (ids := _bound_by(actor)):
        return None
    theirs = sa.select(Budget.id).join(Budget.partner).where(Partner.organisation_id.in_(ids))
    return sa.and_(Declaration.state == DeclarationState.ISSUED, Declaration.budget_id.in_(theirs))


def report_of(actor: Actor, *roles: Role) -> Clause | None:
    """A report of the actor's organisations; that of the agency is written by its officers."""
    written = _written_for(actor, *roles)
    return None if written is None else Report.partner_id.in_(_partners_in(written))


def report_to_control(actor: Actor) -> Clause:
    """A sent report that the actor neither wrote nor belongs to; see spending.policy.control.

    Whoever has taken it goes on with it, as long as they work in finance.
    """
    judged = sa.select(Organisation.id).where(of_others(actor, Organisation.id))
    finance = sa.select(Membership.person_id).join(Membership.organisation)
    at_work = finance.where(Organisation.is_agency, Membership.role == Role.FINANCE)
    return sa.and_(
        Report.state.in_(IN_CONTROL),
        sa.or_(
            Report.state == ReportState.SUBMITTED,
            Report.controller_id.is_(None),
            Report.controller_id == actor.id,
            Report.controller_id.not_in(at_work),
        ),
        Report.partner_id.in_(_partners_in(judged)),
        ~_prepared_by(actor.id or 0, Report),
    )


def money_to_forward(actor: Actor, *roles: Role) -> Clause | None:
    """The actor's organisation leads the project and holds money that has to go to a partner.

    Money is held where the programme has paid more than was forwarded; it has to go where costs
    were certified after the partner last got some.
    """
    if (written := _written_for(actor, *roles)) is None:
        return None
    leads = _of_this_project(Partner.role == PartnerRole.LEAD, Partner.organisation_id.in_(written))
    forwarded = (
        sa.select(Payment.id)
        .where(
            Payment.kind == PaymentKind.FORWARDED,
            Payment.partner_id == Report.partner_id,
            Payment.on >= sa.func.date(Report.certified_at),
        )
        .correlate(Report)
    )
    certified = _of_this_project(
        Partner.role != PartnerRole.LEAD,
        Report.state == ReportState.CERTIFIED,
        ~forwarded.exists(),
    ).join(Report, Report.partner_id == Partner.id)
    is_held = _paid(PaymentKind.INSTALMENT) > _paid(PaymentKind.FORWARDED)
    return sa.and_(leads.exists(), certified.exists(), is_held)


def report_was_sent_back() -> Clause:
    """A report that is written again after it had been sent."""
    return sa.and_(Report.state == ReportState.DRAFT, Report.submitted_at.is_not(None))


def budgets_are(*states: BudgetState) -> Clause:
    """The project is being formed, and the budget of each partner that has one is settled so."""
    settled = sa.select(Budget.partner_id).where(Budget.state.in_(states), _is_newest(Budget))
    partners = (
        sa.select(Partner.id)
        .where(Partner.project_id == Project.id, Partner.role != PartnerRole.ASSOCIATED)
        .correlate(Project)
    )
    return sa.and_(
        Project.state == ProjectState.FORMING,
        partners.exists(),
        ~partners.where(Partner.id.not_in(settled)).exists(),
    )


def can_be_fixed() -> Clause:
    some = (
        sa.select(Budget.id)
        .join(Partner, Partner.id == Budget.partner_id)
        .where(Partner.project_id == Project.id, Budget.state == BudgetState.ACCEPTED)
        .correlate(Project)
    )
    return sa.and_(budgets_are(*SETTLED), some.exists())


def has_no_agreement() -> Clause:
    found = sa.select(Agreement.id).where(Agreement.project_id == Project.id)
    return ~found.correlate(Project).exists()


def takes_part(actor: Actor, *roles: Role) -> Clause | None:
    """An agreement to which one of the actor's organisations is a party."""
    ids = held(actor, *roles)
    return _parties().where(Partner.organisation_id.in_(ids)).exists() if ids else None


def party_has_to_accept(actor: Actor) -> Clause | None:
    if not (ids := _bound_by(actor)):
        return None
    mine = _parties().where(Partner.organisation_id.in_(ids), ~_has(Acceptance))
    return sa.and_(Agreement.state == AgreementState.NEGOTIATION, mine.exists())


def party_has_to_sign(actor: Actor) -> Clause | None:
    """It is the turn of a party that the actor signs for: the lead partner comes last."""
    if not (ids := _bound_by(actor)):
        return None
    other = aliased(Partner)
    others = _parties(other).where(other.role != PartnerRole.LEAD, ~_has(Signature, other))
    mine = _parties().where(
        Partner.organisation_id.in_(ids),
        ~_has(Signature),
        sa.or_(Partner.role != PartnerRole.LEAD, ~others.exists()),
    )
    return sa.and_(Agreement.state.in_(OUT), mine.exists())


def party_can_sign_on_paper_only() -> Clause:
    """A party has not signed, and nobody has an account to sign for it with."""
    signs = (
        sa.select(Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.organisation_id == Partner.organisation_id,
            sa.or_(
                Membership.role == Role.SIGNATORY,
                sa.and_(Organisation.is_agency, Membership.role == Role.DIRECTOR),
            ),
        )
        .correlate(Partner)
        .exists()
    )
    return sa.and_(Agreement.state.in_(OUT), _parties().where(~_has(Signature), ~signs).exists())


def agreement_can_take_effect() -> Clause:
    today = when_run(localdate)
    arrived = sa.or_(Agreement.effective_on.is_(None), Agreement.effective_on <= today)
    return sa.and_(Agreement.state == AgreementState.SIGNED, arrived)


def _to_judge(actor: Actor, *states: BudgetState) -> Clause:
    judged = sa.select(Organisation.id).where(of_others(actor, Organisation.id))
    return sa.and_(budget(*states), _of_a_partner_in(judged), ~_prepared_by(actor.id or 0))


def _of_this_project(*conditions: Clause) -> sa.Select[Any]:
    mine = sa.select(Partner.id).where(Partner.project_id == Project.id, *conditions)
    return mine.correlate(Project)


def _paid(kind: PaymentKind) -> sa.ScalarSelect[Any]:
    amounts = sa.select(sa.func.coalesce(sa.func.sum(Payment.amount), 0))
    found = amounts.where(Payment.project_id == Project.id, Payment.kind == kind)
    return found.correlate(Project).scalar_subquery()


def _of_a_partner_in(organisations: sa.Select[Any]) -> Clause:
    return Budget.partner_id.in_(_partners_in(organisations))


def _partners_in(organisations: sa.Select[Any]) -> sa.Select[Any]:
    return sa.select(Partner.id).where(Partner.organisation_id.in_(organisations))


def _is_newest(one: Any) -> Clause:
    later = aliased(Budget)
    found = sa.select(later.id).where(later.partner_id == one.partner_id, later.number > one.number)
    return ~found.correlate(one).exists()


def _prepared_by(person_id: int, one: type[Budget] | type[Report] = Budget) -> Clause:
    name = {"sqlite": "json_each", "postgresql": "jsonb_array_elements_text"}
    unfold = getattr(sa.func, name[db.engine.dialect.name])
    each = unfold(one.preparers).table_valued("value")
    found = sa.select(sa.literal(1)).select_from(each)
    return found.where(sa.cast(each.c.value, sa.String) == str(person_id)).correlate(one).exists()


def _written_for(actor: Actor, *roles: Role) -> sa.Select[Any] | None:
    """The organisations that the actor writes for; the agency's are its officers'."""
    ids = held(actor, *roles)
    if not ids and not actor.has_duty(Role.OFFICER):
        return None
    return sa.select(Organisation.id).where(
        sa.or_(
            sa.and_(Organisation.id.in_(ids), ~Organisation.is_agency),
            sa.and_(Organisation.is_agency, sa.literal(actor.has_duty(Role.OFFICER))),
        )
    )


def _bound_by(actor: Actor) -> list[int]:
    """The organisations that the actor may bind: see agreements.policy.signs_for."""
    return held(actor, Role.SIGNATORY, Role.DIRECTOR)


def _parties(party: Any = Partner) -> sa.Select[Any]:
    return (
        sa.select(party.id)
        .where(party.project_id == Agreement.project_id, party.role != PartnerRole.ASSOCIATED)
        .correlate(Agreement)
    )


def _has(given: type[Acceptance] | type[Signature], party: Any = Partner) -> Clause:
    """The party has accepted, or signed, the version of the agreement that counts."""
    later = aliased(Version)
    newest = (
        sa.select(sa.func.max(later.number))
        .where(later.agreement_id == Version.agreement_id)
        .correlate(Version)
        .scalar_subquery()
    )
    return (
        sa.select(given.id)
        .join(Version, Version.id == given.version_id)
        .where(
            Version.agreement_id == Agreement.id,
            Version.number == newest,
            given.partner_id == party.id,
            given.digest == Version.digest,
        )
        .correlate(Agreement, party)
        .exists()
    )

"""How things stand, in SQL: the conditions under which something waits for a reader.

Each says what a rule and the state of an entity say in Python; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.agreements.models import Acceptance, Agreement, AgreementState, Signature, Version
from app.budgets.models import Budget, BudgetState
from app.budgets.queries import SETTLED
from app.consortia.models import Partner, Project, ProjectState
from app.core.actors import Actor
from app.core.db import db, now
from app.directory.models import (
    STALE_AFTER,
    Accreditation,
    AccreditationState,
    Membership,
    Organisation,
    ProfileState,
    Role,
)
from app.interests.models import Interest, InterestState
from app.interests.queries import FIRST_REMINDER
from app.searches.models import PartnerRole, PartnerSearch, SearchState

Clause = sa.ColumnElement[bool]

WRITERS = (Role.EDITOR, Role.SIGNATORY, Role.ADMINISTRATOR)
KEEPERS = (Role.EDITOR, Role.ADMINISTRATOR)
OUT = (AgreementState.OUT_FOR_SIGNATURE, AgreementState.PARTLY_SIGNED)
BEING_READ = (
    *(InterestState.SUBMITTED, InterestState.UNDER_REVIEW),
    *(InterestState.SHORTLISTED, InterestState.RESERVE),
)


def held(actor: Actor, *roles: Role) -> list[int]:
    """Return the organisations in which the actor has one of the roles, the agency included."""
    return sorted({organisation_id for organisation_id, role in actor.roles if role in roles})


def on_duty(actor: Actor, *duties: Role, when: Clause) -> Clause | None:
    return when if actor.has_duty(*duties) else None


def both(*clauses: Clause | None) -> Clause | None:
    """Both conditions, nothing where one of them can hold for nobody."""
    held_ones = [clause for clause in clauses if clause is not None]
    return sa.and_(*held_ones) if len(held_ones) == len(clauses) else None


def among(actor: Actor, roles: Collection[Role], column: Any, when: Clause) -> Clause | None:
    """Something of the organisations in which the actor has one of the roles."""
    ids = held(actor, *roles)
    return sa.and_(column.in_(ids), ~_is_the_agency(column), when) if ids else None


def of_others(actor: Actor, column: Any) -> Clause:
    """Whoever belongs to an organisation does not judge it; the agency judges itself."""
    return sa.or_(column.not_in(sorted(actor.organisation_ids)), _is_the_agency(column))


def search_of_others(actor: Actor) -> Clause:
    return sa.and_(
        PartnerSearch.state == SearchState.IN_REVIEW,
        sa.or_(PartnerSearch.author_id.is_(None), PartnerSearch.author_id != actor.id),
    )


def has_prepared_decisions(actor: Actor) -> Clause:
    return (
        sa.select(Interest.id)
        .where(
            Interest.search_id == PartnerSearch.id,
            Interest.prepared.is_not(None),
            Interest.organisation_id.not_in(sorted(actor.organisation_ids)),
        )
        .correlate(PartnerSearch)
        .exists()
    )


def answer(actor: Actor, *states: InterestState) -> Clause:
    """An answer in one of the states that the actor may judge."""
    stranger = Interest.organisation_id.not_in(sorted(actor.organisation_ids))
    return sa.and_(Interest.state.in_(states), stranger)


def draft_can_be_sent() -> Clause:
    still_open = (
        sa.select(PartnerSearch.id)
        .where(
            PartnerSearch.id == Interest.search_id,
            PartnerSearch.state == SearchState.OPEN,
            PartnerSearch.deadline_at > now(),
        )
        .correlate(Interest)
        .exists()
    )
    return sa.and_(Interest.state == InterestState.DRAFT, still_open)


def invitation_runs() -> Clause:
    return sa.and_(Interest.state == InterestState.INVITED, Interest.reply_by > now())


def invitation_ends() -> Clause:
    """Nobody has answered, and the last reminder is due or over."""
    soon = now() + timedelta(days=FIRST_REMINDER)
    return sa.and_(Interest.state == InterestState.INVITED, Interest.reply_by <= soon)


def profile_is_stale() -> Clause:
    before = now().date() - STALE_AFTER
    return sa.and_(Organisation.state == ProfileState.VERIFIED, Organisation.confirmed_on < before)


def evidence_waits() -> Clause:
    seen = (
        sa.select(Organisation.id)
        .where(
            Organisation.id == Accreditation.organisation_id,
            Organisation.state.in_((ProfileState.PENDING, ProfileState.VERIFIED)),
        )
        .correlate(Accreditation)
        .exists()
    )
    return sa.and_(
        Accreditation.state == AccreditationState.EVIDENCED,
        Accreditation.valid_until >= now().date(),
        seen,
    )


def budget(*states: BudgetState) -> Clause:
    """The newest budget of a partner, in one of the states."""
    return sa.and_(Budget.state.in_(states), _is_newest(Budget))


def budget_of(actor: Actor, *roles: Role) -> Clause | None:
    """A budget of the actor's organisations; that of the agency is written by its officers."""
    ids = held(actor, *roles)
    if not ids and not actor.has_duty(Role.OFFICER):
        return None
    organisation = sa.select(Organisation.id).where(
        sa.or_(
            sa.and_(Organisation.id.in_(ids), ~Organisation.is_agency),
            sa.and_(Organisation.is_agency, sa.literal(actor.has_duty(Role.OFFICER))),
        )
    )
    return _of_a_partner_in(organisation)


def budget_of_others(actor: Actor) -> Clause:
    """A budget of organisations that the actor does not belong to."""
    theirs = sa.select(Organisation.id).where(
        Organisation.id.not_in(sorted(actor.organisation_ids))
    )
    return _of_a_partner_in(theirs)


def budget_to_judge(actor: Actor) -> Clause:
    """A sent budget that the actor neither prepared nor belongs to; see budgets.policy.judge."""
    judged = sa.select(Organisation.id).where(of_others(actor, Organisation.id))
    return sa.and_(
        budget(BudgetState.SUBMITTED), _of_a_partner_in(judged), ~_prepared_by(actor.id or 0)
    )


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
    today = now().date()
    arrived = sa.or_(Agreement.effective_on.is_(None), Agreement.effective_on <= today)
    return sa.and_(Agreement.state == AgreementState.SIGNED, arrived)


def lacks_a_second_factor() -> Clause:
    works_here = (
        sa.select(Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == User.id, Organisation.is_agency)
        .correlate(User)
        .exists()
    )
    unprotected = sa.or_(User.tf_primary_method.is_(None), User.tf_totp_secret.is_(None))
    return sa.and_(User.active, ~User.is_demonstration, unprotected, works_here)


def _is_the_agency(column: Any) -> Clause:
    return column.in_(sa.select(Organisation.id).where(Organisation.is_agency))  # type: ignore[no-any-return]


def _of_a_partner_in(organisations: sa.Select[Any]) -> Clause:
    return Budget.partner_id.in_(
        sa.select(Partner.id).where(Partner.organisation_id.in_(organisations))
    )


def _is_newest(one: Any) -> Clause:
    later = aliased(Budget)
    found = sa.select(later.id).where(later.partner_id == one.partner_id, later.number > one.number)
    return ~found.correlate(one).exists()


def _prepared_by(person_id: int) -> Clause:
    name = {"sqlite": "json_each", "postgresql": "jsonb_array_elements_text"}
    unfold = getattr(sa.func, name[db.engine.dialect.name])
    one = unfold(Budget.preparers).table_valued("value")
    found = sa.select(sa.literal(1)).select_from(one)
    return found.where(sa.cast(one.c.value, sa.String) == str(person_id)).correlate(Budget).exists()


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

"""How searches, answers and profiles stand, in SQL: when something waits for a reader.

Each says what a rule and the state of an entity say in Python; tests hold the two together. They
are made once for an actor and asked many times: what changes with the time is asked by `when_run`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.core.actors import Actor
from app.core.clock import PROFILE
from app.core.times import localdate, now
from app.directory.choices import AccreditationState, ProfileState, Role
from app.directory.models import Accreditation, Membership, Organisation
from app.interests.models import Interest, InterestState
from app.interests.queries import FIRST_REMINDER
from app.searches.models import PartnerSearch, SearchState

Clause = sa.ColumnElement[bool]

WRITERS = (Role.EDITOR, Role.SIGNATORY, Role.ADMINISTRATOR)
KEEPERS = (Role.EDITOR, Role.ADMINISTRATOR)
BEING_READ = (
    *(InterestState.SUBMITTED, InterestState.UNDER_REVIEW),
    *(InterestState.SHORTLISTED, InterestState.RESERVE),
)


def when_run(time: Callable[[], date]) -> sa.BindParameter[Any]:
    """Give a day or a moment that is taken anew whenever the statement runs."""
    return sa.bindparam(None, callable_=time)


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
    return sa.and_(column.in_(ids), ~is_the_agency(column), when) if ids else None


def of_others(actor: Actor, column: Any) -> Clause:
    """Whoever belongs to an organisation does not judge it; the agency judges itself."""
    return sa.or_(column.not_in(sorted(actor.organisation_ids)), is_the_agency(column))


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
            PartnerSearch.deadline_at > when_run(now),
        )
        .correlate(Interest)
        .exists()
    )
    return sa.and_(Interest.state == InterestState.DRAFT, still_open)


def invitation_runs() -> Clause:
    return sa.and_(Interest.state == InterestState.INVITED, Interest.reply_by > when_run(now))


def invitation_ends() -> Clause:
    """Nobody has answered, and the last reminder is due or over."""
    soon = when_run(lambda: now() + timedelta(days=FIRST_REMINDER))
    return sa.and_(Interest.state == InterestState.INVITED, Interest.reply_by <= soon)


def profile_is_due() -> Clause:
    due_by = when_run(lambda: PROFILE.due_by(localdate()))
    is_due = Organisation.confirmed_on <= due_by
    return sa.and_(Organisation.state == ProfileState.VERIFIED, is_due)


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
        Accreditation.valid_until >= when_run(localdate),
        seen,
    )


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


def is_the_agency(column: Any) -> Clause:
    return column.in_(sa.select(Organisation.id).where(Organisation.is_agency))  # type: ignore[no-any-return]

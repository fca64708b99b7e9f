"""Which answers there are: of an organisation, of a search, of a slot; and who may be told."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import User
from app.core.actors import Actor
from app.core.db import db
from app.core.times import now
from app.directory.choices import ProfileState
from app.directory.models import Membership, Organisation
from app.interests.board import Occupied, Score
from app.interests.models import OVER, SEATED, Answer, Assessment, Interest, InterestState
from app.interests.policy import WRITERS
from app.searches.models import PartnerSearch, Slot

FIRST_REMINDER = 3
LAST_REMINDER = 1
"""Days before the reply-by date."""

HOLDS_A_SEAT = Interest.state.in_(sorted(SEATED))
IS_LIVE = Interest.state.not_in(sorted(OVER))


def get_interest(uid: uuid.UUID) -> Interest:
    """Raises NoResultFound. Everything but its assessments is loaded."""
    return db.session.scalars(
        sa.select(Interest).where(Interest.uid == uid).options(*_everything())
    ).one()


def find_live_answer(slot: Slot, organisation: Organisation) -> Interest | None:
    """Find the one answer of an organisation to a slot that is not over."""
    return db.session.scalar(
        sa.select(Interest)
        .where(
            Interest.slot_id == slot.id,
            Interest.organisation_id == organisation.id,
            IS_LIVE,
        )
        .options(*_everything())
    )


def live_answers_by_organisation(slot: Slot, ids: Collection[int]) -> dict[int, Interest]:
    """Return what some organisations have answered to a slot, as far as it is not over."""
    found = db.session.scalars(
        sa.select(Interest)
        .where(Interest.slot_id == slot.id, Interest.organisation_id.in_(ids), IS_LIVE)
        .options(joinedload(Interest.search))
    )
    return {interest.organisation_id: interest for interest in found}


def organisations_to_answer_for(actor: Actor) -> Sequence[Organisation]:
    """List those whose answers the actor may write, by name; the agency answers nobody."""
    ids = {held for held, role in actor.roles if role in WRITERS}
    return db.session.scalars(
        sa.select(Organisation)
        .where(
            Organisation.id.in_(ids),
            ~Organisation.is_agency,
            Organisation.state != ProfileState.SUSPENDED,
        )
        .options(selectinload(Organisation.accreditations))
        .order_by(Organisation.name, Organisation.id)
    ).all()


def answers_of(organisation_ids: Collection[int]) -> sa.Select[Interest]:
    """Select all answers of some organisations for a list: what waits for them goes first."""
    urgency = sa.case(
        (Interest.state == InterestState.INVITED, 0),
        (Interest.state == InterestState.DRAFT, 1),
        else_=2,
    )
    return (
        sa.select(Interest)
        .where(Interest.organisation_id.in_(organisation_ids))
        .options(
            joinedload(Interest.search),
            joinedload(Interest.slot),
            joinedload(Interest.organisation),
        )
        .order_by(urgency, Interest.id.desc())
    )


def answers_to(search: PartnerSearch) -> Sequence[Interest]:
    """List what was sent to a search, the oldest first, with the organisations."""
    return db.session.scalars(
        sa.select(Interest)
        .where(Interest.search_id == search.id, Interest.submitted_at.is_not(None))
        .options(
            joinedload(Interest.search),
            joinedload(Interest.slot),
            joinedload(Interest.organisation),
        )
        .order_by(Interest.submitted_at, Interest.id)
    ).all()


def prepared_for(search: PartnerSearch) -> Sequence[Interest]:
    """List the answers with a decision that waits for its release, by slot."""
    return db.session.scalars(
        sa.select(Interest)
        .join(Interest.slot)
        .where(Interest.search_id == search.id, Interest.prepared.is_not(None))
        .options(
            joinedload(Interest.search),
            contains_eager(Interest.slot),
            joinedload(Interest.organisation),
        )
        .order_by(Slot.number, Interest.id)
    ).all()


def live_answers_to(search_id: int) -> Sequence[Interest]:
    """List all answers to a search that are not over, drafts included."""
    return db.session.scalars(
        sa.select(Interest)
        .where(Interest.search_id == search_id, IS_LIVE)
        .options(
            joinedload(Interest.search),
            joinedload(Interest.slot),
            joinedload(Interest.organisation),
        )
        .order_by(Interest.id)
    ).all()


def scores(search: PartnerSearch) -> dict[int, Score]:
    """Return the average score of each answer to a search that has been assessed."""
    found = db.session.execute(
        sa.select(Assessment.interest_id, sa.func.sum(Assessment.score), sa.func.count())
        .join(Assessment.interest)
        .where(Interest.search_id == search.id)
        .group_by(Assessment.interest_id)
    )
    return {
        interest_id: Score((Decimal(int(total)) / count).quantize(Decimal("0.1")), count)
        for interest_id, total, count in found
    }


def assessments_of(interest: Interest) -> Sequence[Assessment]:
    """List what staff think of an answer, with their names."""
    return db.session.scalars(
        sa.select(Assessment)
        .where(Assessment.interest_id == interest.id)
        .options(joinedload(Assessment.person))
        .order_by(Assessment.id)
    ).all()


def occupied(slot_ids: Collection[int], *, but: int | None = None) -> dict[int, Occupied]:
    """Count the seats of slots that are taken and held now, leaving out one interest.

    An invitation that has lapsed holds nothing, whether or not anybody has noted that it lapsed.
    """
    held = sa.func.count().filter(Interest.state == InterestState.INVITED)
    found = db.session.execute(
        sa.select(Interest.slot_id, sa.func.count() - held, held)
        .where(
            Interest.slot_id.in_(slot_ids),
            Interest.id != (but or 0),
            HOLDS_A_SEAT,
            sa.or_(Interest.state != InterestState.INVITED, Interest.reply_by > now()),
        )
        .group_by(Interest.slot_id)
    )
    return {slot_id: Occupied(taken, waiting) for slot_id, taken, waiting in found}


def seats_taken(slot_ids: Collection[int]) -> dict[int, int]:
    """Return by slot how many of its seats are taken or held; slots without any are left out."""
    return {slot_id: counted.seats for slot_id, counted in occupied(slot_ids).items()}


def numbers_in_use(slot_id: int) -> set[int]:
    """Return the numbers of the seats of a slot that somebody holds."""
    found = sa.select(Interest.seat).where(Interest.slot_id == slot_id)
    return {number for number in db.session.scalars(found) if number is not None}


def overdue_invitations(slot_id: int | None = None) -> Sequence[Interest]:
    """List invitations whose time to reply is over and whose end has not been noted yet."""
    found = sa.select(Interest).where(
        Interest.state == InterestState.INVITED, Interest.reply_by <= now()
    )
    if slot_id is not None:
        found = found.where(Interest.slot_id == slot_id)
    return db.session.scalars(found.options(*_everything()).order_by(Interest.id)).all()


def invitations_to_remind(days: int) -> Sequence[Interest]:
    """List invitations that end within so many days, were made before that, and were not reminded.

    Whoever was invited later than that has the date fresh in mind.
    """
    end: datetime = now() + timedelta(days=days)
    found = db.session.scalars(
        sa.select(Interest)
        .where(
            Interest.state == InterestState.INVITED,
            Interest.reply_by > now(),
            Interest.reply_by <= end,
            sa.or_(Interest.reminded_days.is_(None), Interest.reminded_days > days),
        )
        .options(*_everything())
        .order_by(Interest.id)
    )
    return [i for i in found if _was_made_before(i, timedelta(days=days))]


def slots_answered_besides(slot: Slot, organisation_id: int) -> Sequence[Slot]:
    """List the other slots of the search that an organisation answers."""
    return db.session.scalars(
        sa.select(Slot)
        .join(Interest, Interest.slot_id == Slot.id)
        .where(
            Slot.search_id == slot.search_id,
            Slot.id != slot.id,
            Interest.organisation_id == organisation_id,
            IS_LIVE,
        )
        .order_by(Slot.number, Slot.id)
    ).all()


def answers_on_accreditations(organisation_ids: Collection[int]) -> Sequence[Interest]:
    """List the live answers, once sent, of organisations to slots that require accreditations."""
    return db.session.scalars(
        sa.select(Interest)
        .join(Interest.slot)
        .where(
            Interest.organisation_id.in_(organisation_ids),
            IS_LIVE,
            Interest.state != InterestState.DRAFT,
            Slot.accreditation_required,
        )
        .options(
            contains_eager(Interest.slot),
            joinedload(Interest.search),
            joinedload(Interest.organisation).selectinload(Organisation.accreditations),
        )
        .order_by(Interest.id)
    ).all()


def readers_of(organisation_ids: Collection[int]) -> dict[int, list[User]]:
    """Return by organisation who hears of its answers: those who may write them, if reachable."""
    held = db.session.scalars(
        sa.select(Membership)
        .join(Membership.person)
        .where(
            Membership.organisation_id.in_(organisation_ids),
            Membership.role.in_(WRITERS),
            User.active,
            User.confirmed_at.is_not(None),
        )
        .options(contains_eager(Membership.person))
        .order_by(User.name, Membership.person_id)
    )
    readers: dict[int, dict[int, User]] = {}
    for membership in held:
        people = readers.setdefault(membership.organisation_id, {})
        people[membership.person_id] = membership.person
    return {organisation_id: list(people.values()) for organisation_id, people in readers.items()}


def person(person_id: int | None) -> User | None:
    return db.session.get(User, person_id) if person_id is not None else None


def _was_made_before(interest: Interest, ahead: timedelta) -> bool:
    made, end = interest.decided_at, interest.reply_by
    return end is not None and (made is None or made < end - ahead)


def _everything() -> list[Any]:
    return [
        joinedload(Interest.search).joinedload(PartnerSearch.rule_set),
        joinedload(Interest.search).joinedload(PartnerSearch.programme),
        joinedload(Interest.slot).selectinload(Slot.criteria),
        joinedload(Interest.organisation).selectinload(Organisation.accreditations),
        joinedload(Interest.author),
        selectinload(Interest.answers).joinedload(Answer.criterion),
    ]

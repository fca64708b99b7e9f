"""What matching asks the database: approaches, judgements, who leads, who answers, whom to tell."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import User
from app.core import fulltext, levels
from app.core.db import db
from app.core.terms import parse
from app.core.times import local_zone, now
from app.directory.choices import ProfileState
from app.directory.duplicates import fold
from app.directory.models import Membership, Organisation
from app.finding.models import Frequency
from app.finding.queries import last_time
from app.interests.models import Interest, InterestState
from app.interests.queries import IS_LIVE
from app.matching.models import Alert, Approach, Judgement, ToldSeat
from app.searches.models import PartnerSearch, SearchState, Slot

MOST_SEATS = 300
"""Open slots that are compared with one organisation; where there are more, a search narrows."""

SEATED = (InterestState.CONFIRMED, InterestState.PARTNER)
HAS_ANSWERED = sa.or_(
    IS_LIVE, Interest.state.in_([InterestState.DECLINED, InterestState.TURNED_DOWN])
)
"""Also where one of both has said no to the other: neither is proposed what was refused."""


def get_slot(uid: uuid.UUID) -> Slot:
    """Raises NoResultFound. Its search is loaded, with programme, rules and slots."""
    return db.session.scalars(sa.select(Slot).where(Slot.uid == uid).options(*_with_search())).one()


def slots_of(reference: str) -> Sequence[Slot]:
    """List the slots of a search in order, each with the search; empty where there is none."""
    return db.session.scalars(
        sa.select(Slot)
        .join(Slot.search)
        .where(PartnerSearch.reference == reference)
        .options(*_with_search())
        .order_by(Slot.number, Slot.id)
    ).all()


def get_approach(uid: uuid.UUID) -> Approach:
    """Raises NoResultFound. Everything but its author is loaded."""
    return db.session.scalars(
        sa.select(Approach)
        .where(Approach.uid == uid)
        .options(
            joinedload(Approach.organisation),
            joinedload(Approach.slot).joinedload(Slot.search),
        )
    ).one()


def get_judgement(uid: uuid.UUID) -> Judgement:
    """Raises NoResultFound. Its search and its organisation are loaded."""
    return db.session.scalars(
        sa.select(Judgement)
        .where(Judgement.uid == uid)
        .options(joinedload(Judgement.search), joinedload(Judgement.organisation))
    ).one()


def find_approach(slot_id: int, organisation_id: int) -> Approach | None:
    return db.session.scalar(
        sa.select(Approach)
        .where(Approach.slot_id == slot_id, Approach.organisation_id == organisation_id)
        .options(
            joinedload(Approach.organisation),
            joinedload(Approach.slot).joinedload(Slot.search),
        )
    )


def approaches_to(slot: Slot) -> Mapping[int, Approach]:
    """Return by organisation who has been asked to look at a slot."""
    found = db.session.scalars(
        sa.select(Approach)
        .where(Approach.slot_id == slot.id)
        .options(
            joinedload(Approach.organisation),
            joinedload(Approach.slot).joinedload(Slot.search),
        )
        .order_by(Approach.sent_at, Approach.id)
    )
    return {approach.organisation_id: approach for approach in found}


def waiting_approaches(organisation_id: int) -> Sequence[Approach]:
    """List what an organisation has been asked to look at and has not answered, open ones only."""
    return db.session.scalars(
        sa.select(Approach)
        .join(Approach.slot)
        .join(Slot.search)
        .where(
            Approach.organisation_id == organisation_id,
            Approach.answered_at.is_(None),
            is_open(),
        )
        .options(contains_eager(Approach.slot).contains_eager(Slot.search))
        .order_by(PartnerSearch.deadline_at, Approach.id)
    ).all()


def judgements_of(search: PartnerSearch) -> Sequence[Judgement]:
    return db.session.scalars(
        sa.select(Judgement).where(Judgement.search_id == search.id).order_by(Judgement.id)
    ).all()


def find_judgement(search_id: int, organisation_id: int) -> Judgement | None:
    return db.session.scalar(
        sa.select(Judgement).where(
            Judgement.search_id == search_id, Judgement.organisation_id == organisation_id
        )
    )


def lead_of(search: PartnerSearch) -> Organisation | None:
    """Find the lead applicant by its name; where it is not registered here, the agency acts."""
    named = fold(search.lead_applicant) if search.lead_applicant else ""
    is_named = sa.and_(Organisation.folded_name == named, Organisation.folded_name != "")
    return db.session.scalars(
        sa.select(Organisation)
        .where(sa.or_(is_named & Organisation.is_listed, Organisation.is_agency))
        .order_by(is_named.desc(), Organisation.id)
        .limit(1)
    ).first()


def partners_of(search: PartnerSearch) -> Sequence[Organisation]:
    """List those who hold a seat of the search already, by name."""
    return db.session.scalars(
        sa.select(Organisation)
        .join(Interest, Interest.organisation_id == Organisation.id)
        .where(Interest.search_id == search.id, Interest.state.in_(SEATED))
        .order_by(Organisation.name, Organisation.id)
    ).all()


def organisations_that_answered(slot: Slot) -> set[int]:
    """Return the ids of those who have answered a slot; of drafts only their writers know."""
    was_sent = Interest.submitted_at.is_not(None)
    return set(
        db.session.scalars(
            sa.select(Interest.organisation_id).where(
                Interest.slot_id == slot.id, HAS_ANSWERED, was_sent
            )
        )
    )


def holders(kind: str, stems: Collection[str], most: int) -> set[int]:
    """Choose the subjects of an index that hold the most of some stems; one statement."""
    asked = [query for stem in stems if (query := parse(stem)).wanted]
    lists = fulltext.ids_of(kind, [levels.anywhere(query) for query in asked])
    votes = Counter(id_ for ids in lists for id_ in ids)
    return {id_ for id_, _n in sorted(votes.items(), key=lambda one: (-one[1], one[0]))[:most]}


def is_open() -> sa.ColumnElement[bool]:
    return sa.and_(PartnerSearch.state == SearchState.OPEN, PartnerSearch.deadline_at > now())


def open_slots(stems: Collection[str], organisation_id: int) -> Sequence[Slot]:
    """List open slots that an organisation has not answered, with all that judging them needs.

    Where there are more than MOST_SEATS, those of the searches that hold most of the stems.
    """
    answered = sa.select(Interest.slot_id).where(
        Interest.organisation_id == organisation_id, HAS_ANSWERED
    )
    unsuited = sa.select(Judgement.search_id).where(Judgement.organisation_id == organisation_id)
    chosen = (
        sa.select(Slot)
        .join(Slot.search)
        .where(is_open(), Slot.id.not_in(answered), PartnerSearch.id.not_in(unsuited))
    )
    count = db.session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0
    if count > MOST_SEATS and (ids := holders("search", stems, MOST_SEATS)):
        chosen = chosen.where(PartnerSearch.id.in_(ids))
    return db.session.scalars(
        chosen.options(
            contains_eager(Slot.search).options(
                joinedload(PartnerSearch.programme), joinedload(PartnerSearch.rule_set)
            )
        )
        .order_by(PartnerSearch.deadline_at, Slot.number, Slot.id)
        .limit(MOST_SEATS)
    ).all()


def whole_organisation(organisation_id: int) -> Organisation:
    """Return an organisation with its accreditations and its experience."""
    return db.session.scalars(
        sa.select(Organisation)
        .where(Organisation.id == organisation_id)
        .options(selectinload(Organisation.accreditations), selectinload(Organisation.experiences))
    ).one()


def get_alert(uid: uuid.UUID) -> Alert:
    """Raises NoResultFound. Its organisation is loaded."""
    return db.session.scalars(
        sa.select(Alert).where(Alert.uid == uid).options(joinedload(Alert.organisation))
    ).one()


def find_alert(person_id: int | None, organisation_id: int) -> Alert | None:
    return db.session.scalar(
        sa.select(Alert).where(
            Alert.person_id == person_id, Alert.organisation_id == organisation_id
        )
    )


def belongs(person_id: int, organisation_id: int) -> bool:
    """Whether the person still has a role there and the public may know of the organisation."""
    held = (
        sa.select(Membership.id)
        .join(Membership.organisation)
        .where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Organisation.state.not_in([ProfileState.SUSPENDED, ProfileState.MERGED]),
        )
    )
    return db.session.scalars(held).first() is not None


def claim_due(passed_over: Collection[int] = ()) -> Alert | None:
    """Take one alert whose time has come, so that nobody else has it."""
    at, zone = now(), local_zone()
    is_due = sa.or_(
        *(
            sa.and_(Alert.frequency == often, Alert.looked_at < last_time(often, at, zone))
            for often in (Frequency.DAILY, Frequency.WEEKLY)
        )
    )
    return db.session.scalar(
        sa.select(Alert)
        .join(Alert.person)
        .join(Alert.organisation)
        .where(is_due, User.active, User.confirmed_at.is_not(None))
        .where(Alert.id.not_in(passed_over))
        .options(contains_eager(Alert.person), contains_eager(Alert.organisation))
        .order_by(Alert.looked_at, Alert.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Alert)
        .execution_options(populate_existing=True)
    )


def told(alert: Alert) -> set[int]:
    """Return the ids of the slots that the person has been told of already."""
    return set(db.session.scalars(sa.select(ToldSeat.slot_id).where(ToldSeat.alert_id == alert.id)))


def _with_search() -> tuple[Any, ...]:
    return (
        joinedload(Slot.search).options(
            joinedload(PartnerSearch.programme),
            joinedload(PartnerSearch.rule_set),
            selectinload(PartnerSearch.slots),
        ),
    )

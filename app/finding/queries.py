"""What is found, in batches and by what is new; what a person has saved."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import User
from app.core.catalogue import Found
from app.core.db import db
from app.core.times import local_zone, now
from app.directory.models import Organisation
from app.directory.queries import organisations
from app.finding import lists
from app.finding.lists import Question
from app.finding.models import Frequency, SavedHit, SavedSearch, Subject
from app.searches.models import HIDDEN, PartnerSearch, Slot

BATCH = 500
HOUR_OF_DIGESTS = time(7)
"""On the clocks where the agency is; weekly ones go out on Mondays."""

Entity = PartnerSearch | Organisation


def in_batches(question: Question) -> Iterator[list[Entity]]:
    """Yield all that is found, whole, in the order of the page; only 500 at a time are in memory.

    The number of statements grows by the batch, not by the entity.
    """
    ids = lists.find(question).ids
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        loaded = whole(question.subject, batch)
        yield [loaded[id_] for id_ in batch if id_ in loaded]


def whole(subject: Subject, ids: Collection[int]) -> Mapping[int, Entity]:
    """Load what the public knows of, by id, with everything that is published of it."""
    if subject is Subject.ORGANISATIONS:
        found = organisations(ids)
        return {id_: entity for id_, entity in found.items() if entity.is_listed}
    statement = sa.select(PartnerSearch).where(
        PartnerSearch.id.in_(ids), PartnerSearch.state.not_in(HIDDEN)
    )
    options = (
        joinedload(PartnerSearch.programme),
        joinedload(PartnerSearch.priority),
        selectinload(PartnerSearch.slots).selectinload(Slot.criteria),
    )
    return {search.id: search for search in db.session.scalars(statement.options(*options))}


def newest_first(subject: Subject, found: Found) -> list[int]:
    """Put what was found into the order in which it appeared, the latest first."""
    among = frozenset(found)
    moment, key = _appeared(subject), _key(subject)
    in_order = db.session.scalars(sa.select(key).order_by(moment.desc(), key.desc()))
    return [id_ for id_ in in_order if id_ in among]


def news(saved: SavedSearch, found: Found) -> list[int]:
    """List what of it has appeared since, and was never told to this person; newest first.

    What another saved search of the person has told counts as told.
    """
    moment, key = _appeared(saved.subject), _key(saved.subject)
    told = (
        sa.select(SavedHit.subject_id)
        .join(SavedHit.saved_search)
        .where(SavedSearch.person_id == saved.person_id, SavedSearch.subject == saved.subject)
    )
    fresh = (
        sa.select(key)
        .where(moment > saved.since, key.not_in(told))
        .order_by(moment.desc(), key.desc())
    )
    candidates = db.session.scalars(fresh).all()
    among = frozenset(found) if candidates else frozenset()
    return [id_ for id_ in candidates if id_ in among]


def saved_of(person_id: int) -> Sequence[SavedSearch]:
    """List what a person has saved, the latest first."""
    return db.session.scalars(
        sa.select(SavedSearch)
        .where(SavedSearch.person_id == person_id)
        .order_by(SavedSearch.created_at.desc(), SavedSearch.id.desc())
    ).all()


def find_same(person_id: int, question: Question) -> SavedSearch | None:
    """Find where a person has saved the very same question."""
    return db.session.scalar(
        sa.select(SavedSearch).where(
            SavedSearch.person_id == person_id,
            SavedSearch.subject == question.subject,
            SavedSearch.query == question.query,
        )
    )


def get_saved(uid: uuid.UUID) -> SavedSearch:
    """Raises NoResultFound."""
    return db.session.scalars(sa.select(SavedSearch).where(SavedSearch.uid == uid)).one()


def get_hit(uid: uuid.UUID) -> SavedHit:
    """Raises NoResultFound. Its saved search is loaded."""
    found = sa.select(SavedHit).where(SavedHit.uid == uid)
    return db.session.scalars(found.options(joinedload(SavedHit.saved_search))).one()


def told_of(saved: Sequence[SavedSearch], each: int) -> dict[int, list[tuple[SavedHit, Entity]]]:
    """Return by saved search what was told last, `each` at most, with the entities themselves.

    What the person has hidden, and what the public no longer sees, is left out.
    """
    hits = _hits_of(saved, each)
    wanted: dict[Subject, set[int]] = {}
    for one in saved:
        wanted.setdefault(one.subject, set()).update(hit.subject_id for hit in hits.get(one.id, ()))
    entities = {subject: whole(subject, ids) for subject, ids in wanted.items()}
    return {
        one.id: [
            (hit, entity)
            for hit in hits.get(one.id, ())
            if (entity := entities[one.subject].get(hit.subject_id))
        ]
        for one in saved
    }


def claim_due(passed_over: Collection[int] = ()) -> SavedSearch | None:
    """Take one saved search whose time has come, with its person, so that nobody else has it."""
    at, zone = now(), local_zone()
    is_due = sa.or_(
        *(
            sa.and_(
                SavedSearch.frequency == frequency,
                SavedSearch.looked_at < last_time(frequency, at, zone),
            )
            for frequency in (Frequency.DAILY, Frequency.WEEKLY)
        )
    )
    return db.session.scalar(
        sa.select(SavedSearch)
        .join(SavedSearch.person)
        .where(is_due, User.active, User.confirmed_at.is_not(None))
        .where(SavedSearch.id.not_in(passed_over))
        .options(contains_eager(SavedSearch.person))
        .order_by(SavedSearch.looked_at, SavedSearch.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=SavedSearch)
        .execution_options(populate_existing=True)
    )


def last_time(frequency: Frequency, at: datetime, zone: ZoneInfo) -> datetime:
    """Return when digests of this frequency were due last, at `at` or before."""
    local = at.astimezone(zone)
    day: date = local.date() if local.time() >= HOUR_OF_DIGESTS else local.date() - timedelta(1)
    if frequency is Frequency.WEEKLY:
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, HOUR_OF_DIGESTS, zone)


def _key(subject: Subject) -> sa.ColumnElement[int]:
    return {Subject.SEARCHES: PartnerSearch.id, Subject.ORGANISATIONS: Organisation.id}[subject]  # type: ignore[return-value]


def _appeared(subject: Subject) -> sa.ColumnElement[datetime]:
    """When the public could find it first; to verify an imported entry makes no news of it."""
    if subject is Subject.SEARCHES:
        return PartnerSearch.published_at  # type: ignore[return-value]
    own = sa.func.coalesce(Organisation.verified_at, Organisation.created_at)
    return sa.case((Organisation.source != "", Organisation.created_at), else_=own)


def _hits_of(saved: Iterable[SavedSearch], each: int) -> dict[int, list[SavedHit]]:
    place = sa.func.row_number().over(
        partition_by=SavedHit.saved_search_id,
        order_by=(SavedHit.told_at.desc(), SavedHit.id.desc()),
    )
    ranked = (
        sa.select(SavedHit.id, place.label("place"))
        .where(
            SavedHit.saved_search_id.in_([one.id for one in saved]),
            SavedHit.is_hidden.is_(sa.false()),
        )
        .subquery()
    )
    statement = (
        sa.select(SavedHit)
        .join(ranked, ranked.c.id == SavedHit.id)
        .where(ranked.c.place <= each)
        .order_by(SavedHit.told_at.desc(), SavedHit.id.desc())
    )
    told: dict[int, list[SavedHit]] = {}
    for hit in db.session.scalars(statement):
        told.setdefault(hit.saved_search_id, []).append(hit)
    return told

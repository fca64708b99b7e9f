"""Messages: those of one person, and all that leave by mail."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core.db import db
from app.core.paging import Page, paginate
from app.core.times import now
from app.inbox.models import Delivery, Message

PER_PAGE = 20
LATE_AFTER = timedelta(minutes=15)


def get_message(uid: uuid.UUID) -> Message:
    """Raises NoResultFound."""
    return db.session.scalars(sa.select(Message).where(Message.uid == uid)).one()


def feed(person_id: int, number: int) -> Page[Message]:
    """List what a person was told: first what they have not read, then the newest."""
    return paginate(
        sa.select(Message)
        .where(_listed_for(person_id))
        .order_by(Message.read_at.is_not(None), Message.id.desc()),
        number,
        PER_PAGE,
    )


def unread(person_id: int) -> int:
    """Count what a person has not read."""
    counted = sa.select(sa.func.count(Message.id))
    return db.session.scalars(
        counted.where(_listed_for(person_id), Message.read_at.is_(None))
    ).one()


def outbox(number: int) -> Page[Message]:
    """List all mail: first what has failed, then what is under way, then what was sent last."""
    order = {Delivery.FAILED: 0, Delivery.SENDING: 1, Delivery.QUEUED: 1}
    return paginate(
        sa.select(Message).order_by(
            sa.case(
                *((Message.delivery == state, place) for state, place in order.items()), else_=2
            ),
            Message.id.desc(),
        ),
        number,
        PER_PAGE,
    )


def deliveries() -> Mapping[Delivery, int]:
    """Count the mails in each state."""
    counted = sa.select(Message.delivery, sa.func.count()).group_by(Message.delivery)
    numbers = {row[0]: row[1] for row in db.session.execute(counted)}
    return {state: numbers[state] for state in Delivery if state in numbers}


def overdue() -> datetime | None:
    """Since when the oldest mail waits that should have left some time ago; None if none does."""
    waiting = Message.delivery.in_([Delivery.QUEUED, Delivery.SENDING])
    oldest = sa.select(sa.func.min(Message.next_try_at)).where(waiting)
    since = db.session.scalar(oldest)
    return since if since is not None and since < now() - LATE_AFTER else None


def _listed_for(person_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(Message.person_id == person_id, Message.is_listed)

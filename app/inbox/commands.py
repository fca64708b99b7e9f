"""What people do with messages: read them, and have failed ones sent again."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.core.times import now
from app.inbox.models import Delivery, Message
from app.inbox.telling import QUEUED


def mark_as_read(message: Message) -> None:
    message.read_at = message.read_at or now()


def mark_all_as_read(person_id: int) -> None:
    db.session.execute(
        sa.update(Message)
        .where(Message.person_id == person_id, Message.is_listed, Message.read_at.is_(None))
        .values(read_at=now())
    )


def retry(message: Message) -> None:
    """Put a failed message back into the outbox, with all its attempts before it."""
    message.delivery = Delivery.QUEUED
    message.attempts = 0
    message.next_try_at = now()
    db.session().info[QUEUED] = True

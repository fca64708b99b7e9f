"""Delivering the outbox: any number of workers at once, any of which may die at any moment.

A message is claimed (committed as being sent, with a lease), handed over, and marked as sent. Who
dies between the last two leaves a message whose lease runs out: it is sent again under the same
Message-ID. Nothing is lost; only what the server had taken unnoticed can arrive twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.times import now
from app.inbox.carriers import Carrier, Folder, Relay, Undelivered
from app.inbox.envelope import compose
from app.inbox.models import Delivery, Message

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=24)
MOST_ATTEMPTS = 15
"""With these pauses about five days, after which mail servers give up, too."""

log = structlog.get_logger()


@dataclass
class Run:
    """What one run has done."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0


def deliver(limit: int | None = None) -> Run:
    """Deliver what is due, at most `limit` messages; commits after each of them."""
    run, carrier = Run(), _carrier()
    try:
        while limit is None or run.sent + run.put_off + run.failed < limit:
            message = _claim()
            if message is None or not _hand_over(message, carrier, run):
                break
        db.session.commit()
    finally:
        carrier.close()
    return run


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: each time twice as long, a day at most."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)


def _carrier() -> Carrier:
    if url := current_app.config["MAIL_URL"]:
        return Relay(url)
    return Folder(Path(current_app.instance_path) / "mail")


def _claim() -> Message | None:
    """Take the message that has been due for longest; its lease keeps others away from it.

    The commit also writes down how it went with the one before.
    """
    waiting = Message.delivery.in_([Delivery.QUEUED, Delivery.SENDING])
    message = db.session.scalar(
        sa.select(Message)
        .where(waiting, Message.next_try_at <= now())
        .options(selectinload(Message.person))
        .order_by(Message.next_try_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if message is not None:
        message.delivery = Delivery.SENDING
        message.attempts += 1
        message.next_try_at = now() + timedelta(seconds=current_app.config["MAIL_LEASE"])
    db.session.commit()
    return message


def _hand_over(message: Message, carrier: Carrier, run: Run) -> bool:
    """Send one claimed message and note what became of it; say whether to go on with others."""
    try:
        mail = _compose(message)
        # Within the lease, or another worker may be sending it as well.
        carrier.carry(mail, current_app.config["MAIL_LEASE"] * 0.9)
    except Undelivered as trouble:
        is_final = trouble.is_final or message.attempts >= MOST_ATTEMPTS
        _note_trouble(message, trouble.reason, is_final=is_final)
        run.failed += is_final
        run.put_off += not is_final
        return not trouble.is_out
    _note_sent(message)
    run.sent += 1
    return True


def _compose(message: Message) -> EmailMessage:
    try:
        return compose(message)
    except Exception as error:
        # One message that cannot be written must not keep all others from leaving.
        log.exception("message cannot be composed", message=str(message.uid))
        raise Undelivered(f"{type(error).__name__}: {error}", is_final=True) from error


def _note_sent(message: Message) -> None:
    emptied = {"body": "", "link": ""} if message.is_secret else {}
    _note(message, delivery=Delivery.SENT, sent_at=now(), error="", **emptied)


def _note_trouble(message: Message, reason: str, *, is_final: bool) -> None:
    _note(
        message,
        delivery=Delivery.FAILED if is_final else Delivery.QUEUED,
        next_try_at=now() + pause_after(message.attempts),
        error=re.sub(r"\s+", " ", reason)[:500],
    )
    log.warning(
        "mail not delivered", message=str(message.uid), reason=message.error, final=is_final
    )


def _note(message: Message, **facts: object) -> None:
    """Write down how it went, unless the lease ran out and somebody else has taken it over."""
    db.session.execute(
        sa.update(Message)
        .where(
            Message.id == message.id,
            Message.delivery == Delivery.SENDING,
            Message.attempts == message.attempts,
        )
        .values(**facts)
        .execution_options(synchronize_session=False)
    )

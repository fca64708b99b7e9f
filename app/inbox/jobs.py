"""What the worker does for the inbox: it delivers mail, at once when there is new mail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event as sa_event
from sqlalchemy.orm import Session

from app.core.jobs import nudge, periodic
from app.inbox.delivery import deliver
from app.inbox.telling import QUEUED


@periodic(minutes=1)
def deliver_mail() -> None:
    deliver()


@sa_event.listens_for(Session, "after_commit")
def _wake_the_worker(session: Session) -> None:
    if session.info.pop(QUEUED, False):
        nudge(deliver_mail)


@sa_event.listens_for(Session, "after_rollback")
def _forget(session: Session, *_: Any) -> None:
    session.info.pop(QUEUED, None)

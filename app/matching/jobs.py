"""What the worker does for matching: it tells of new seats that fit, when people want to know."""

from __future__ import annotations

import structlog

from app.core.actors import Actor
from app.core.db import db
from app.core.history import act_as
from app.core.jobs import periodic
from app.matching import commands, queries

log = structlog.get_logger()


@periodic(minutes=5)
def tell_of_seats() -> int:
    """Send all mails that are due and return how many that made."""
    act_as(Actor.SYSTEM)
    failed: list[int] = []
    mails = 0
    while (alert := queries.claim_due(failed)) is not None:
        number = alert.id
        try:
            mails += bool(commands.tell_news(alert))
            db.session.commit()
        except Exception:
            # One that fails must not keep the others waiting; it is tried again in the next round.
            db.session.rollback()
            log.exception("mail of fitting seats failed", alert=number)
            failed.append(number)
    db.session.rollback()
    return mails

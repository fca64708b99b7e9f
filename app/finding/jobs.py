"""What the worker does for saved searches: it sends the digests whose time has come.

A time that was missed is caught up with once. Two workers never have the same saved search, and
what was told is written down in the transaction that puts the mail into the outbox.
"""

from __future__ import annotations

import structlog

from app.core.actors import Actor
from app.core.db import db
from app.core.history import act_as
from app.core.jobs import periodic
from app.finding import commands, queries

log = structlog.get_logger()


@periodic(minutes=5)
def send_digests() -> int:
    """Send all that are due and return how many mails that made."""
    act_as(Actor.SYSTEM)
    failed: list[int] = []
    mails = 0
    while (saved := queries.claim_due(failed)) is not None:
        number = saved.id
        try:
            mails += bool(commands.tell_news(saved))
            db.session.commit()
        except Exception:
            # One that fails must not keep the others waiting; it is tried again in the next round.
            db.session.rollback()
            log.exception("digest failed", saved_search=number)
            failed.append(number)
    db.session.rollback()
    return mails

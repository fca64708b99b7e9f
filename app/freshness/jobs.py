"""What the worker does for freshness: it sends the mails that are due, each once.

Nothing depends on its having run: what has faded has faded by the calendar.
"""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.core.actors import Actor
from app.core.db import db
from app.core.history import act_as
from app.core.jobs import periodic
from app.core.times import localdate
from app.freshness import commands, queries


@periodic(minutes=60)
def ask_for_confirmations() -> None:
    """Send each mail in a transaction of its own; what another worker was faster with is its."""
    act_as(Actor.SYSTEM)
    today = localdate()
    for due in queries.due(today):
        try:
            commands.ask(due, today)
            db.session.commit()
        except (IntegrityError, StaleDataError):
            db.session.rollback()

"""What the worker does for invitations: it reminds of them and notes that they lapsed.

Nothing depends on its having run: an invitation whose time is over holds no seat in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from sqlalchemy.orm.exc import StaleDataError

from app.core.actors import Actor
from app.core.db import db
from app.core.history import act_as
from app.core.jobs import periodic
from app.interests import commands, queries
from app.interests.models import Interest


@periodic(minutes=5)
def note_lapsed_invitations() -> None:
    _one_by_one(queries.overdue_invitations, commands.lapse)


@periodic(minutes=15)
def remind_of_invitations() -> None:
    for days in (queries.LAST_REMINDER, queries.FIRST_REMINDER):
        due = partial(queries.invitations_to_remind, days)
        _one_by_one(due, partial(commands.remind, days=days))


def _one_by_one(due: Callable[[], Iterable[Interest]], do: Callable[[Interest], None]) -> None:
    """Do each in a transaction of its own; what somebody else was faster with is left to them."""
    act_as(Actor.SYSTEM)
    for uid in [interest.uid for interest in due()]:
        try:
            do(queries.get_interest(uid))
            db.session.commit()
        except StaleDataError:
            db.session.rollback()

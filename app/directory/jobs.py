"""What the worker does for the directory: it tells of accreditations that end."""

from __future__ import annotations

from sqlalchemy.orm.exc import StaleDataError

from app.core.actors import Actor
from app.core.db import db
from app.core.history import act_as
from app.core.jobs import periodic
from app.core.times import localdate
from app.directory import commands, queries
from app.directory.watch import stage


@periodic(minutes=60)
def tell_of_ends() -> None:
    """Tell of each accreditation and stage once, in a transaction of its own."""
    act_as(Actor.SYSTEM)
    today = localdate()
    ending = queries.ending_accreditations(today)
    for uid in [held.uid for held in ending if stage(held, today) is not None]:
        try:
            commands.tell_of_the_end(queries.get_accreditation(uid), today)
            db.session.commit()
        except StaleDataError:
            db.session.rollback()

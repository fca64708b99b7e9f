"""The seats of a slot: counted under a lock, each with a number that is given out once."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.actors import Actor
from app.core.db import db, lock
from app.core.errors import DomainError
from app.core.history import advance
from app.core.i18n import _
from app.interests import queries
from app.interests.board import Occupied
from app.interests.models import Interest
from app.interests.workflow import FLOW
from app.searches.models import Slot


def hold_slots(slots: Iterable[Slot]) -> None:
    """Lock slots until the transaction ends, in one order for everybody: no two wait in a ring."""
    for slot in sorted(slots, key=lambda slot: slot.id):
        lock(slot)


def take_a_seat(interest: Interest) -> None:
    """Give the interest a seat of its slot, or raise DomainError where all are occupied.

    Whoever invites or confirms comes through here, so that the number of seats is never exceeded:
    the slot's row is locked, then the others are counted, and two can never hold the same number.
    """
    slot = interest.slot
    with db.session.no_autoflush:  # the slot is locked before any answer to it is written
        lock(slot)
    occupied = queries.occupied([slot.id], but=interest.id).get(slot.id, Occupied())
    if occupied.seats >= slot.seats:
        raise DomainError(
            _(
                "No seat of “%(title)s” is open: %(taken)s taken and %(held)s held of %(seats)s. "
                "Nothing was changed and nobody has been told anything.",
                title=slot.title,
                seats=slot.seats,
                taken=occupied.taken,
                held=occupied.held,
            )
        )
    _free_what_has_lapsed(interest)
    if interest.seat is None:
        in_use = queries.numbers_in_use(slot.id)
        interest.seat = next(n for n in range(1, len(in_use) + 2) if n not in in_use)


def leave_the_seat(interest: Interest) -> None:
    interest.seat = None


def _free_what_has_lapsed(interest: Interest) -> None:
    for other in queries.overdue_invitations(interest.slot_id):
        if other is not interest:
            advance(FLOW, other, "lapse", Actor.SYSTEM)
    db.session.flush()  # the number is free in the database before somebody else takes it

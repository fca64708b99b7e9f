"""What waits: one statement for rows of all kinds, and one more for each kind that is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.agreements.models import Agreement
from app.budgets.models import Budget, BudgetVersion, Declaration
from app.consortia.models import Partner
from app.core.actors import Actor
from app.core.db import db
from app.desk import agency_turns, partner_turns
from app.desk.turn import Turn
from app.directory.models import Accreditation
from app.entries.models import Claim
from app.inbox.models import Message
from app.interests.models import Interest
from app.spending.models import Report

TURNS = agency_turns.TURNS + partner_turns.TURNS
"""What waits for the reader."""

OTHERS = agency_turns.OTHERS + partner_turns.OTHERS
"""What the reader waits for."""

NOTICES = 5

READERS = 50
"""For so many readers the statement is kept, half a megabyte each: making it takes far longer than
asking it, and every page asks it."""

WITH: Mapping[type[Any], Sequence[Any]] = {
    Interest: (
        joinedload(Interest.organisation),
        joinedload(Interest.slot),
        joinedload(Interest.search),
    ),
    Accreditation: (joinedload(Accreditation.organisation), joinedload(Accreditation.evidence)),
    Claim: (joinedload(Claim.organisation), joinedload(Claim.person)),
    Budget: (
        joinedload(Budget.partner).joinedload(Partner.project),
        selectinload(Budget.versions).defer(BudgetVersion.document),
    ),
    Declaration: (
        joinedload(Declaration.budget).joinedload(Budget.partner).joinedload(Partner.project),
    ),
    Report: (joinedload(Report.partner).joinedload(Partner.project),),
    Agreement: (joinedload(Agreement.project),),
}
"""What each kind of row is named by, loaded in the same statement."""


@dataclass(frozen=True)
class Waiting:
    """A row that waits, by its line of the table and its number."""

    turn: Turn
    id: int


def waiting(turns: tuple[Turn, ...], actor: Actor) -> list[Waiting]:
    """Find what waits by these lines: one statement, none where nothing can wait."""
    if (statement := _statement(turns, actor, db.engine.dialect.name)) is None:
        return []
    return [Waiting(turns[number], id_) for number, id_ in db.session.execute(statement)]


def entities(waiting: Iterable[Waiting]) -> dict[tuple[type[Any], int], Any]:
    """Load the rows that wait: one statement for each kind."""
    ids: dict[type[Any], set[int]] = defaultdict(set)
    for one in waiting:
        ids[one.turn.model].add(one.id)
    return {
        (model, entity.id): entity
        for model, wanted in ids.items()
        for entity in db.session.scalars(
            sa.select(model).where(model.id.in_(sorted(wanted))).options(*WITH.get(model, ()))
        )
    }


def recent_notices(person_id: int) -> tuple[Sequence[Message], int]:
    """Return what a person was told last, the newest first, and how many they have not read."""
    theirs = sa.and_(Message.person_id == person_id, Message.is_listed)
    unread = sa.select(sa.func.count(Message.id)).where(theirs, Message.read_at.is_(None))
    newest = sa.select(Message, unread.scalar_subquery()).where(theirs)
    rows = db.session.execute(newest.order_by(Message.id.desc()).limit(NOTICES)).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


@lru_cache(maxsize=READERS)
def _statement(
    turns: tuple[Turn, ...],
    actor: Actor,
    _dialect: str,  # lists of JSON are unfolded in its words
) -> sa.CompoundSelect[int, int] | None:
    selects = [
        sa.select(sa.literal(number, sa.Integer), turn.model.id).where(condition)
        for number, turn in enumerate(turns)
        if (condition := turn.when(actor)) is not None
    ]
    return sa.union_all(*selects) if selects else None

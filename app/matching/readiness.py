"""How organisations answer when they are asked, read from the history and from approaches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa

from app.core.db import db
from app.core.history import Entry
from app.core.times import now
from app.interests.models import Interest
from app.matching.models import Approach

ASKED = ("interest.invite",)
REPLIED = ("interest.confirm", "interest.turn-down")
UNANSWERED = ("interest.lapse",)
PATIENCE = timedelta(days=14)
"""An approach counts as not answered after this time."""


@dataclass(frozen=True)
class Readiness:
    """How an organisation has answered when it was asked."""

    asked: int
    answered: int
    days: float | None
    """The median of the days until it answered."""

    @property
    def share(self) -> float:
        return self.answered / self.asked


def readiness() -> Mapping[int, Readiness]:
    """Return how organisations have answered invitations and approaches, from the history."""
    happened = (
        sa.select(Interest.organisation_id, Entry.subject_id, Entry.action, Entry.at)
        .join(Interest, Interest.id == Entry.subject_id)
        .where(Entry.subject_type == "interest", Entry.action.in_(ASKED + REPLIED + UNANSWERED))
        .order_by(Entry.id)
    )
    approached = sa.select(Approach.organisation_id, Approach.sent_at, Approach.answered_at)
    asked: dict[int, datetime] = {}
    counted: Counter[int] = Counter()
    days: dict[int, list[float]] = defaultdict(list)
    for owner, interest_id, action, at in db.session.execute(happened):
        if action in ASKED:
            asked[interest_id] = at
        elif interest_id in asked:
            counted[owner] += 1
            since = asked.pop(interest_id)
            if action in REPLIED:
                days[owner].append((at - since).total_seconds() / 86_400)
    for owner, sent, answered in db.session.execute(approached):
        if answered is not None:
            counted[owner] += 1
            days[owner].append((answered - sent).total_seconds() / 86_400)
        elif sent < now() - PATIENCE:
            counted[owner] += 1
    return {
        owner: Readiness(n, len(days[owner]), median(days[owner]) if days[owner] else None)
        for owner, n in counted.items()
    }

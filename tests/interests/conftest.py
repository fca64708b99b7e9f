"""What the tests of answers stand on: a search with an agency around it, and filled-in answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.accounts.models import User
from app.core.db import db
from app.core.history import advance
from app.core.times import now
from app.directory.choices import Role
from app.directory.models import Organisation
from app.interests import commands, queries
from app.interests.models import Answer, Decision, Interest, InterestState, Met, Origin
from app.interests.workflow import FLOW
from app.searches.models import PartnerSearch, Slot
from app.searches.queries import get_search, get_slot
from tests.making import Make, actor

WHOLE: dict[str, Any] = {
    "motivation": "We certify laboratories around the Baltic.",
    "cost_staff": Decimal("1000.00"),
    "cost_travel": Decimal("234.50"),
    "fund": "ERDF",
    "requested_fund": Decimal("617.25"),
    "own_contribution": Decimal("617.25"),
    "origin": Origin.PUBLIC,
    "declares_no_conflict": True,
    "consents_to_sharing": True,
}


@dataclass
class Agency:
    """The people of the agency, one for each duty, and a search with one slot and one seat."""

    make: Make
    officer: User
    reviewer: User
    director: User
    reference: str

    @property
    def search(self) -> PartnerSearch:
        return get_search(self.reference)

    @property
    def slot(self) -> Slot:
        return get_slot(self.search.slots[0].uid)

    def draft(
        self, slot: Slot | None = None, organisation: Organisation | None = None, **given: Any
    ) -> Interest:
        """An answer that lacks nothing, not sent yet."""
        slot = get_slot((slot or self.slot).uid)
        interest = self.make.interest(slot, organisation, **WHOLE | given)
        criterion = slot.criteria[0]
        self.make.save(
            Answer(
                interest_id=interest.id,
                criterion_id=criterion.id,
                met=Met.YES,
                evidence="SWEDAC 1234",
            )
        )
        return loaded(interest)

    def sent(self, state: InterestState = InterestState.SUBMITTED, **given: Any) -> Interest:
        """An answer in some state; it came there without its moves."""
        return self.draft(state=state, **given)

    def prepared(
        self, decision: Decision, state: InterestState = InterestState.SHORTLISTED, **given: Any
    ) -> Interest:
        interest = self.sent(state, **given)
        reply_by = now() + timedelta(days=14) if decision == Decision.INVITE else None
        commands.prepare(interest, actor(self.officer), decision, "A letter.", reply_by)
        db.session.commit()
        return interest

    def invited(self, **given: Any) -> Interest:
        """An answer that was invited by a release."""
        interest = self.prepared(Decision.INVITE, **given)
        self.release(interest)
        return interest

    def release(self, *interests: Interest) -> None:
        seen = {interest.uid: interest.version for interest in interests}
        commands.release(self.search, actor(self.director), seen)
        db.session.commit()

    def move(self, interest: Interest, name: str, person: User, note: str = "") -> None:
        advance(FLOW, interest, name, actor(person), note)
        db.session.commit()


def loaded(interest: Interest) -> Interest:
    """The answer with everything that pages and rules want to see of it."""
    db.session.expire_all()
    return queries.get_interest(interest.uid)


@pytest.fixture
def agency(make: Make) -> Agency:
    people = [make.staff(role) for role in (Role.OFFICER, Role.REVIEWER, Role.DIRECTOR)]
    search = make.search(title="European Quality Centre")
    return Agency(make, *people, search.reference)

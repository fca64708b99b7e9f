"""What waits is asked by a statement that is kept for its reader; the time is that of asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from app.accounts.models import User
from app.core.db import Model
from app.core.times import now
from app.desk import queries
from app.directory.choices import Role
from app.directory.models import Accreditation, Organisation
from app.interests.models import Interest, InterestState
from tests.desk.conftest import Work
from tests.making import Make, actor


def kinds(person: User) -> set[type[Model]]:
    """The kinds of rows that wait for a person."""
    return {one.turn.model for one in queries.waiting(queries.TURNS, actor(person))}


def test_invitation_waits_until_it_lapses(
    make: Make, work: Work, clock: Callable[[datetime], None]
) -> None:
    moment, organisation = now(), make.organisation()
    signatory = make.member(organisation, Role.SIGNATORY)
    work.answer(organisation, InterestState.INVITED, reply_by=moment + timedelta(hours=1))
    seen = []
    for hours in (0, 2, 0):
        clock(moment + timedelta(hours=hours))
        seen.append(kinds(signatory))

    assert seen == [{Interest}, set(), {Interest}]


def test_evidence_waits_until_it_expires(
    make: Make, work: Work, clock: Callable[[datetime], None]
) -> None:
    officer = make.staff()
    work.accreditation(make.organisation())
    before = kinds(officer)
    clock(now() + timedelta(days=302))

    assert Accreditation in before
    assert Accreditation not in kinds(officer)


def test_profile_waits_as_soon_as_it_is_due(
    make: Make, work: Work, clock: Callable[[datetime], None]
) -> None:
    keeper = make.member(make.organisation())
    before = kinds(keeper)
    clock(now() + timedelta(days=500))

    assert before == set()
    assert kinds(keeper) == {Organisation}

"""Two directors in two processes release an invitation into one last seat at the same moment.

They are rivals: see there how they are started and what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from app.core.db import db
from app.core.times import now
from app.directory.choices import Role
from app.directory.models import Organisation
from app.interests.models import Decision, Interest, InterestState
from app.searches.models import Slot
from tests.making import Make
from tests.rivals import Order, Rival, at_once, play, rivals
from tests.visitor import Visitor


@dataclass(frozen=True)
class Finish:
    """How one round ended: what each racer was answered, and who has a seat now."""

    statuses: tuple[int, ...]
    refusals: tuple[str, ...]
    seated: int

    @property
    def has_one_winner(self) -> bool:
        return self.statuses == (303, 409) and self.seated == 1


class Course:
    """Where it is raced: an agency with two directors, and two organisations that want one seat."""

    def __init__(self, make: Make, racers: list[Rival], applicants: list[Organisation]) -> None:
        self.make, self.racers, self.applicants = make, racers, applicants
        self.members = [make.member(organisation) for organisation in applicants]

    def race(self, *, for_one: bool = False) -> Finish:
        """Run one round: each releases another invitation, or both the same one."""
        search = self.make.search(slots=0)
        slot = self.make.slot(search)
        wanted = [self._prepared(slot, n) for n in (0, 1)]
        ticks = [wanted[0 if for_one else n] for n in (0, 1)]
        path = f"/searches/{search.reference}/decisions"
        orders = [{"path": path, "tick": f"{one.uid}.{one.version}"} for one in ticks]
        answers = at_once(self.racers, orders)
        seated = db.session.query(Interest).filter(
            Interest.slot_id == slot.id,
            Interest.state == InterestState.INVITED,
            Interest.seat == 1,
        )
        return Finish(
            tuple(sorted(answer.status for answer in answers)),
            tuple(answer.said for answer in answers if not answer.is_done),
            seated.count(),
        )

    def _prepared(self, slot: Slot, number: int) -> Interest:
        interest = self.make.interest(
            slot,
            self.applicants[number],
            author=self.members[number],
            state=InterestState.SHORTLISTED,
            prepared=Decision.INVITE,
            prepared_note="We would like you to join.",
            reply_by=now() + timedelta(days=14),
        )
        db.session.refresh(interest)
        return interest


@contextmanager
def course(make: Make, url: str, folder: Path) -> Iterator[Course]:
    """Set the course up; inside the context of an application on the same database."""
    directors = [make.staff(Role.DIRECTOR) for _ in range(2)]
    applicants = [make.organisation() for _ in range(2)]
    with rivals("tests.interests.racing", url, folder, directors) as racers:
        yield Course(make, racers, applicants)


def count(finishes: list[Finish]) -> Counter[str]:
    """Count the rounds by what came out."""
    return Counter("one winner" if f.has_one_winner else repr(f) for f in finishes)


def fill_in(director: Visitor, order: Order) -> dict[str, str]:
    """Tick the decision on the page of decisions."""
    director.open(order["path"])
    token = director.page.main.find(attrs={"name": "csrf_token"})["value"]
    return {"csrf_token": token, "decision": order["tick"]}


def lead(answer: TestResponse) -> str:
    """Return the sentence in which a page of conflict says why."""
    found = BeautifulSoup(answer.text, "html5lib").select_one(".lead")
    return found.get_text() if found else answer.text


if __name__ == "__main__":
    play(fill_in, lead)

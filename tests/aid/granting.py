"""Two people in two processes enter aid of one undertaking at the same moment.

They are rivals: see there how they are started and what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
from werkzeug.test import TestResponse

from app.aid.models import DeMinimisAid, Tie
from app.core.db import db
from app.directory.models import Organisation
from tests.making import Make
from tests.rivals import Order, Rival, at_once, play, rivals
from tests.visitor import Visitor

CEILING = Decimal("300000.00")
GRANT = Decimal("200000.00")
"""One such grant is under the ceiling of its day, two are over it."""

DAY = date(2026, 5, 4)


@dataclass(frozen=True)
class Finish:
    """How one round ended: what each was answered, what is granted now, what the second read."""

    statuses: tuple[int, ...]
    granted: Decimal
    said: str

    @property
    def was_asked(self) -> bool:
        """Whether one was entered, and whoever came second was told that it is too much."""
        told = "More than the ceiling allows" in self.said
        return self.statuses == (303, 422) and self.granted <= CEILING and told


class Ledger:
    """Two organisations that are one undertaking, and a person at work in each."""

    def __init__(self, make: Make, bodies: list[Organisation], clerks: list[Rival]) -> None:
        self.make, self.bodies, self.clerks = make, bodies, clerks

    def enter(self) -> Finish:
        """Run one round: both enter a new grant."""
        db.session.execute(sa.delete(DeMinimisAid))
        return self._compete([f"/organisations/{one.slug}/aid/new" for one in self.bodies])

    def correct(self) -> Finish:
        """Run one round: both raise what was one euro."""
        db.session.execute(sa.delete(DeMinimisAid))
        facts = {"granted_on": DAY, "granting_state": "DE", "amount": Decimal(1)}
        entries = [
            self.make.save(DeMinimisAid(organisation_id=one.id, **facts)) for one in self.bodies
        ]
        return self._compete([f"/aid/{one.uid}/edit" for one in entries])

    def _compete(self, paths: list[str]) -> Finish:
        answers = at_once(self.clerks, [{"path": path} for path in paths])
        return Finish(
            tuple(sorted(answer.status for answer in answers)),
            sum(db.session.scalars(sa.select(DeMinimisAid.amount)), Decimal(0)),
            " ".join(answer.said for answer in answers if not answer.is_done),
        )


@contextmanager
def ledger(make: Make, url: str, folder: Path, *, tied: bool) -> Iterator[Ledger]:
    """Set the ledger up, of one organisation or of two that are tied; inside an application."""
    first = make.organisation()
    bodies = [first, make.organisation() if tied else first]
    if tied:
        make.save(Tie(first_id=bodies[0].id, second_id=bodies[1].id))
    people = [make.member(one) for one in bodies]
    with rivals("tests.aid.granting", url, folder, people) as clerks:
        yield Ledger(make, bodies, clerks)


def count(finishes: list[Finish]) -> Counter[str]:
    """Count the rounds by what came out."""
    return Counter("the second was asked" if f.was_asked else repr(f) for f in finishes)


def fill_in(clerk: Visitor, order: Order) -> dict[str, str]:
    """Write the grant into the form."""
    clerk.open(order["path"])
    fields = clerk.page.main.form.select("input[name]:not([type=file], [type=checkbox])")
    sent = {str(field["name"]): str(field.get("value", "")) for field in fields}
    return sent | {"granted_on": DAY.isoformat(), "amount": str(GRANT), "granting_state": "DE"}


def all_of(answer: TestResponse) -> str:
    return answer.text


if __name__ == "__main__":
    play(fill_in, all_of)

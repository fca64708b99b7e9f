"""Two people in two processes save the sheet of one budget at the same moment.

They are rivals: see there how they are started and what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from app.budgets.models import BudgetSheetDraft, Line
from app.core.db import db
from tests.making import Make
from tests.partnership import World, found
from tests.rivals import Order, Rival, at_once, play, rivals
from tests.visitor import Visitor


@dataclass(frozen=True)
class Finish:
    """How one round ended: what each was answered, what is stored, what is kept for the loser."""

    statuses: tuple[int, ...]
    stored: tuple[str, ...]
    winner: str
    loser: str
    shown: str
    kept: tuple[str, ...]

    @property
    def lost_nothing(self) -> bool:
        """Whether one has saved, and the other's rows are kept and stand on the conflict page."""
        return (
            self.statuses == (303, 409)
            and self.stored == (self.winner,)
            and self.kept == (self.loser,)
            and self.loser in self.shown
            and self.winner in self.shown
        )


class Desk:
    """One budget with one line, and two people of its organisation."""

    def __init__(self, world: World, editors: list[Rival]) -> None:
        self.world, self.editors, self.round = world, editors, 0
        budget = world.write("SE", {"staff": [("Before", "1", "1.00")]}, {})
        self.budget_id, self.uid = budget.id, budget.uid
        self.line = budget.lines[0].uid.hex
        db.session.commit()

    def compete(self) -> Finish:
        """Run one round: both write another text over the same line."""
        self.round += 1
        texts = [f"Round {self.round} by {name}" for name in ("first", "second")]
        db.session.execute(sa.delete(BudgetSheetDraft))
        path = f"/budgets/{self.uid}/sheet"
        answers = at_once(
            self.editors, [{"path": path, "line": self.line, "text": text} for text in texts]
        )
        won = [answer.is_done for answer in answers]
        stored = sa.select(Line.description).where(Line.budget_id == self.budget_id)
        drafts = sa.select(BudgetSheetDraft.rows).where(
            BudgetSheetDraft.budget_id == self.budget_id
        )
        return Finish(
            tuple(sorted(answer.status for answer in answers)),
            tuple(db.session.scalars(stored)),
            texts[won.index(True)] if True in won else "",
            texts[won.index(False)] if False in won else "",
            " ".join(answer.said for answer in answers if not answer.is_done),
            tuple(
                row["cells"]["description"] for rows in db.session.scalars(drafts) for row in rows
            ),
        )


@contextmanager
def desk(make: Make, url: str, folder: Path) -> Iterator[Desk]:
    """Set the desk up; inside the context of an application on the same database."""
    world = found(make, "SE")
    people = [world.people["SE"], make.member(world.partner("SE").organisation)]
    with rivals("tests.budgets.editing", url, folder, people) as editors:
        yield Desk(world, editors)


def count(finishes: list[Finish]) -> Counter[str]:
    """Count the rounds by what came out."""
    return Counter("nothing lost" if f.lost_nothing else repr(f) for f in finishes)


def fill_in(editor: Visitor, order: Order) -> dict[str, str]:
    """Write the text over the line in the sheet."""
    page = BeautifulSoup(editor.client.get(order["path"]).text, "html.parser")
    sheet = page.select_one("form.sheet")
    assert sheet is not None
    fields = sheet.select("input[name]:not([type=checkbox])")
    sent = {str(field["name"]): str(field.get("value", "")) for field in fields}
    return sent | {f"r.{order['line']}.description": order["text"], "do": "save"}


def all_of(answer: TestResponse) -> str:
    return answer.text


if __name__ == "__main__":
    play(fill_in, all_of)

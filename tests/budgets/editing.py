"""Two people in two processes save the sheet of one budget at the same moment.

    python -m tests.budgets.editing ADDRESS-OF-DATABASE INSTANCE PERSON

is one of them: it reads a line that says what to type, opens the sheet, says that it is ready,
waits for `go`, saves, and prints what came back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup

from app.accounts.models import User
from app.budgets.models import BudgetSheetDraft, Line
from app.core.db import db
from tests.conftest import make_app
from tests.making import Make
from tests.partnership import World, found
from tests.visitor import Client, Visitor

ROOT = Path(__file__).parents[2]


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


class Editor:
    """A person at a browser in a process of their own."""

    def __init__(self, url: str, instance: Path, person: User) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.budgets.editing", url, str(instance), str(person.id)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")

    def hear(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"an editor ended with {self.process.wait()}"
        return line.strip()

    def leave(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Desk:
    """One budget with one line, and two people of its organisation."""

    def __init__(self, world: World, editors: list[Editor]) -> None:
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
        db.session.commit()  # SQLite has one write lock, and whoever watches must not hold it
        for editor, text in zip(self.editors, texts, strict=True):
            editor.say(json.dumps({"path": f"/budgets/{self.uid}/sheet", "line": self.line,
                                   "text": text}))  # fmt: skip
        for editor in self.editors:
            assert editor.hear() == "ready"
        for editor in self.editors:
            editor.say("go")
        answers = [json.loads(editor.hear()) for editor in self.editors]
        db.session.rollback()
        won = [answer["status"] == 303 for answer in answers]
        winner = texts[won.index(True)] if True in won else ""
        loser = texts[won.index(False)] if False in won else ""
        stored = sa.select(Line.description).where(Line.budget_id == self.budget_id)
        drafts = sa.select(BudgetSheetDraft.rows).where(
            BudgetSheetDraft.budget_id == self.budget_id
        )
        return Finish(
            tuple(sorted(answer["status"] for answer in answers)),
            tuple(db.session.scalars(stored)),
            winner,
            loser,
            " ".join(answer["shown"] for answer in answers if answer["status"] != 303),
            tuple(row["cells"]["description"] for rows in db.session.scalars(drafts)
                  for row in rows),
        )  # fmt: skip


@contextmanager
def desk(make: Make, url: str, instance: Path) -> Iterator[Desk]:
    """Set the desk up; inside the context of an application on the same database."""
    world = found(make, "SE")
    colleague = make.member(world.partner("SE").organisation)
    people = [world.people["SE"], colleague]
    editors = [
        Editor(url, instance / f"editor-{number}", person) for number, person in enumerate(people)
    ]
    try:
        yield Desk(world, editors)
    finally:
        for editor in editors:
            editor.leave()


def count(finishes: list[Finish]) -> Counter[str]:
    """Count the rounds by what came out."""
    return Counter("nothing lost" if f.lost_nothing else repr(f) for f in finishes)


def run(url: str, instance: Path, person_id: int) -> None:
    """Be an editor until there is nothing more to read."""
    app = make_app(url, instance)
    app.test_client_class = Client
    with app.app_context():
        visitor = Visitor(app, db.session.get_one(User, person_id))
        for line in sys.stdin:
            wanted: dict[str, Any] = json.loads(line)
            page = BeautifulSoup(visitor.client.get(wanted["path"]).text, "html.parser")
            sheet = page.select_one("form.sheet")
            assert sheet is not None
            sent = {str(field["name"]): str(field.get("value", ""))
                    for field in sheet.select("input[name]")
                    if field.get("type") != "checkbox"}  # fmt: skip
            sent[f"r.{wanted['line']}.description"] = wanted["text"]
            db.session.remove()
            print("ready", flush=True)
            sys.stdin.readline()
            answer = visitor.client.post(wanted["path"], data=sent | {"do": "save"})
            print(json.dumps({"status": answer.status_code, "shown": answer.text}), flush=True)


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))

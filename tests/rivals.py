"""People in processes of their own, who press a button of one installation at the same moment.

A module of rivals is started once for each of them:

    python -m tests.budgets.editing ADDRESS-OF-DATABASE INSTANCE PERSON

and calls `play`: it reads a line that says what to do, opens the page, says that it is ready, waits
for `go`, presses the button, and prints what came back.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from app.accounts.models import User
from app.core.db import db
from tests import postgres
from tests.conftest import ENGINES, Databases, make_app
from tests.visitor import Client, Visitor

ROOT = Path(__file__).parents[1]
SEE_OTHER = 303

Order = Mapping[str, Any]
"""What one of them is to do: the `path` of a page, and whatever else the module wants."""


@dataclass(frozen=True)
class Answer:
    """What one of them was answered: the status, and the words that the module took from it."""

    status: int
    said: str

    @property
    def is_done(self) -> bool:
        return self.status == SEE_OTHER


class Rival:
    """A person at a browser in a process of their own."""

    def __init__(self, module: str, url: str, instance: Path, person: User) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, url, str(instance), str(person.id)],
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
        assert line, f"a rival ended with {self.process.wait()}"
        return line.strip()

    def leave(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@contextmanager
def rivals(module: str, url: str, folder: Path, people: Sequence[User]) -> Iterator[list[Rival]]:
    """Start a process for each person; all leave in the end."""
    there = [
        Rival(module, url, folder / f"rival-{number}", person)
        for number, person in enumerate(people)
    ]
    try:
        yield there
    finally:
        for rival in there:
            rival.leave()


def at_once(there: Sequence[Rival], orders: Sequence[Order]) -> list[Answer]:
    """Let everybody open a page, then all press the button; the answers stand in their order.

    What the test has not committed is committed: SQLite has one write lock, and whoever watches
    must not hold it.
    """
    db.session.commit()
    for rival, order in zip(there, orders, strict=True):
        rival.say(json.dumps(order))
    for rival in there:
        assert rival.hear() == "ready"
    for rival in there:
        rival.say("go")
    answers = [Answer(**json.loads(rival.hear())) for rival in there]
    db.session.rollback()
    return answers


def play(
    fill_in: Callable[[Visitor, Order], dict[str, str]], words: Callable[[TestResponse], str]
) -> None:
    """Be the person whom the command line names, until there is nothing more to read.

    `fill_in` opens a page and returns what is to be sent, `words` takes from an answer what counts.
    """
    url, instance, person = sys.argv[1:]
    app = make_app(url, Path(instance))
    app.test_client_class = Client
    with app.app_context():
        visitor = Visitor(app, db.session.get_one(User, int(person)))
        for line in sys.stdin:
            order = json.loads(line)
            sent = fill_in(visitor, order)
            db.session.remove()
            print("ready", flush=True)
            sys.stdin.readline()
            answer = visitor.client.post(order["path"], data=sent)
            print(json.dumps({"status": answer.status_code, "said": words(answer)}), flush=True)


def on_each_engine(race: Callable[[str, str, Path], None]) -> None:
    """Hold a race on a fresh database of each engine, given with its address and a folder."""
    with postgres.cluster(), tempfile.TemporaryDirectory() as folder:
        for engine in ENGINES:
            place = Path(folder) / engine
            place.mkdir()
            databases = Databases(engine, place, "bench")
            databases.migrate()
            databases.refresh()
            app = make_app(databases.url, place / "instance")
            with app.app_context():
                race(engine, databases.url, place)
                db.session.remove()
                db.engine.dispose()

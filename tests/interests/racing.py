"""Two directors in two processes release an invitation into one last seat at the same moment.

    python -m tests.interests.racing ADDRESS-OF-DATABASE INSTANCE PERSON

is one of them: it reads a line that says what to release, opens the page, says that it is ready,
waits for `go`, presses the button, and prints what came back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from app.accounts.models import User
from app.core.db import db, now
from app.directory.models import Organisation, Role
from app.interests.models import Decision, Interest, InterestState
from app.searches.models import Slot
from tests.conftest import make_app
from tests.making import Make
from tests.visitor import Client, Visitor

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Finish:
    """How one round ended: what each racer was answered, and who has a seat now."""

    statuses: tuple[int, ...]
    refusals: tuple[str, ...]
    seated: int

    @property
    def has_one_winner(self) -> bool:
        return self.statuses == (303, 409) and self.seated == 1


class Racer:
    """A director at a browser in a process of their own."""

    def __init__(self, url: str, instance: Path, person: User) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.interests.racing", url, str(instance), str(person.id)],
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
        assert line, f"a racer ended with {self.process.wait()}"
        return line.strip()

    def leave(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Course:
    """Where it is raced: an agency with two directors, and two organisations that want one seat."""

    def __init__(self, make: Make, racers: list[Racer], applicants: list[Organisation]) -> None:
        self.make, self.racers, self.applicants = make, racers, applicants
        self.members = [make.member(organisation) for organisation in applicants]

    def race(self, *, for_one: bool = False) -> Finish:
        """Run one round: each releases another invitation, or both the same one."""
        search = self.make.search(slots=0)
        slot = self.make.slot(search)
        wanted = [self._prepared(slot, n) for n in (0, 1)]
        ticks = [wanted[0 if for_one else n] for n in (0, 1)]
        for racer, interest in zip(self.racers, ticks, strict=True):
            path = f"/searches/{search.reference}/decisions"
            tick = f"{interest.uid}.{interest.version}"
            racer.say(json.dumps({"path": path, "tick": tick}))
        db.session.commit()  # SQLite has one write lock, and whoever watches must not hold it
        for racer in self.racers:
            assert racer.hear() == "ready"
        for racer in self.racers:
            racer.say("go")
        answers = [json.loads(racer.hear()) for racer in self.racers]
        db.session.rollback()
        seated = db.session.query(Interest).filter(
            Interest.slot_id == slot.id,
            Interest.state == InterestState.INVITED,
            Interest.seat == 1,
        )
        return Finish(
            tuple(sorted(answer["status"] for answer in answers)),
            tuple(answer["reason"] for answer in answers if answer["status"] != 303),
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
def course(make: Make, url: str, instance: Path) -> Iterator[Course]:
    """Set the course up; inside the context of an application on the same database."""
    directors = [make.staff(Role.DIRECTOR) for _ in range(2)]
    applicants = [make.organisation() for _ in range(2)]
    racers = [
        Racer(url, instance / f"racer-{number}", person) for number, person in enumerate(directors)
    ]
    try:
        yield Course(make, racers, applicants)
    finally:
        for racer in racers:
            racer.leave()


def count(finishes: list[Finish]) -> Counter[str]:
    """Count the rounds by what came out."""
    return Counter("one winner" if f.has_one_winner else repr(f) for f in finishes)


def run(url: str, instance: Path, person_id: int) -> None:
    """Be a racer until there is nothing more to read."""
    app = make_app(url, instance)
    app.test_client_class = Client
    with app.app_context():
        person = db.session.get_one(User, person_id)
        visitor = Visitor(app, person)
        for line in sys.stdin:
            wanted: dict[str, Any] = json.loads(line)
            visitor.open(wanted["path"])
            token = visitor.page.main.find(attrs={"name": "csrf_token"})["value"]
            db.session.remove()
            print("ready", flush=True)
            sys.stdin.readline()
            answer = visitor.client.post(
                wanted["path"], data={"csrf_token": token, "decision": wanted["tick"]}
            )
            reason = "" if answer.status_code == 303 else _lead(answer.text)
            print(json.dumps({"status": answer.status_code, "reason": reason}), flush=True)


def _lead(text: str) -> str:
    lead = BeautifulSoup(text, "html5lib").select_one(".lead")
    return lead.get_text() if lead else text


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))

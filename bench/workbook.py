"""A project of 50 partners with 300 lines each as a workbook: seconds, and the memory it takes.

Once as a visitor gets it, from a database on the disk, in a process that does nothing else; then
as it is taken back; beside it the writer alone, of budgets that are in memory already.
"""

from __future__ import annotations

import html
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app import create_app
from app.accounts import sign_ins
from app.accounts.commands import open_account
from app.budgets.plan import REAL_COSTS
from app.budgets.workbook.content import Part
from app.budgets.workbook.layout import workbook
from app.budgets.workbook.proposal import Target, propose
from app.budgets.workbook.reading import Ground
from app.budgets.workbook.records import rows_of
from app.consortia.queries import get_project
from app.core.db import db
from app.directory.choices import Role
from app.directory.commands import add_member
from app.upkeep import bring_up_to_date
from bench.budgets import signed_in
from tests.large_project import large_project

PARTNERS, LINES, PERIODS = 50, 300, 4
MOST_SECONDS, MOST_MEGABYTES = 10, 200
PROJECT = "PR-2026-900"
SEED = 20060901


def document(chance: random.Random) -> dict[str, Any]:
    """Write down a budget of 300 lines over four periods, as versions keep it."""

    def amount() -> str:
        return f"{chance.randrange(10_000_000) / 100:.2f}"

    def line(number: int) -> dict[str, Any]:
        return {
            "uid": f"00000000-0000-4000-8000-{number:012}",
            "position": number,
            "description": f"Audit of quality management on site, part {number}",
            "staff_function": "Auditor",
            "unit_type": "day",
            "note": "",
            "comment": "",
            "work_package": None,
            "activity": None,
            "category": chance.choice(REAL_COSTS).value,
            "units": str(chance.randrange(1, 40)) + ".00",
            "unit_price": amount(),
            "periods": {str(n): amount() for n in range(1, PERIODS + 1)},
        }

    own = {"name": "Own means", "status": "public", "amount": amount(), "is_partner": True}
    return {
        "options": {},
        "lines": [line(number) for number in range(1, LINES + 1)],
        "lump_sums": [],
        "unit_costs": [],
        "funds": [{"fund": "ERDF", "rate": "75.00"}, {"fund": "NATIONAL", "rate": "10.50"}],
        "contribution_sources": [own | {"pledge": "intended", "evidence": None}],
    }


def main(step: str = "", folder: str = "") -> None:
    """Measure the route, the way back and the writer, each `step` in a process of its own.

    A process begins with the peak of memory of the one that started it.
    """
    if step == "fill":
        fill(Path(folder))
    elif step == "route":
        measure_route(Path(folder))
    elif step == "taking":
        measure_taking(Path(folder))
    elif step == "writer":
        measure_writer()
    else:
        with tempfile.TemporaryDirectory() as made:
            for one in ("fill", "route", "taking", "writer"):
                subprocess.run([sys.executable, "-m", "bench.workbook", one, made], check=True)


def fill(folder: Path) -> None:
    """Make an installation with the large project."""
    app = create_app(INSTANCE=folder, LOG_LEVEL="ERROR")
    with app.app_context():
        bring_up_to_date()
        large_project(PARTNERS, LINES, PERIODS, reference=PROJECT)
        db.session.remove()


def measure_route(folder: Path) -> None:
    """Download the workbook once, as the first visitor of this process."""
    app = create_app(INSTANCE=folder, LOG_LEVEL="ERROR", LOAD_LIMIT="1000000 per second")
    client = signed_in(app)
    before = _megabytes()
    start = time.perf_counter()
    answer = client.get(f"/projects/{PROJECT}/budget.xlsx", buffered=False)
    size = sum(len(piece) for piece in answer.response)
    answer.close()
    seconds = time.perf_counter() - start
    if answer.status_code != 200:
        raise RuntimeError(f"the download answered {answer.status_code}")
    name = f"project of {PARTNERS} partners with {LINES} lines, downloaded as XLSX"
    print(
        f"{name}: {seconds:.2f} s "
        f"(compared with {MOST_SECONDS} that are allowed; {size / 1_000_000:.1f} MB)"
    )
    print(
        f"{name}, memory of the process: {_megabytes():.0f} MB "
        f"(compared with {MOST_MEGABYTES} that are allowed; {before:.0f} before)"
    )


def measure_taking(folder: Path) -> None:
    """Send the workbook back with another price in each budget: how long are the budgets held?

    That is the time from the lock to the commit, of the request that takes the file over.
    """
    app = create_app(INSTANCE=folder, LOG_LEVEL="ERROR", LOAD_LIMIT="1000000 per second")
    client, path = writer(app), f"/projects/{PROJECT}/budget"
    book = load_workbook(BytesIO(client.get(f"{path}.xlsx").data))
    for number in range(1, PARTNERS + 1):
        book[f"Partner {number}"]["G2"] = 11
    book.save(changed := BytesIO())
    sent: dict[str, object] = {"file": (BytesIO(changed.getvalue()), "all.xlsx")}
    page = client.get(f"{path}/import").text
    for more in ({}, {"apply": "1"}):
        with held(app) as seconds:
            start = time.perf_counter()
            answer = client.post(f"{path}/import", data=hidden(page) | sent | more)
            taken = time.perf_counter() - start
        page, sent = answer.text, {}
    if answer.status_code != 303:
        raise RuntimeError(f"the file was answered with {answer.status_code}")
    name = f"project of {PARTNERS} partners with {LINES} lines, a cell of each changed in a file"
    print(f"{name}: held for {max(seconds):.2f} s (compared with {taken:.2f} s to take it over)")


def writer(app: Flask) -> FlaskClient:
    """Be somebody who writes in every budget of the project."""
    with app.app_context():
        person = open_account("writer@example.org", "Writer", "en")
        for partner in get_project(PROJECT).partners:
            if partner.organisation:
                add_member(partner.organisation, person, Role.EDITOR)
        db.session.flush()
        session = {"sign_in": sign_ins.begin(person), "_user_id": person.fs_uniquifier}
        db.session.commit()
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as kept:
        kept.update(session | {"_fresh": True})
    return client


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the forms of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)"[^>]* value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


@contextmanager
def held(app: Flask) -> Iterator[list[float]]:
    """Collect for how long transactions that write have lasted, in seconds."""
    seconds, since = [0.0], [0.0]

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            since[0] = time.perf_counter()

    def end(_connection: object) -> None:
        if since[0]:
            seconds.append(time.perf_counter() - since[0])
        since[0] = 0.0

    with app.app_context():
        engine = db.engine
    listeners = (("after_cursor_execute", note), ("commit", end), ("rollback", end))
    for name, listener in listeners:
        sa.event.listen(engine, name, listener)
    yield seconds
    for name, listener in listeners:
        sa.event.remove(engine, name, listener)


def measure_writer() -> None:
    """Write the same size of budgets without a database, and read one partner back."""
    chance = random.Random(SEED)
    parts = [
        Part(n, document(chance), PERIODS, {"name": f"Body {n}"}) for n in range(1, PARTNERS + 1)
    ]
    start = time.perf_counter()
    with workbook(parts, alone=False) as file:
        seconds = time.perf_counter() - start
        name = f"workbook of {PARTNERS} partners with {LINES} lines"
        print(f"{name}, the writer alone: {seconds:.2f} s (compared with {MOST_SECONDS})")
        file.seek(0)
        start = time.perf_counter()
        periods = parts[0].period_names
        target = Target(1, "", 0, PERIODS, Ground(parts[0].document, periods))
        proposal = propose(rows_of(file, "project.xlsx", 1), target)
        seconds = time.perf_counter() - start
    print(f"{name}, one partner read back: {seconds:.2f} s ({len(proposal.faults)} faults)")


def _megabytes() -> float:
    """Return the most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])

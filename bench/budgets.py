"""Budgets at their largest: the pure computation, and the overview page of fifty partners.

Documents are those of `flask compute-budget`, run as the command. The page is compared with the
queries it rests on, asked of the same database without anything else.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.accounts import sign_ins
from app.accounts.commands import open_account
from app.budgets.document import read, result_of
from app.budgets.plan import Option
from app.budgets.summary import budgets_in, summaries_of
from app.consortia.queries import get_project
from app.core.db import db
from app.directory.choices import Role
from app.directory.commands import add_member, make_agency
from app.upkeep import bring_up_to_date
from tests.large_project import large_project

DOCUMENTS = 1000
SEED = 20060901
PARTNERS, LINES, PERIODS = 50, 300, 4
ROUNDS = 15
OPTIONS: tuple[dict[str, str], ...] = (
    {},
    {Option.TRAVEL_FLAT: "15", Option.OFFICE_ON_STAFF: "15"},
    {Option.STAFF_FLAT: "20", Option.OFFICE_ON_STAFF: "15"},
    {Option.OFFICE_ON_DIRECT: "7"},
)


def main() -> None:
    """Measure the arithmetic, the command and the page, and print."""
    texts = documents(DOCUMENTS, SEED)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(INSTANCE=Path(folder), LOG_LEVEL="ERROR", LOAD_LIMIT="1000000 per second")
        measure_documents(texts[: DOCUMENTS // 5])
        measure_command(app, texts, Path(folder) / "budgets.jsonl")
        with app.app_context():
            bring_up_to_date()
            project = large_project(PARTNERS, LINES, PERIODS).reference
            db.session.remove()
        measure_page(app, project)


def documents(count: int, seed: int) -> list[str]:
    """Make `count` documents as text: 1 to 40 partners, up to 12 lines each, four periods."""
    chance = random.Random(seed)

    def amount() -> str:
        return f"{chance.randrange(10_000_000) / 100:.2f}"

    def partner(number: int) -> dict[str, object]:
        options = chance.choice(OPTIONS)
        return {
            "id": f"PP{number}",
            "role": "partner" if number else "lead",
            "options": options,
            "lines": [
                {
                    "category": chance.choice(("external", "equipment", "infrastructure")),
                    "units": str(chance.randrange(1, 40)),
                    "unit_price": amount(),
                    "periods": {str(n): amount() for n in range(1, 5)},
                }
                for _ in range(chance.randrange(1, 13))
            ],
            "funds": [{"fund": "ERDF", "rate": "75"}, {"fund": "NATIONAL", "rate": "10.5"}],
        }

    return [
        json.dumps(
            {
                "currency": "EUR",
                "periods": {"count": 4, "months": 6},
                "partners": [partner(number) for number in range(chance.randrange(1, 41))],
            }
        )
        for _ in range(count)
    ]


def measure_documents(texts: list[str]) -> None:
    """Read, compute and print each document, without the command."""
    bare = seconds(lambda: [json.dumps(json.loads(text)) for text in texts])
    taken = seconds(lambda: [json.dumps(result_of(read(text))) for text in texts])
    partners = sum(text.count('"role"') for text in texts)
    print(
        f"project budgets: {len(texts) / taken:.0f} documents/s "
        f"(compared with {len(texts) / bare:.0f} that are read and written as JSON only)"
    )
    print(f"partner budgets: {partners / taken:.0f} partners/s")


def measure_command(app: Flask, texts: list[str], path: Path) -> None:
    """Call `flask compute-budget` once for all documents in JSON lines."""
    path.write_text("\n".join(texts), encoding="utf-8")
    runner = app.test_cli_runner()
    start = time.perf_counter()
    ran = runner.invoke(args=["compute-budget", str(path)])
    taken = time.perf_counter() - start
    if ran.exit_code or ran.output.count("\n") != len(texts):
        raise RuntimeError(ran.output[:200])
    print(
        f"compute-budget, {len(texts)} documents of 1 to 40 partners in one call: {taken:.1f} s "
        "(at most 20)"
    )


def measure_page(app: Flask, project: str) -> None:
    """Open the overview of the large project, and ask only what it asks."""
    client = signed_in(app)
    path = f"/projects/{project}/budget"
    name = f"overview, {PARTNERS} partners with {LINES} lines each"
    statements = count(app, lambda: get(client, path))
    page = median(timed(lambda: get(client, path)) for _ in range(ROUNDS)) * 1000
    with app.app_context():
        bare = median(timed(lambda: ask(project)) for _ in range(ROUNDS)) * 1000
    print(f"{name}: {statements} SQL statements (at most 12)")
    print(f"{name}: {page:.0f} ms (at most 300; compared with {bare:.0f} ms for its bare queries)")


def ask(reference: str) -> None:
    """Read the project, its partners, budgets and sums, and do nothing with them."""
    project = get_project(reference)
    summaries_of(budgets_in(project), by_period=True)
    db.session.remove()


def signed_in(app: Flask) -> FlaskClient:
    """Be an auditor of the agency: one who may see every budget."""
    with app.app_context():
        person = open_account("auditor@example.org", "Auditor", "en")
        add_member(make_agency(name="Agency"), person, Role.AUDITOR)
        db.session.flush()
        token = sign_ins.begin(person, second_factor=True)
        user_id = person.fs_uniquifier
        db.session.commit()
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"sign_in": token, "_user_id": user_id, "_fresh": True})
    return client


def get(client: FlaskClient, path: str) -> None:
    """Ask for a page and insist on getting it."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")


def count(app: Flask, run: Callable[[], object]) -> int:
    """Count the statements of a run, after one that fills what is cached in the process."""
    run()
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    run()
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(statements)


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def seconds(run: Callable[[], object]) -> float:
    """Time the second run: the first one fills what is cached."""
    run()
    return timed(run)


if __name__ == "__main__":
    main()

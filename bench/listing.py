"""The public listing with 2,000 searches: statements and requests a second, on SQLite.

Compared with a bare Flask page that renders 20 rows from one query of the same database.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, render_template_string

from app import create_app
from app.core.db import db
from app.core.times import now
from app.programmes.models import Programme
from app.searches.commands import make_findable
from app.searches.models import Criterion, PartnerSearch, SearchState, Slot
from app.upkeep import bring_up_to_date

SEARCHES = 2000
SECONDS = 5.0
WORDS = [
    "quality",
    "harbour",
    "tourism",
    "energy",
    "water",
    "heritage",
    "training",
    "clusters",
    "health",
    "transport",
]
BARE = """<!DOCTYPE html><title>Searches</title><ul>
{% for search in searches %}<li>{{ search.reference }}: {{ search.title }}</li>{% endfor %}</ul>"""


def main() -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(INSTANCE=Path(folder), LOG_LEVEL="ERROR", LOAD_LIMIT="1000000 per second")
        with app.app_context():
            bring_up_to_date()
            fill()
            db.session.remove()
        for name, path in (
            ("listing", "/"),
            ("listing, text and filters", "/?q=harbour&country=LT&sort=relevance"),
            ("listing as JSON", "/searches.json?per_page=20"),
        ):
            statements = count(app, path)
            speed = per_second(lambda path=path: get(app, path))  # type: ignore[misc]
            print(f"{name}, {SEARCHES} searches: {statements} SQL statements (at most 6)")
            print(f"{name}, {SEARCHES} searches: {speed:.0f} requests/s (one process)")
        bare = bare_page(f"sqlite:///{folder}/kontor.sqlite")
        speed = per_second(lambda: get(bare, "/"))
        print(f"bare Flask page, 20 rows from one query: {speed:.0f} requests/s (for comparison)")


def fill() -> None:
    """Make the searches, each with two slots and their criteria, and index them."""
    programmes = db.session.scalars(sa.select(Programme).order_by(Programme.id)).all()
    countries = ["LT", "PL", "SE", "EE", "LV", "DE", "FI", "EU"]
    for n in range(SEARCHES):
        search = PartnerSearch(
            reference=f"PS-2026-{n + 1:03}",
            title=f"{WORDS[n % 10]} and {WORDS[n // 10 % 10]} in the region, no. {n}".title(),
            summary="A partnership for the region. " * 5,
            description="What we want to do together. " * 30,
            objectives=["To learn", "To share"],
            programme=programmes[n % len(programmes)],
            state=SearchState.OPEN,
            published_at=now(),
            deadline_at=now() + timedelta(days=1 + n % 90),
        )
        search.slots = [
            Slot(
                number=number,
                title=f"Partner for {WORDS[(n + number) % 10]}",
                seats=2,
                countries=[countries[(n + number) % 8], countries[(n * 3 + number) % 8]],
                partner_types=["sme"],
                criteria=[Criterion(number=1, text="Experience of three years", essential=True)],
            )
            for number in (1, 2)
        ]
        db.session.add(search)
        db.session.flush()
        make_findable(search)
    db.session.commit()


def count(app: Flask, path: str) -> int:
    """Count the statements of one request, after one that fills what is cached in the process."""
    get(app, path)
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    get(app, path)
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(statements)


def get(app: Flask, path: str) -> None:
    """Ask for a page and insist on getting it."""
    answer = app.test_client().get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")


def per_second(run: Callable[[], None]) -> float:
    """Run for some seconds and return how often that was possible in one."""
    run()
    rounds, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        run()
        rounds += 1
    return rounds / (time.perf_counter() - start)


def bare_page(url: str) -> Flask:
    """The least that Flask can do: one query, 20 rows, one template."""
    app = Flask("bare")
    engine = sa.create_engine(url)
    query = sa.text("SELECT reference, title FROM partner_search ORDER BY deadline_at, id LIMIT 20")

    @app.get("/")
    def listing() -> str:
        with engine.connect() as connection:
            return render_template_string(BARE, searches=connection.execute(query).all())

    return app


if __name__ == "__main__":
    main()

"""Finding among 200,000 organisations and 100,000 searches, on both databases.

Each request goes through the whole application: text, filters, all facets with their counts, the
page. It is compared with the same question asked of the database alone: the first 20 hits and how
many there are, without any facet. The databases are kept in instance/bench for the next run.

`python -m bench.finding [--share 0.1] [--engine sqlite]`
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.core import fulltext
from app.core.db import db
from app.directory.models import Organisation
from app.searches.models import HIDDEN, PartnerSearch
from app.upkeep import bring_up_to_date
from bench.corpus import fill, texts
from tests import postgres

ORGANISATIONS, SEARCHES = 200_000, 100_000
REQUESTS = 320
FOLDER = Path(__file__).parents[1] / "instance" / "bench"
BANDS = {"broad": (0.05, 1.0), "mid": (0.001, 0.01), "rare": (0.0, 0.0002)}
"""The share of the documents in which a word of the band stands."""
OPTIMIZE = "INSERT INTO fulltext (fulltext) VALUES ('optimize')"
LIMITS = {"sqlite": 300, "postgresql": 150}


def main() -> None:
    """Build what is missing, measure, print."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--share", type=float, default=1.0)
    reader.add_argument("--engine", choices=("sqlite", "postgresql"), default=None)
    asked = reader.parse_args()
    for engine in (asked.engine,) if asked.engine else ("sqlite", "postgresql"):
        sizes = int(ORGANISATIONS * asked.share), int(SEARCHES * asked.share)
        with database(engine, sizes) as app, app.app_context():
            measure(app, engine, sizes)


@contextmanager
def database(engine: str, sizes: tuple[int, int]) -> Iterator[Flask]:
    """Open the database of these sizes, made now where it is not kept from before."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / f"{engine}-{sizes[0]}-{sizes[1]}-{version()}"
    if engine == "sqlite":
        unfinished = kept.with_suffix(".unfinished")
        if not kept.exists():
            unfinished.unlink(missing_ok=True)
            build(application(f"sqlite:///{unfinished}"), sizes)
            unfinished.rename(kept)
        yield application(f"sqlite:///{kept}")
        return
    with postgres.cluster() as cluster:
        url = cluster.create("finding")
        programs, plain = postgres.binaries(), url.replace("+psycopg", "")
        if kept.exists():
            command = [programs / "pg_restore", "--no-owner", "-d", plain, kept]
            subprocess.run(command, check=True)
        else:
            build(application(url), sizes)
            unfinished = kept.with_suffix(".unfinished")
            command = [programs / "pg_dump", "-Fc", "-Z1", "-f", unfinished, plain]
            subprocess.run(command, check=True)
            unfinished.rename(kept)
        app = application(url)
        with app.app_context(), db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(
                sa.text("VACUUM ANALYZE")
            )
        yield app


def version() -> str:
    """Name the sources that a kept database depends on by what is in them."""
    root = Path(__file__).parents[1]
    indexing = [f"app/core/{name}.py" for name in ("changes", "fulltext", "terms", "vocabulary")]
    places = ("migrations/versions/*.py", "bench/corpus/*.py", *indexing)
    sources = sorted(path for place in places for path in root.glob(place))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]


def application(url: str) -> Flask:
    """The application on a database of its own."""
    return create_app(
        INSTANCE=FOLDER / "instance",
        SQLALCHEMY_DATABASE_URI=url,
        LOG_LEVEL="ERROR",
        LOAD_LIMIT="1000000 per second",
    )


def build(app: Flask, sizes: tuple[int, int]) -> None:
    with app.app_context():
        bring_up_to_date()
        start = time.perf_counter()
        with filling_quickly():
            fill(*sizes)
        seconds = time.perf_counter() - start
        db.session.remove()
        db.engine.dispose()
        print(f"finding, {db.engine.dialect.name}: loaded and indexed in {seconds:.0f} s")


@contextmanager
def filling_quickly() -> Iterator[None]:
    """Put the index of PostgreSQL together at the end; let SQLite tidy its own up."""
    on_postgresql = db.engine.dialect.name == "postgresql"
    if on_postgresql:
        db.session.execute(sa.text("DROP INDEX ix_fulltext_terms"))
    yield
    last = fulltext.DDL["postgresql"][1] if on_postgresql else OPTIMIZE
    db.session.execute(sa.text(last))
    db.session.commit()


def measure(app: Flask, engine: str, sizes: tuple[int, int]) -> None:
    """Ask, and print the time of the application beside that of the database."""
    start = time.perf_counter()
    timed(lambda: get(app, "/organisations"))
    timed(lambda: get(app, "/searches"))
    print(f"finding, {engine}: first pages of a new process {time.perf_counter() - start:.1f} s")
    words = vocabulary()
    dice = random.Random(11)
    taken: dict[str, list[tuple[float, float]]] = {}
    statements: dict[str, set[int]] = {}
    for number in range(REQUESTS):
        band, path, query = question(dice, words, number)
        get(app, f"{path}?{urlencode(query, doseq=True)}")  # reads what the disk has
        with counted() as asked:
            whole = timed(lambda: get(app, f"{path}?{urlencode(query, doseq=True)}"))  # noqa: B023
        alone = timed(lambda: alone_in_sql(path, query))  # noqa: B023
        taken.setdefault(band, []).append((whole, alone))
        statements.setdefault(f"{path}{' with text' if 'q' in query else ''}", set()).add(
            len(asked)
        )
    number = f"{sizes[0]:,} organisations, {sizes[1]:,} searches"
    for band, times in [*sorted(taken.items()), ("all", list(chain(*taken.values())))]:
        whole, alone = ([pair[i] for pair in times] for i in (0, 1))
        print(
            f"finding, {engine}, {band} ({len(times)} requests, {number}), p50: "
            f"{median(whole):.0f} ms (compared with the same query in the database alone, "
            f"without facets: {median(alone):.0f} ms)"
        )
        print(
            f"finding, {engine}, {band} ({len(times)} requests, {number}), p95: "
            f"{p95(whole):.0f} ms (compared with the same query in the database alone, "
            f"without facets: {p95(alone):.0f} ms; the aim is below {LIMITS[engine]} ms)"
        )
    for path, numbers in sorted(statements.items()):
        print(f"finding, {engine}, {path}: {'/'.join(map(str, sorted(numbers)))} SQL statements")


def vocabulary() -> dict[str, list[str]]:
    """Choose words of each band by how many documents they stand in."""
    dice = random.Random(5)
    real = texts()
    every = [word for text in dice.sample(real.sentences, 400) for word in text.lower().split()]
    some = sorted({word for word in every if word.isalpha() and len(word) > 4})
    parts = [part.lower() for name, *_ in real.names for part in name.split()]
    names = sorted({word for word in parts if word.isalpha() and len(word) > 4})
    dice.shuffle(some)
    bands: dict[str, list[str]] = {band: [] for band in BANDS}
    for word in [*some[:150], *dice.sample(names, 150)]:
        share = len((fulltext.find("organisation", f'"{word}"').tiers or [[]])[-1]) / ORGANISATIONS
        for band, (least, most) in BANDS.items():
            if least <= share < most:
                bands[band].append(word)
    return {band: found or ["research"] for band, found in bands.items()}


def question(dice: random.Random, words: dict[str, list[str]], number: int) -> tuple[str, str, Any]:
    """Ask for something: a text of some band or none, filters or none, in one of the lists."""
    path = ("/organisations", "/searches")[number % 2]
    band = ("broad", "mid", "rare", "no text")[number // 2 % 4]
    query: dict[str, Any] = {}
    if band != "no text":
        chosen = dice.sample(words[band], min(dice.choice((1, 1, 2)), len(words[band])))
        query["q"] = " ".join(chosen) if dice.random() < 0.9 else chosen[0][:5] + "*"
    filters = {
        "/organisations": {
            "kind": ["laboratory", "university"],
            "country": ["DE", "LT", "SE"],
            "standard": ["ISO 9001"],
            "confirmed": ["180"],
            "accredited": ["yes"],
        },
        "/searches": {
            "country": ["LT", "EU"],
            "partner_type": ["sme"],
            "role": ["lead"],
            "status": ["any"],
            "budget_min": ["300000"],
        },
    }[path]
    for name in dice.sample(sorted(filters), dice.choice((0, 1, 2))):
        query[name] = filters[name]
    return band, path, query


def alone_in_sql(path: str, query: dict[str, Any]) -> None:
    """Ask the database for the first 20 hits and for their number."""
    model: Any = Organisation if path == "/organisations" else PartnerSearch
    kind = "organisation" if path == "/organisations" else "search"
    order = Organisation.name if path == "/organisations" else PartnerSearch.deadline_at
    shown = Organisation.is_listed if kind == "organisation" else PartnerSearch.state.not_in(HIDDEN)
    found = sa.select(model.id).where(shown)
    if "q" in query:
        hits = fulltext.matches(kind, query["q"]).subquery()
        found = found.join(hits, hits.c.id == model.id)
    for name in ("kind", "country"):
        if name in query and kind == "organisation":
            column = sa.cast(getattr(model, name), sa.String)
            found = found.where(column.in_(query[name]))
    if "budget_min" in query:
        found = found.where(PartnerSearch.estimated_budget >= int(query["budget_min"][0]))
    db.session.execute(found.order_by(order, model.id).limit(20)).all()
    db.session.execute(sa.select(sa.func.count()).select_from(found.subquery())).all()
    db.session.rollback()


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements inside the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def get(app: Flask, path: str) -> None:
    """Ask for a page and insist on getting it."""
    answer = app.test_client().get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")


def timed(run: Callable[[], None]) -> float:
    """Return how long it takes, in milliseconds."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main()

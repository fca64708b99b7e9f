"""Work outside of requests: features register it, the worker runs it.

The truth of what is to be done is in the database (the outbox, deadlines); the queue of huey only
wakes the worker up. So every job looks by itself for what is due, commits by itself, and may run
twice at once or die at any point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
import structlog
from flask import Flask, current_app

if TYPE_CHECKING:
    from huey.api import Huey

log = structlog.get_logger()
IDLE_SECONDS = 1.0
MINUTE = 60


@dataclass(frozen=True)
class Job:
    """What the worker does every so many minutes, and at once when it is woken for it."""

    name: str
    run: Callable[[], Any]
    every: int

    def is_due(self, at: datetime) -> bool:
        return int(at.timestamp()) // MINUTE % self.every == 0


JOBS: dict[str, Job] = {}


def periodic(minutes: int = 1) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Have the worker run the function every so many minutes, in a context of the application."""

    def register(run: Callable[[], Any]) -> Callable[[], Any]:
        JOBS[_name(run)] = Job(_name(run), run, minutes)
        return run

    return register


def nudge(run: Callable[[], Any]) -> None:
    """Ask the worker to run a job soon. Never fails: what is due is found in the next round anyway.

    One request waits in the queue at most, so that it does not grow where no worker runs.
    """
    if current_app.testing:
        return
    try:
        queue = _queue(cast("Flask", current_app._get_current_object()))  # type: ignore[attr-defined]
        if queue.huey.pending_count() == 0:
            queue.wakers[_name(run)]()
    except Exception as error:  # noqa: BLE001 - a queue may fail in the way of any of three engines
        log.warning("worker not reached", error=repr(error))


def run_worker(app: Flask, *, once: bool = False) -> bool:
    """Run the jobs until told to stop, or each of them once; say whether none of them failed."""
    if once:
        # From downstream to upstream: the mail that jobs have made leaves in the same round.
        went_well = [_run(app, job) for job in reversed(JOBS.values())]
        return all(went_well)
    consumer = _queue(app).huey.create_consumer(
        workers=1, max_delay=IDLE_SECONDS, graceful_signal="TERM"
    )
    consumer.run()
    return True


class Queue:
    """The queue of one application, with all jobs known to it."""

    def __init__(self, app: Flask) -> None:
        self.huey = _open(app)
        self.wakers = {
            name: self.huey.periodic_task(job.is_due, name=name)(_work(app, job))
            for name, job in JOBS.items()
        }


def _queue(app: Flask) -> Queue:
    """Return the application's queue, opened when it is first needed."""
    if "queue" not in app.extensions:
        app.extensions["queue"] = Queue(app)
    return cast("Queue", app.extensions["queue"])


def _name(run: Callable[[], Any]) -> str:
    return f"{run.__module__}.{run.__name__}"


def _work(app: Flask, job: Job) -> Callable[[], None]:
    def work() -> None:
        _run(app, job)

    return work


def _run(app: Flask, job: Job) -> bool:
    """Run one job; what goes wrong is logged and tried again in its next round."""
    with app.app_context():
        try:
            job.run()
        except Exception:
            log.exception("job failed", job=job.name)
            return False
    return True


def _open(app: Flask) -> Huey:
    """Choose the engine: Redis where it is named, else PostgreSQL, else a file by the database."""
    from huey import PostgresHuey, RedisHuey, SqliteHuey  # slow to load, and seldom needed
    from huey.serializer import SignedSerializer

    shared: dict[str, Any] = {
        "name": "kontor",
        "results": False,
        "serializer": SignedSerializer(secret=app.config["SECRET_KEY"], salt="jobs"),
    }
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if redis := app.config["REDIS_URL"]:
        return RedisHuey(url=redis, **shared)
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey(dsn=dsn, **shared)
    database = Path(url.database or app.config["INSTANCE"] / "kontor.sqlite")
    return SqliteHuey(filename=str(database.with_suffix(".jobs")), **shared)

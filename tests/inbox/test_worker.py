"""The worker as a process of its own, killed while it works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import jobs
from app.core.db import db
from app.inbox import telling
from app.inbox.models import Delivery, Message
from tests.conftest import SECRET, Databases
from tests.inbox.mail_server import MailServer
from tests.making import Make

ROOT = Path(__file__).resolve().parents[2]
MAILS, KILLS = 500, 4
LEASE = 1
Worker = subprocess.Popen[bytes]


def start(databases: Databases, server: MailServer, *options: str) -> Worker:
    """Start `flask work` on the database of the test."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "work", *options],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": databases.url,
            "MAIL_URL": server.url,
            "MAIL_LEASE": str(LEASE),
            "SECRET_KEY": SECRET,
            "LOG_LEVEL": "ERROR",
        },
    )


def fill_the_outbox(count: int) -> set[str]:
    messages = [
        Message(
            address=f"reader{number}@example.org",
            message_id=f"<message-{number}@127.0.0.1>",
            event="trial.happen",
            subject=f"Message {number}",
            body="It happened.",
            language="en",
        )
        for number in range(count)
    ]
    db.session.add_all(messages)
    db.session.commit()
    return {message.message_id for message in messages}


def states() -> dict[Delivery, int]:
    db.session.rollback()
    return dict(
        db.session.execute(
            sa.select(Message.delivery, sa.func.count()).group_by(Message.delivery)
        ).all()
    )


def kill_before_the_mail_is_taken(server: MailServer, worker: Worker, after: int) -> None:
    """Kill while the message is claimed, but has not been handed over."""

    def refuse_nobody(_: str) -> None:
        if len(server.mails) >= after:
            worker.kill()

    server.answer = refuse_nobody


def kill_after_the_mail_is_taken(server: MailServer, worker: Worker, after: int) -> None:
    """Kill when the server has the message, before the worker can note it."""
    server.taken = lambda: worker.kill() if len(server.mails) >= after else None


@pytest.mark.slow
def test_killed_worker_loses_no_mail(app: Flask, databases: Databases, server: MailServer) -> None:
    written = fill_the_outbox(MAILS)

    for kill in [kill_before_the_mail_is_taken, kill_after_the_mail_is_taken] * 2:
        worker = start(databases, server)
        kill(server, worker, len(server.mails) + MAILS // (KILLS + 2))
        assert worker.wait(60) == -signal.SIGKILL
        server.answer, server.taken = lambda _: None, lambda: None
    time.sleep(LEASE)
    assert start(databases, server, "--once").wait(60) == 0

    counts = server.counts()
    assert set(counts) == written
    assert 1 <= sum(counts.values()) - MAILS <= KILLS
    assert states() == {Delivery.SENT: MAILS}


@pytest.mark.slow
def test_two_workers_at_once_send_nothing_twice(
    app: Flask, databases: Databases, server: MailServer
) -> None:
    written = fill_the_outbox(100)

    workers = [start(databases, server, "--once") for _ in range(2)]

    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert server.counts() == dict.fromkeys(written, 1)
    assert server.connections == 2
    assert states() == {Delivery.SENT: 100}


def test_commit_with_mail_wakes_the_worker(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "testing", False)
    queue = jobs.Queue(app)
    queue.huey.flush()
    monkeypatch.setitem(app.extensions, "queue", queue)
    make.user()
    assert queue.huey.pending_count() == 0

    for _ in range(3):
        db.session.info[telling.QUEUED] = True
        db.session.commit()

    assert queue.huey.pending_count() == 1
    task = queue.huey.dequeue()
    assert task.name == "app.inbox.jobs.deliver_mail"
    queue.huey.storage.close()


def test_queue_out_of_reach_does_not_fail_the_request(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "REDIS_URL", "redis://127.0.0.1:1/0")
    app.extensions.pop("queue", None)

    db.session.info[telling.QUEUED] = True
    db.session.execute(sa.select(1))
    db.session.commit()

    assert telling.QUEUED not in db.session.info


def test_failing_job_does_not_keep_others_from_running(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def fails() -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(
        jobs,
        "JOBS",
        {"a": jobs.Job("a", fails, 1), "b": jobs.Job("b", lambda: done.append("b"), 1)},
    )

    assert jobs.run_worker(app, once=True) is False
    assert done == ["b"]

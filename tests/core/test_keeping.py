"""What is kept in memory of a list that takes long to read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import keeping, warming
from app.core.db import db
from app.core.times import localdate, now
from app.directory.listing import ORGANISATIONS
from app.directory.models import Organisation
from tests.making import Make


def background() -> None:
    for thread in threading.enumerate():
        if thread.name == "reading ahead":
            thread.join(20)


def listed(client: FlaskClient, name: str) -> bool:
    return name in client.get("/organisations").get_data(as_text=True)


def test_nobody_waits_for_a_long_reading(
    client: FlaskClient, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = make.organisation(name="Memel Zertifizierung").name
    db.session.commit()
    assert listed(client, name)
    monkeypatch.setattr(keeping, "LONG", -1.0)

    hidden = sa.update(Organisation).where(Organisation.name == name).values(is_listed=False)
    db.session.execute(hidden)
    db.session.commit()
    listed(client, name)  # has it read beside the requests
    background()

    assert not listed(client, name)


def test_a_new_day_is_read_beside_the_requests(
    client: FlaskClient,
    make: Make,
    clock: Callable[[datetime], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make.organisation(name="Memel Zertifizierung")
    db.session.commit()
    today = now()
    clock(today - timedelta(days=1))
    assert listed(client, "Memel Zertifizierung")
    clock(today)
    monkeypatch.setattr(keeping, "LONG", -1.0)

    assert keeping.current(ORGANISATIONS).day == localdate(today - timedelta(days=1))
    background()
    assert keeping.current(ORGANISATIONS).day == localdate(today)


def test_server_reads_ahead(app: Flask, make: Make) -> None:
    make.organisation(name="Memel Zertifizierung")
    db.session.commit()
    db.session.remove()

    warming.begin(app)
    background()

    kept = keeping._kept("organisation").catalogue
    assert kept is not None
    assert kept.everything.bit_count() == 1

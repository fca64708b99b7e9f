"""What is derived is built anew after a restore: texts are found again, and no others."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.core import fulltext
from app.core.actors import Actor
from app.core.archive import RESTORED
from app.core.db import db
from app.core.reactions import react
from app.core.workflow import Event
from tests.making import Make


def found(kind: str, text: str) -> list[int]:
    hits = fulltext.matches(kind, text).subquery()
    return list(db.session.scalars(sa.select(hits.c.id)))


def test_everything_is_indexed_anew(app: Flask, make: Make) -> None:
    search = make.search(title="Amber road")
    organisation = make.organisation(name="Memel Consult")
    fulltext.index("search", 4711, {"A": "Amber"}, "en")
    db.session.commit()

    react(Event(None, RESTORED, Actor.SYSTEM))
    db.session.commit()

    assert found("search", "amber") == [search.id]
    assert found("organisation", "memel") == [organisation.id]

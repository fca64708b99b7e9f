"""The demonstration: an installation in the middle of its work, that nobody can take for real."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core.actors import Actor
from app.core.db import db
from app.core.history import act_as
from app.demonstration import people, story
from app.directory.models import Organisation
from app.programmes.commands import load_programmes

KNOWN = "is_demonstration"
SIGN_INS = (
    *people.STAFF,
    "oresund",
    "kokybe",
    "kvalitetsforum",
    "sunnanvik",
    "pomorskie",
    "zulawy",
)


class Refused(Exception):
    """The demonstration cannot be loaded here; the message says why."""


def init_app(app: Flask) -> None:
    """Have every page say that this is a demonstration, where it is one."""
    app.extensions["on_every_page"]["is_demo"] = is_shown


def load() -> None:
    """Load the demonstration into a database without organisations; all of it or nothing.

    Raises Refused, and then changes nothing.
    """
    if current_app.config["IS_PRODUCTION"]:
        raise Refused("BASE_URL begins with https: the demonstration is not for production.")
    if db.session.scalar(sa.select(Organisation.id).limit(1)) is not None:
        raise Refused("The demonstration needs an empty database: this one has organisations.")
    load_programmes()
    story.tell()
    act_as(Actor.SYSTEM)
    db.session.commit()
    current_app.extensions[KNOWN] = True


def is_loaded() -> bool:
    """Whether this database holds the demonstration."""
    found = sa.select(Organisation.id).where(Organisation.is_demonstration).limit(1)
    return db.session.scalar(found) is not None


def is_shown() -> bool:
    """Whether the pages show the demonstration; the database is asked once a process.

    It can only be loaded into an empty database, and never in production.
    """
    known: dict[str, bool] = current_app.extensions
    if KNOWN not in known:
        try:
            known[KNOWN] = not current_app.config["IS_PRODUCTION"] and is_loaded()
        except SQLAlchemyError:  # the page that says so is still to be drawn
            return False
    return known[KNOWN]


def introduction() -> str:
    """Say where the demonstration is and how to sign in."""
    lines = [
        "Kontor is at " + current_app.config["BASE_URL"],
        "",
        "This is a demonstration: organisations, people, dates and figures are examples.",
        f"Sign in with the password {people.PASSWORD} as one of",
        *(f"  {people.email_of(key)}" for key in SIGN_INS),
    ]
    return "\n".join(lines)

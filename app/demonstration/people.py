"""The people of the demonstration: named by their role, all with one password."""

from __future__ import annotations

from typing import Any

from flask_security import hash_password

from app.accounts.commands import open_account
from app.accounts.models import User
from app.accounts.queries import find_person
from app.core.actors import Actor
from app.core.db import db
from app.core.history import act_as, record
from app.core.times import now
from app.core.workflow import Event
from app.directory.choices import Role
from app.directory.commands import add_member, make_agency
from app.directory.queries import actor_of

PASSWORD = "amber-on-the-shore"  # noqa: S105 - everybody shall know it
DOMAIN = "demo.kontor.example"

AGENCY: dict[str, Any] = {
    "name": "Agency for Regional Development, Kaliningrad (demonstration)",
    "region_code": "RU-KGD",
    "city": "Kaliningrad",
    "languages": ["ru", "en"],
    "is_demonstration": True,
}
"""Invented, as its budgets and decisions are: nothing invented is said of the real agency."""

STAFF = {
    "officer": ("Officer of the agency", Role.OFFICER),
    "reviewer": ("Quality reviewer", Role.REVIEWER),
    "finance": ("Finance", Role.FINANCE),
    "director": ("Director", Role.DIRECTOR),
    "administrator": ("Administrator", Role.ADMINISTRATOR),
    "auditor": ("Auditor", Role.AUDITOR),
}


def employ_the_staff() -> str:
    """Enter the agency with its people, and return the hash of the password they all have."""
    hashed = str(hash_password(PASSWORD))
    agency = make_agency(**AGENCY)
    for key, (name, duty) in STAFF.items():
        add_member(agency, take_account(key, name, hashed), duty, function=name)
    return hashed


def take_account(key: str, name: str, hashed: str, language: str = "en") -> User:
    """Open an account and take it, as its owner would by the link of the invitation."""
    person = open_account(email_of(key), name, language)
    person.password, person.confirmed_at, person.is_demonstration = hashed, now(), True
    db.session.flush()  # who acts is known by a number
    record(Event(person, "user.accept-invitation", Actor(id=person.id, name=person.name)))
    return person


def acting(key: str) -> Actor:
    """Go on as this person: everything that is written from now on is written by them."""
    person = find_person(email_of(key))
    if person is None:
        raise LookupError(key)
    actor = actor_of(person)
    act_as(actor)
    return actor


def email_of(key: str) -> str:
    return f"{key}@{DOMAIN}"

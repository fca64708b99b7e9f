"""Sign-ins kept on the server: each ends when it is told to, when nobody is there, and in time."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import SignIn, User
from app.core.db import db, note_aside
from app.core.times import now

IDLE, IDLE_STAFF = timedelta(hours=8), timedelta(minutes=30)
LONGEST, LONGEST_STAFF = timedelta(days=7), timedelta(hours=12)
CODE_WITHIN = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=90)
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
SHOWN_AS = {"Edg": "Edge", "OPR": "Opera", "Mac OS X": "macOS"}


def begin(
    person: User, agent: str = "", *, awaits_code: bool = False, second_factor: bool = False
) -> str:
    """Sign a person in and return the token for the cookie; only its digest is kept here."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            person=person,
            token_digest=_digest(token),
            agent=describe(agent),
            awaits_code=awaits_code,
            second_factor=second_factor,
        )
    )
    return token


def find(token: str) -> SignIn | None:
    """Find a sign-in that nobody has ended, with its person."""
    return db.session.scalar(
        sa.select(SignIn)
        .where(SignIn.token_digest == _digest(token), SignIn.ended_at.is_(None))
        .options(joinedload(SignIn.person))
    )


def has_expired(sign_in: SignIn, *, is_staff: bool, at: datetime) -> bool:
    """Whether nobody was there for too long, or the sign-in has lasted long enough."""
    if sign_in.awaits_code:
        return at - sign_in.started_at > CODE_WITHIN
    idle, longest = (IDLE_STAFF, LONGEST_STAFF) if is_staff else (IDLE, LONGEST)
    return at - sign_in.last_seen_at > idle or at - sign_in.started_at > longest


def open_sign_ins(person: User) -> Sequence[SignIn]:
    """List where the person is signed in, the latest first."""
    return db.session.scalars(
        sa.select(SignIn)
        .where(
            SignIn.person_id == person.id,
            SignIn.ended_at.is_(None),
            ~SignIn.awaits_code,
            SignIn.last_seen_at > now() - IDLE,
            SignIn.started_at > now() - LONGEST,
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    ).all()


def end_all(person: User, but: SignIn | None = None) -> None:
    """Sign the person out everywhere, or everywhere else."""
    others = sa.update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    if but is not None:
        others = others.where(SignIn.id != but.id)
    db.session.execute(others.values(ended_at=now()))


def note_presence(sign_in: SignIn, at: datetime) -> None:
    """Write down, at most once a minute, that somebody is there.

    Sending a form is always followed by reading a page and needs no note.
    """
    if at - sign_in.last_seen_at >= NOTED_EVERY:
        note_aside(sa.update(SignIn).where(SignIn.id == sign_in.id).values(last_seen_at=at))


def forget_old() -> None:
    """Delete sign-ins that ended long ago."""
    db.session.execute(sa.delete(SignIn).where(SignIn.last_seen_at < now() - KEPT_FOR))


def describe(agent: str) -> str:
    """Say in a few words which browser sent this user agent: `Firefox, Linux`."""
    found = [
        next((name for name in names if re.search(rf"\b{name}\b", agent)), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(SHOWN_AS.get(name, name) for name in found if name)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

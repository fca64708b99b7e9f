"""Limits on attempts, counted in the database, so that they hold across processes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from math import ceil

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, db
from app.core.errors import TooMany
from app.core.i18n import ngettext
from app.core.refusals import in_any_case
from app.core.times import now

KEPT_FOR = timedelta(days=2)
log = structlog.get_logger()


class Attempt(Model):
    """Something that counts against a limit; the key is digested, for it may be an address."""

    __tablename__ = "attempt"
    __table_args__ = (sa.Index("ix_attempt_key", "scope", "key_digest", "at"),)

    scope: Mapped[str]
    key_digest: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(default=now, index=True)


def check(scope: str, key: str, most: int, within: timedelta) -> None:
    """Raise TooMany, saying when to try again, where `most` attempts were counted `within` a time.

    Requests that are answered at the very same moment do not see one another: as many as there are
    processes may slip through once.
    """
    at = now()
    counted = (
        sa.select(Attempt.at)
        .where(_is(scope, key), Attempt.at > at - within)
        .order_by(Attempt.at.desc())
    )
    decisive = db.session.scalar(counted.offset(most - 1).limit(1))
    if decisive is not None:
        log.warning("limit", scope=scope, key=_digest(key)[:12])
        raise TooMany(_try_again(decisive + within - at))


def count(scope: str, key: str) -> None:
    """Count an attempt, whatever becomes of the request."""
    in_any_case(lambda: db.session.add(Attempt(scope=scope, key_digest=_digest(key))))


def forget(scope: str, key: str) -> None:
    """Start anew: the owner has shown that they were the ones who tried."""
    db.session.execute(sa.delete(Attempt).where(_is(scope, key)))


def forget_old() -> None:
    """Delete attempts that no limit looks at any more."""
    db.session.execute(sa.delete(Attempt).where(Attempt.at < now() - KEPT_FOR))


def _is(scope: str, key: str) -> sa.ColumnElement[bool]:
    return sa.and_(Attempt.scope == scope, Attempt.key_digest == _digest(key))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _try_again(wait: timedelta) -> str:
    minutes = max(1, ceil(wait / timedelta(minutes=1)))
    if minutes < 90:
        return ngettext(
            "There were too many attempts. Please try again in %(num)s minute.",
            "There were too many attempts. Please try again in %(num)s minutes.",
            minutes,
        )
    return ngettext(
        "There were too many attempts. Please try again in %(num)s hour.",
        "There were too many attempts. Please try again in %(num)s hours.",
        ceil(wait / timedelta(hours=1)),
    )

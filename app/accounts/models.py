"""People who sign in, and where each of them is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_security import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Addressed, Model
from app.core.history import Tracked
from app.core.times import now


class User(Tracked, Addressed, UserMixin, Model):
    """A person with an account; what they may do is kept by the directory's memberships."""

    __tablename__ = "user"
    __untracked__ = frozenset(
        {"id", "password", "fs_uniquifier", "tf_totp_secret", "mf_recovery_codes", "totp_counter"}
    )

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str] = mapped_column(sa.String(8), default="en")
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """What links and cookies call the person; it never changes."""
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(sa.JSON)
    totp_counter: Mapped[int | None] = mapped_column(sa.BigInteger)
    """The time step of the code that was used last: a code works once."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    roles: Any = ()
    """Flask-Security's roles are not used: rules are values, see app.core.policy."""

    @property
    def has_second_factor(self) -> bool:
        return self.tf_primary_method is not None and self.tf_totp_secret is not None


class SignIn(Addressed, Model):
    """One browser in which a person is signed in; the cookie holds nothing but its token."""

    __tablename__ = "sign_in"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    agent: Mapped[str] = mapped_column(default="")
    """Which browser on which system, in a few words."""
    started_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now, index=True)
    ended_at: Mapped[datetime | None]
    awaits_code: Mapped[bool] = mapped_column(default=False)
    """The password was right; until the code is too, nobody is signed in."""
    second_factor: Mapped[bool] = mapped_column(default=False)

    person: Mapped[User] = relationship(lazy="raise_on_sql")

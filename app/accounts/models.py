"""People who sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_security import UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Addressed, Model, now
from app.core.history import Tracked


class User(Tracked, Addressed, UserMixin, Model):
    """A person with an account; what they may do is kept by the directory's memberships."""

    __tablename__ = "user"
    __untracked__ = frozenset(
        {
            "id", "password", "fs_uniquifier", "tf_totp_secret", "mf_recovery_codes",
            "last_login_at", "current_login_at", "login_count",
        }
    )  # fmt: skip

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str] = mapped_column(sa.String(8), default="en")
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    roles: Any = ()
    """Flask-Security's roles are not used: rules are values, see app.core.policy."""

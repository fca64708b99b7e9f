"""Personal tokens: keys by which a program reads what one organisation may read."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Addressed, Model
from app.core.history import Tracked
from app.core.times import now
from app.directory.models import Organisation


class ApiToken(Tracked, Addressed, Model):
    """A key of one person for one organisation. It is shown once; only its digest is kept."""

    __tablename__ = "api_token"
    __untracked__ = Tracked.__untracked__ | {"digest", "last_used_at"}

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[User] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")

"""Saved searches: what a person wants to be told of, and what they have been told already."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.choices import Choice
from app.core.db import Addressed, Model, Versioned
from app.core.i18n import lazy
from app.core.times import now


class Subject(Choice):
    """What is looked for: which of the two public lists a question is put to."""

    SEARCHES = "searches", lazy("Partner searches"), "", "search"
    ORGANISATIONS = "organisations", lazy("Organisations"), "", "organisation"


class Frequency(Choice):
    """How often a person is told by mail."""

    DAILY = "daily", lazy("Every day"), "live", "mail"
    WEEKLY = "weekly", lazy("Every Monday"), "live", "mail"
    OFF = "off", lazy("No mails"), "", "block"


class Subscription:
    """What tells a person by mail of what is new: how often, and since when."""

    frequency: Mapped[Frequency] = mapped_column(default=Frequency.OFF)
    since: Mapped[datetime] = mapped_column(default=now)
    """Nothing that appeared before is told."""
    looked_at: Mapped[datetime] = mapped_column(default=now, index=True)
    """When it was last looked for something new."""

    @property
    def is_on(self) -> bool:
        return self.frequency != Frequency.OFF


class SavedSearch(Subscription, Versioned, Addressed, Model):
    """A question that a person asks again and again, in the parameters of the list's page."""

    __tablename__ = "saved_search"
    __table_args__ = (sa.UniqueConstraint("person_id", "subject", "query"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    subject: Mapped[Subject]
    query: Mapped[str] = mapped_column(sa.Text)
    """The filters as they stand in an address, in one order; empty is the whole list."""
    title: Mapped[str]
    frequency: Mapped[Frequency] = mapped_column(default=Frequency.DAILY)
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[User] = relationship(lazy="raise_on_sql")
    hits: Mapped[list[SavedHit]] = relationship(
        lazy="raise_on_sql", back_populates="saved_search", cascade="all, delete-orphan"
    )


class SavedHit(Addressed, Model):
    """Something that a person has been told of because of a saved search: it is told once."""

    __tablename__ = "saved_hit"
    __table_args__ = (sa.UniqueConstraint("saved_search_id", "subject_id"),)

    saved_search_id: Mapped[int] = mapped_column(
        sa.ForeignKey("saved_search.id", ondelete="CASCADE"), index=True
    )
    subject_id: Mapped[int]
    """The id of the partner search or of the organisation, as the saved search's subject says."""
    told_at: Mapped[datetime] = mapped_column(default=now)
    is_hidden: Mapped[bool] = mapped_column(default=False)
    """The person does not want to see it again."""

    saved_search: Mapped[SavedSearch] = relationship(lazy="raise_on_sql", back_populates="hits")

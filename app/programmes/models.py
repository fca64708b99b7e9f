"""Funding programmes, their priorities and calls, and their rule sets as versioned data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Model
from app.core.history import Tracked


class Programme(Tracked, Model):
    """A funding framework of one programme period."""

    __tablename__ = "programme"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The name by language; `name` is the English one."""
    period: Mapped[str]
    opens_on: Mapped[date]
    closes_on: Mapped[date]

    priorities: Mapped[list[Priority]] = relationship(
        lazy="raise_on_sql", order_by="Priority.number", back_populates="programme"
    )
    rule_sets: Mapped[list[RuleSet]] = relationship(
        lazy="raise_on_sql", order_by="RuleSet.version", back_populates="programme"
    )

    def name_in(self, language: str) -> str:
        return self.names.get(language) or self.name


class Priority(Tracked, Model):
    """A priority (2000-06: also measure; 2021-27: also specific objective) of a programme."""

    __tablename__ = "priority"
    __table_args__ = (sa.UniqueConstraint("programme_id", "code"),)

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    number: Mapped[int]
    """Its place among the priorities of the programme, measures included."""
    code: Mapped[str] = mapped_column(default="")
    """What the programme calls it: `3` for a priority, `3.1` for a measure of it."""
    title: Mapped[str]
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict)

    programme: Mapped[Programme] = relationship(lazy="raise_on_sql", back_populates="priorities")

    @property
    def is_measure(self) -> bool:
        return "." in self.code

    def title_in(self, language: str) -> str:
        return " ".join(filter(None, (self.code, self.titles.get(language) or self.title)))


class RuleSet(Model):
    """One version of a programme's rules, never changed once it is there: a new version is added.

    `document` is what `app.programmes.rules.parse` reads. A version came with Kontor, or an
    administrator of the agency has made it, beginning with the version `based_on`.
    """

    __tablename__ = "rule_set"
    __table_args__ = (sa.UniqueConstraint("programme_id", "version"),)

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    shipped_as: Mapped[int | None]
    """Its number in Kontor's own data, where that was taken here when it came."""
    based_on: Mapped[int | None]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    """Why the agency has made it."""
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    made_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship(lazy="raise_on_sql", back_populates="rule_sets")
    author: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def came_as(self) -> int | None:
        """Its number in the data that come with Kontor; None for a version of the agency's own."""
        return None if self.based_on else self.shipped_as or self.version

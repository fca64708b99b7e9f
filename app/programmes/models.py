"""Funding programmes, their priorities and calls, and their rule sets as versioned data."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model
from app.core.history import Tracked


class Programme(Tracked, Model):
    """A funding framework of one programme period."""

    __tablename__ = "programme"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    period: Mapped[str]
    opens_on: Mapped[date]
    closes_on: Mapped[date]

    priorities: Mapped[list[Priority]] = relationship(
        lazy="raise_on_sql", order_by="Priority.number", back_populates="programme"
    )
    rule_sets: Mapped[list[RuleSet]] = relationship(
        lazy="raise_on_sql", order_by="RuleSet.version", back_populates="programme"
    )


class Priority(Tracked, Model):
    """A priority (2000-06: also measure; 2021-27: also specific objective) of a programme."""

    __tablename__ = "priority"
    __table_args__ = (sa.UniqueConstraint("programme_id", "number"),)

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]

    programme: Mapped[Programme] = relationship(lazy="raise_on_sql", back_populates="priorities")


class RuleSet(Model):
    """One version of a programme's rules, never changed once it is there: a new version is added.

    `document` is what `app.programmes.rules.parse` reads.
    """

    __tablename__ = "rule_set"
    __table_args__ = (sa.UniqueConstraint("programme_id", "version"),)

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    version: Mapped[str]
    document: Mapped[dict[str, Any]]

    programme: Mapped[Programme] = relationship(lazy="raise_on_sql", back_populates="rule_sets")

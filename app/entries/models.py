"""Where entries come from and what became of them: imports, claims, merges, pairs that differ."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.choices import Choice
from app.core.db import JSON, Addressed, Model, Stated
from app.core.documents import Document
from app.core.history import Tracked
from app.core.i18n import lazy
from app.core.times import now
from app.directory.models import Organisation

UNDO_WITHIN = timedelta(days=30)


class ClaimState(Choice):
    """How far a claim has come."""

    MAILED = "mailed", lazy("A link was sent to the mailbox"), "wait", "mail"
    ASKED = "asked", lazy("Waits for the agency"), "wait", "waiting"
    GRANTED = "granted", lazy("Granted"), "good", "pass"
    REFUSED = "refused", lazy("Refused"), "bad", "declined"


class Import(Addressed, Model):
    """A list of organisations that was sent to be entered, and what it did once it was applied."""

    __tablename__ = "entry_import"
    __table_args__ = (
        sa.CheckConstraint("(applied_at IS NULL) = (counts IS NULL)", "applied_with_counts"),
    )

    file_name: Mapped[str]
    source: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    applied_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    """How many rows had which outcome."""

    document: Mapped[Document | None] = relationship(lazy="raise_on_sql")
    person: Mapped[User | None] = relationship(lazy="raise_on_sql")


class Claim(Tracked, Stated, Addressed, Model):
    """Somebody says that an imported entry is their organisation."""

    __tablename__ = "claim"
    __table_args__ = (sa.UniqueConstraint("person_id", "organisation_id"),)

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    function: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    asked_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.ASKED)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    person: Mapped[User] = relationship(lazy="raise_on_sql")


class Merge(Addressed, Model):
    """Two entries that were made one: exactly what was changed, so that it can be undone."""

    __tablename__ = "entry_merge"
    __table_args__ = (sa.CheckConstraint("kept_id != merged_id", "of_two"),)

    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    merged_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    merged_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    merged_at: Mapped[datetime] = mapped_column(default=now)
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    undone_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]]
    """What the kept entry took over: field -> [its own value before, the value taken]."""
    was: Mapped[dict[str, Any]]
    """Of the merged entry: the state it had remembered, whether it was listed, its PIC."""
    moved: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The rows that were led over: {"table", "column", "ids"}."""
    stayed: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The rows that the kept entry had the like of, in the same form."""

    kept: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=kept_id)
    merged: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=merged_id)
    merged_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=merged_by_id)

    @property
    def undo_until(self) -> datetime:
        return self.merged_at + UNDO_WITHIN


class Difference(Model):
    """Two entries that look alike and are not the same: nobody is asked again."""

    __tablename__ = "entry_difference"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", "in_order"),
    )

    first_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)

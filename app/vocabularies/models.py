"""Terms of all vocabularies: what they are called, when they hold, and who says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Addressed, Model, Versioned
from app.core.history import Tracked
from app.vocabularies.words import EVER


class Term(Tracked, Versioned, Addressed, Model):
    """One meaning of a code; a code that gets another meaning gets another term from that day on.

    Terms are never deleted: what is no longer in use has a last day.
    """

    __tablename__ = "term"
    __table_args__ = (
        sa.UniqueConstraint("vocabulary", "code", "valid_from"),
        sa.CheckConstraint("valid_until >= valid_from", "validity_runs_forward"),
        sa.CheckConstraint("NOT verified OR source != ''", "verified_has_a_source"),
    )
    __untracked__ = Tracked.__untracked__ | {"is_edited"}

    vocabulary: Mapped[str] = mapped_column(sa.String(40))
    code: Mapped[str] = mapped_column(sa.String(60))
    parent: Mapped[str] = mapped_column(sa.String(60), default="")
    """The code of what it belongs to: in the same vocabulary, or of a country."""
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Texts by language; English is always among them."""
    valid_from: Mapped[date] = mapped_column(default=EVER)
    valid_until: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    verified: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    """Its place in the vocabulary; 0 for a place in the alphabet."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """More that is known of it, such as the level of a region or what an act was replaced by."""
    shipped_from: Mapped[date | None]
    """The first day with which Kontor brings this term; None for a term of the agency's own."""
    is_edited: Mapped[bool] = mapped_column(default=False)
    """Whether somebody has changed it here: new versions of Kontor leave it alone then."""

    @property
    def since(self) -> date | None:
        return None if self.valid_from == EVER else self.valid_from

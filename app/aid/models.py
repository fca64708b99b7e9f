"""State aid as it is kept: answers of partners, aid that undertakings got, who is one of them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.aid.questions import Result, result_of
from app.aid.regimes import Regime
from app.consortia.models import Partner, Project
from app.core.db import Addressed, Model, Versioned
from app.core.documents import Document
from app.core.history import Tracked
from app.core.money import Amount
from app.core.times import now
from app.directory.models import Organisation


class Answers(Tracked, Versioned, Addressed, Model):
    """The answers of one partner to the four questions; None is not answered."""

    __tablename__ = "aid_assessment"

    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"), unique=True, index=True)
    market_exists: Mapped[bool | None]
    for_profit: Mapped[bool | None]
    does_it_itself: Mapped[bool | None]
    undue_benefit: Mapped[bool | None]
    regime: Mapped[Regime] = mapped_column(default=Regime.NONE)
    granting_state: Mapped[str] = mapped_column(sa.String(2), default="")
    """The Member State that would grant the aid; empty is not known: the fullest one counts."""
    note: Mapped[str] = mapped_column(sa.Text, default="")
    updated_at: Mapped[datetime] = mapped_column(default=now)

    partner: Mapped[Partner] = relationship(lazy="raise_on_sql")

    @property
    def result(self) -> Result:
        return result_of(
            self.market_exists, self.for_profit, self.does_it_itself, self.undue_benefit
        )


class DeMinimisAid(Tracked, Versioned, Addressed, Model):
    """Aid that an undertaking was granted under a de minimis regulation."""

    __tablename__ = "de_minimis_aid"
    __table_args__ = (sa.CheckConstraint("amount > 0", "is_above_zero"),)

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    granted_on: Mapped[date] = mapped_column(index=True)
    amount: Mapped[Amount]
    granting_state: Mapped[str] = mapped_column(sa.String(2))
    legal_base: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="")
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"), index=True)
    evidence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"), index=True)
    is_of_the_agency: Mapped[bool] = mapped_column(default=False)
    """Entered by the agency's people: then only they change or remove it."""
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    project: Mapped[Project | None] = relationship(lazy="raise_on_sql")
    evidence: Mapped[Document | None] = relationship(lazy="raise_on_sql")


class Tie(Tracked, Addressed, Model):
    """Two organisations that are one undertaking: one controls the other, or a third both.

    Ties of ties count too (Regulation (EU) 2023/2831, Article 2(2)).
    """

    __tablename__ = "undertaking_tie"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id != second_id", "two_organisations"),
    )

    first_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    """What makes them one, and who says so."""
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    noted_at: Mapped[datetime] = mapped_column(default=now)

    first: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[first_id])
    second: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[second_id])

"""Expressions of interest: an organisation's answer to a slot, with its money."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.choices import Choice
from app.core.db import JSON, Addressed, Model, Stated
from app.core.history import Tracked
from app.core.i18n import lazy
from app.core.money import ZERO, Amount
from app.core.times import now
from app.directory.choices import PartnerRole
from app.directory.models import Organisation
from app.searches.models import Criterion, PartnerSearch, SearchState, Slot


class InterestState(Choice):
    """The life of an expression of interest. EXPIRED and LAPSED are made by time."""

    DRAFT = "draft", lazy("Draft"), "", "draft"
    EXPIRED = "expired", lazy("Draft not sent in time"), "", "clock"
    SUBMITTED = "submitted", lazy("Sent"), "live", "send"
    UNDER_REVIEW = "under-review", lazy("Under review"), "live", "view"
    SHORTLISTED = "shortlisted", lazy("Shortlisted"), "good", "shortlist"
    RESERVE = "reserve", lazy("On reserve"), "wait", "reserve"
    INVITED = "invited", lazy("Invited"), "turn", "mail"
    CONFIRMED = "confirmed", lazy("Confirmed"), "good", "pass"
    PARTNER = "partner", lazy("Partner"), "done", "handshake"
    DECLINED = "declined", lazy("Not chosen"), "", "declined"
    TURNED_DOWN = "turned-down", lazy("Invitation turned down"), "", "declined"
    LAPSED = "lapsed", lazy("No answer in time"), "", "clock"
    WITHDRAWN = "withdrawn", lazy("Withdrawn"), "", "undo"
    SEARCH_ENDED = "search-ended", lazy("The search ended"), "", "lock"


SEATED = frozenset({InterestState.INVITED, InterestState.CONFIRMED, InterestState.PARTNER})
"""Where an interest occupies a seat of its slot (INVITED only until its reply-by date)."""

OVER = frozenset(
    {
        InterestState.DECLINED,
        InterestState.TURNED_DOWN,
        InterestState.LAPSED,
        InterestState.WITHDRAWN,
        InterestState.SEARCH_ENDED,
        InterestState.EXPIRED,
    }
)


class Origin(Choice):
    """Where a partner's own contribution comes from (money.md rule 8)."""

    PUBLIC = "public", lazy("Public")
    AUTOMATIC_PUBLIC = "automatic-public", lazy("Automatic public")
    PRIVATE = "private", lazy("Private")


class Met(Choice):
    """The answer to a criterion."""

    YES = "yes", lazy("Yes, we meet this"), "good", "pass"
    PARTLY = "partly", lazy("In part"), "wait", "warn"
    NO = "no", lazy("No"), "bad", "block"


class Decision(Choice):
    """What staff have prepared and the director has not yet released."""

    INVITE = "invite", lazy("Invite"), "good", "mail"
    RESERVE = "reserve", lazy("Place on reserve"), "wait", "reserve"
    DECLINE = "decline", lazy("Do not choose"), "", "declined"


COST_CATEGORIES = {
    "staff": lazy("Staff"),
    "office": lazy("Office and administration"),
    "travel": lazy("Travel and accommodation"),
    "external": lazy("External expertise and services"),
    "equipment": lazy("Equipment"),
    "infrastructure": lazy("Infrastructure and works"),
}
LIVE = f"state NOT IN ({', '.join(repr(state.value) for state in sorted(OVER))})"


class Interest(Tracked, Stated, Addressed, Model):
    """What one organisation offers for one slot."""

    __tablename__ = "interest"
    __table_args__ = (
        sa.Index(
            "uq_interest_one_live_answer", "slot_id", "organisation_id", unique=True,
            sqlite_where=sa.text(LIVE), postgresql_where=sa.text(LIVE),
        ),
        sa.UniqueConstraint("slot_id", "seat"),
        sa.CheckConstraint("seat >= 1", "seats_count_from_1"),
        sa.CheckConstraint("state != 'invited' OR reply_by IS NOT NULL", "invited_has_a_reply_by"),
    )  # fmt: skip
    __untracked__ = Tracked.__untracked__ | {"updated_at", "reminded_days"}

    reference: Mapped[str] = mapped_column(unique=True)
    search_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_search.id"), index=True)
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slot.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)

    role: Mapped[PartnerRole] = mapped_column(default=PartnerRole.PARTNER)
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    motivation: Mapped[str] = mapped_column(sa.Text, default="")
    activities: Mapped[str] = mapped_column(sa.Text, default="")
    experience: Mapped[str] = mapped_column(sa.Text, default="")
    conditions: Mapped[str] = mapped_column(sa.Text, default="")
    conflicts: Mapped[str] = mapped_column(sa.Text, default="")
    """Declared conflicts of interest; empty together with `declares_no_conflict` means none."""
    declares_no_conflict: Mapped[bool] = mapped_column(default=False)
    consents_to_sharing: Mapped[bool] = mapped_column(default=False)

    cost_staff: Mapped[Amount] = mapped_column(default=ZERO)
    cost_office: Mapped[Amount] = mapped_column(default=ZERO)
    cost_travel: Mapped[Amount] = mapped_column(default=ZERO)
    cost_external: Mapped[Amount] = mapped_column(default=ZERO)
    cost_equipment: Mapped[Amount] = mapped_column(default=ZERO)
    cost_infrastructure: Mapped[Amount] = mapped_column(default=ZERO)
    fund: Mapped[str] = mapped_column(default="")
    """Code of the fund asked for, as in the rule set: ERDF, TACIS, ..."""
    requested_fund: Mapped[Amount] = mapped_column(default=ZERO)
    own_contribution: Mapped[Amount] = mapped_column(default=ZERO)
    origin: Mapped[Origin | None]

    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    """When the answer was edited; every edit writes it, also one of an answer to a criterion only,
    so that two colleagues who edit at once meet in its version."""
    submitted_at: Mapped[datetime | None]
    """When it was sent first; the agency knows of nothing that was never sent."""
    receipt: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What was sent, as it was sent last, and its SHA-256; see `receipt.py`."""
    prepared: Mapped[Decision | None]
    prepared_note: Mapped[str] = mapped_column(sa.Text, default="")
    prepared_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    reply_by: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    letter: Mapped[str] = mapped_column(sa.Text, default="")
    """What the organisation was told with the decision that was released last."""
    reminded_days: Mapped[int | None]
    """How many days before the reply-by date the last reminder went out."""
    seat: Mapped[int | None]
    """The number of the seat that it holds, from 1; no two hold the same one of a slot."""
    state: Mapped[InterestState] = mapped_column(default=InterestState.DRAFT)

    search: Mapped[PartnerSearch] = relationship(lazy="raise_on_sql")
    slot: Mapped[Slot] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    author: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    answers: Mapped[list[Answer]] = relationship(
        lazy="raise_on_sql", order_by="Answer.criterion_id", back_populates="interest"
    )
    assessments: Mapped[list[Assessment]] = relationship(
        lazy="raise_on_sql", order_by="Assessment.id", back_populates="interest"
    )

    @property
    def costs(self) -> dict[str, Decimal]:
        return {name: getattr(self, f"cost_{name}") for name in COST_CATEGORIES}

    @property
    def total(self) -> Decimal:
        return sum(self.costs.values(), ZERO)

    @property
    def difference(self) -> Decimal:
        """What is missing (or too much, below zero) between the budget and where it comes from."""
        return self.total - self.requested_fund - self.own_contribution

    @property
    def standing(self) -> InterestState:
        if self.state == InterestState.INVITED and self.reply_by and self.reply_by <= now():
            return InterestState.LAPSED
        if self.state == InterestState.DRAFT and self.search.standing not in {
            SearchState.OPEN,
            SearchState.PAUSED,
        }:
            return InterestState.EXPIRED
        return self.state


class Answer(Tracked, Model):
    """How an interest meets one criterion of its slot."""

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("interest_id", "criterion_id"),)

    interest_id: Mapped[int] = mapped_column(sa.ForeignKey("interest.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("criterion.id"), index=True)
    met: Mapped[Met | None]
    evidence: Mapped[str] = mapped_column(sa.Text, default="")

    interest: Mapped[Interest] = relationship(lazy="raise_on_sql", back_populates="answers")
    criterion: Mapped[Criterion] = relationship(lazy="raise_on_sql")


class Assessment(Tracked, Addressed, Model):
    """What one member of staff thinks of an interest, seen by staff only."""

    __tablename__ = "assessment"
    __table_args__ = (
        sa.UniqueConstraint("interest_id", "person_id"),
        sa.CheckConstraint("score BETWEEN 0 AND 5", "score_from_0_to_5"),
    )

    interest_id: Mapped[int] = mapped_column(sa.ForeignKey("interest.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    score: Mapped[int]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)

    interest: Mapped[Interest] = relationship(lazy="raise_on_sql", back_populates="assessments")
    person: Mapped[User] = relationship(lazy="raise_on_sql")

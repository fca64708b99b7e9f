"""Partner searches: what the agency looks for, slot by slot."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.choices import Choice
from app.core.clock import SEARCH, Freshness
from app.core.db import JSON, Addressed, Model, Stated, Versioned
from app.core.history import Tracked
from app.core.i18n import lazy
from app.core.money import Amount, Rate
from app.core.times import localdate, now
from app.directory.choices import PartnerRole
from app.programmes.models import Priority, Programme, RuleSet


class SearchState(Choice):
    """The life of a partner search. OPEN becomes CLOSED by the clock."""

    DRAFT = "draft", lazy("Draft"), "", "draft"
    IN_REVIEW = "in-review", lazy("In review"), "wait", "waiting"
    CHANGES_REQUESTED = "changes-requested", lazy("Changes requested"), "turn", "edit"
    OPEN = "open", lazy("Open"), "live", "flag"
    PAUSED = "paused", lazy("Paused"), "wait", "clock"
    CLOSED = "closed", lazy("Closed"), "", "lock"
    PARTNERS_FOUND = "partners-found", lazy("Partners found"), "good", "partners"
    AGREED = "agreed", lazy("Partnership agreed"), "done", "handshake"
    UNSUCCESSFUL = "unsuccessful", lazy("No partners found"), "", "block"
    WITHDRAWN = "withdrawn", lazy("Withdrawn by the agency"), "", "undo"


HIDDEN = frozenset({SearchState.DRAFT, SearchState.IN_REVIEW, SearchState.CHANGES_REQUESTED})
"""The states in which the public does not know of a search."""


class PartnerSearch(Tracked, Stated, Model):
    """A published request to complete a partnership."""

    __untracked__ = Tracked.__untracked__ | {"updated_at", "confirmed_on"}
    __tablename__ = "partner_search"
    __table_args__ = (
        sa.CheckConstraint("estimated_budget >= 0", "budget_not_negative"),
        sa.CheckConstraint(
            "state NOT IN ('open', 'paused', 'closed') OR "
            "(deadline_at IS NOT NULL AND published_at IS NOT NULL)",
            "published_has_a_deadline",
        ),
    )

    reference: Mapped[str] = mapped_column(unique=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    priority_id: Mapped[int | None] = mapped_column(sa.ForeignKey("priority.id"), index=True)
    rule_set_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rule_set.id"), index=True)
    rules_as_of: Mapped[date | None]
    """The date whose rules count; None is today. Deadlines always run by the real clock."""

    title: Mapped[str] = mapped_column(default="")
    acronym: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    objectives: Mapped[list[str]] = mapped_column(default=list)
    benefits: Mapped[list[str]] = mapped_column(default=list)
    keywords: Mapped[list[str]] = mapped_column(default=list)
    found_partners: Mapped[list[str]] = mapped_column(default=list)
    partners_sought: Mapped[str] = mapped_column(sa.Text, default="")
    estimated_budget: Mapped[Amount | None]
    currency: Mapped[str] = mapped_column(sa.String(3), default="EUR")
    duration_months: Mapped[int | None]
    form_date: Mapped[date | None]

    lead_applicant: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    phone_normalised: Mapped[str] = mapped_column(default="")
    fax: Mapped[str] = mapped_column(default="")
    fax_normalised: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")

    deadline_at: Mapped[datetime | None] = mapped_column(index=True)
    deadline_zone: Mapped[str] = mapped_column(default="Europe/Brussels")
    published_at: Mapped[datetime | None]
    confirmed_on: Mapped[date | None]
    """When somebody of the agency last said that it is still as published."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    """When the search or one of its slots was edited; every edit writes it, so that two who edit
    parts of one search at once meet in its version."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    imported: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What an imported form said: options offered, warnings, lines that fitted nowhere."""
    state: Mapped[SearchState] = mapped_column(default=SearchState.DRAFT)

    author: Mapped[User | None] = relationship(lazy="raise_on_sql")
    programme: Mapped[Programme | None] = relationship(lazy="raise_on_sql")
    priority: Mapped[Priority | None] = relationship(lazy="raise_on_sql")
    rule_set: Mapped[RuleSet | None] = relationship(lazy="raise_on_sql")
    slots: Mapped[list[Slot]] = relationship(
        lazy="raise_on_sql",
        order_by="Slot.number, Slot.id",
        back_populates="search",
        cascade="all, delete-orphan",
    )

    @property
    def deadline_has_passed(self) -> bool:
        return self.deadline_at is not None and self.deadline_at <= now()

    @property
    def days_left(self) -> int | None:
        """Days until the deadline by the calendar of its zone; negative when it is over."""
        if self.deadline_at is None:
            return None
        today = localdate(zone=self.deadline_zone)
        return (localdate(self.deadline_at, self.deadline_zone) - today).days

    @property
    def standing(self) -> SearchState:
        over = self.state == SearchState.OPEN and self.deadline_has_passed
        return SearchState.CLOSED if over else self.state

    @hybrid_property
    def is_faded(self) -> bool:
        """Whether nobody has confirmed it for so long that lists leave it out until asked."""
        return self.standing == SearchState.OPEN and self.freshness == Freshness.FADED

    @is_faded.inplace.expression
    @classmethod
    def _is_faded(cls) -> sa.ColumnElement[bool]:
        faded = cls.confirmed_on <= SEARCH.faded_by(localdate())
        return sa.and_(cls.state == SearchState.OPEN, cls.deadline_at > now(), faded)

    @property
    def freshness(self) -> Freshness:
        return SEARCH.freshness(self.confirmed_on, localdate())


class Slot(Tracked, Versioned, Addressed, Model):
    """A sought profile: whom the search wants, and how many of them (its seats)."""

    __tablename__ = "slot"
    __table_args__ = (
        sa.CheckConstraint("seats >= 1", "at_least_one_seat"),
        sa.CheckConstraint("budget_min <= budget_max", "budget_runs_upward"),
    )

    search_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_search.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(sa.Text, default="")
    role: Mapped[PartnerRole] = mapped_column(default=PartnerRole.PARTNER)
    seats: Mapped[int] = mapped_column(default=1)
    mandatory: Mapped[bool] = mapped_column(default=True)
    kinds: Mapped[list[str]] = mapped_column(default=list)
    """Kinds of organisation that fit, as in `directory.choices.Kind`; empty is any."""
    partner_types: Mapped[list[str]] = mapped_column(default=list)
    countries: Mapped[list[str]] = mapped_column(default=list)
    """ISO codes and the groups EU, EEA, CANDIDATE; empty is any."""
    standards: Mapped[list[str]] = mapped_column(default=list)
    iaf_sectors: Mapped[list[int]] = mapped_column(JSON, default=list)
    nace: Mapped[list[str]] = mapped_column(default=list)
    legislation: Mapped[list[str]] = mapped_column(default=list)
    modules: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    """Languages of which a partner has to work in one; empty is any."""
    expertise: Mapped[list[str]] = mapped_column(default=list)
    themes: Mapped[list[str]] = mapped_column(default=list)
    accreditation_required: Mapped[bool] = mapped_column(default=False)
    budget_min: Mapped[Amount | None]
    budget_max: Mapped[Amount | None]
    expected_contribution: Mapped[Rate | None]

    search: Mapped[PartnerSearch] = relationship(lazy="raise_on_sql", back_populates="slots")
    criteria: Mapped[list[Criterion]] = relationship(
        lazy="raise_on_sql",
        order_by="Criterion.number, Criterion.id",
        back_populates="slot",
        cascade="all, delete-orphan",
    )

    @property
    def letter(self) -> str:
        """The sign of the slot: A, B, ... Z, and its number after that."""
        return chr(ord("A") + self.number - 1) if 1 <= self.number <= 26 else str(self.number)


class Criterion(Tracked, Addressed, Model):
    """What an answer to a slot has to show (essential) or may show (nice to have)."""

    __tablename__ = "criterion"

    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slot.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    essential: Mapped[bool] = mapped_column(default=True)

    slot: Mapped[Slot] = relationship(lazy="raise_on_sql", back_populates="criteria")


class Enquiry(Addressed, Model):
    """A visitor's message to the people behind a search, passed on without showing addresses."""

    __tablename__ = "enquiry"

    search_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_search.id"), index=True)
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    discloses: Mapped[bool] = mapped_column(default=False)
    """Whether the visitor agreed that the agency sees the address and may answer to it."""
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(default=now)

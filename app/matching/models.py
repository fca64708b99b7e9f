"""Approaches to organisations, judgements on candidates, and who is told of fitting seats."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.choices import Choice
from app.core.db import Addressed, Model, Stated, Versioned
from app.core.history import Tracked
from app.core.i18n import lazy
from app.core.times import now
from app.directory.models import Organisation
from app.finding.models import Subscription
from app.searches.models import PartnerSearch, Slot


class ApproachState(Choice):
    """How far an approach has come."""

    SENT = "sent", lazy("Asked"), "live", "send"
    SEEN = "seen", lazy("Opened"), "live", "view"
    ANSWERED = "answered", lazy("Has answered"), "good", "pass"
    DECLINED = "declined", lazy("Not interested"), "", "declined"


class Unsuitable(Choice):
    """Why a candidate does not suit a search; what others share with it lowers them too."""

    KIND = "kind", lazy("The wrong kind of organisation")
    COUNTRY = "country", lazy("The wrong country")
    FIELD = "field", lazy("Works in another field")
    CAPACITY = "capacity", lazy("Too small, or too busy")
    CONFLICT = "conflict", lazy("A conflict of interest")
    OTHER = "other", lazy("Another reason")


class Approach(Tracked, Stated, Addressed, Model):
    """The agency asks an organisation to look at a slot; it is no decision on anybody."""

    __tablename__ = "approach"
    __table_args__ = (sa.UniqueConstraint("slot_id", "organisation_id"),)
    __untracked__ = Tracked.__untracked__ | {"sent_at", "seen_at", "answered_at"}

    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slot.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    message: Mapped[str] = mapped_column(sa.Text, default="")
    sent_at: Mapped[datetime] = mapped_column(default=now)
    """When the last mail was written."""
    seen_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """When the organisation answered the slot or said that it is not interested."""
    state: Mapped[ApproachState] = mapped_column(default=ApproachState.SENT)

    slot: Mapped[Slot] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    author: Mapped[User] = relationship(lazy="raise_on_sql")


class Judgement(Tracked, Addressed, Model):
    """The agency finds an organisation not suitable for one search, and says why."""

    __tablename__ = "judgement"
    __table_args__ = (sa.UniqueConstraint("search_id", "organisation_id"),)

    search_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_search.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    reason: Mapped[Unsuitable]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)

    search: Mapped[PartnerSearch] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Alert(Subscription, Versioned, Addressed, Model):
    """How often a person wants to be told of new seats that fit one of their organisations."""

    __tablename__ = "seat_alert"
    __table_args__ = (sa.UniqueConstraint("person_id", "organisation_id"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)

    person: Mapped[User] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class ToldSeat(Model):
    """A seat that a person has been told of: it is told once."""

    __tablename__ = "told_seat"
    __table_args__ = (sa.UniqueConstraint("alert_id", "slot_id"),)

    alert_id: Mapped[int] = mapped_column(
        sa.ForeignKey("seat_alert.id", ondelete="CASCADE"), index=True
    )
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slot.id", ondelete="CASCADE"), index=True)
    told_at: Mapped[datetime] = mapped_column(default=now)

"""Messages: what somebody was told, in the application and by mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.choices import Choice
from app.core.db import Addressed, Model
from app.core.i18n import lazy
from app.core.times import now


class Delivery(Choice):
    """How far the mail of a message has come."""

    QUEUED = "queued", lazy("Waiting to be sent"), "wait", "waiting"
    SENDING = "sending", lazy("Being sent"), "wait", "send"
    SENT = "sent", lazy("Sent"), "good", "pass"
    FAILED = "failed", lazy("Could not be delivered"), "bad", "block"


class Message(Addressed, Model):
    """One notice to one person: the entry in the feed and the row of the outbox."""

    __tablename__ = "message"
    __table_args__ = (
        sa.Index("ix_message_outbox", "delivery", "next_try_at"),
        sa.CheckConstraint("(delivery = 'sent') = (sent_at IS NOT NULL)", "sent_has_a_moment"),
    )

    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    address: Mapped[str]
    reply_to: Mapped[str] = mapped_column(default="")
    event: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(sa.Text)
    link: Mapped[str] = mapped_column(default="")
    link_text: Mapped[str] = mapped_column(default="")
    entries: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """What a digest lists: each with `title`, `link` and `lines`, all of them texts."""
    unsubscribe: Mapped[str] = mapped_column(default="")
    """Where mails like this one are switched off, without a sign-in; empty where they cannot be."""
    language: Mapped[str] = mapped_column(sa.String(8))
    is_listed: Mapped[bool] = mapped_column(default=True)
    is_secret: Mapped[bool] = mapped_column(default=False)
    """Carries a link that signs in: its body is emptied once it has been delivered."""
    needs_action: Mapped[bool] = mapped_column(default=False)
    act_by: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]

    delivery: Mapped[Delivery] = mapped_column(default=Delivery.QUEUED)
    message_id: Mapped[str] = mapped_column(unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")

    person: Mapped[User | None] = relationship(lazy="raise_on_sql")

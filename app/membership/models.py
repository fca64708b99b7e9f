"""Invitations: a role in an organisation, offered to whoever reads a mailbox."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.choices import Choice
from app.core.db import Addressed, Model, Stated
from app.core.history import Tracked
from app.core.i18n import lazy
from app.core.times import now
from app.directory.choices import Role
from app.directory.models import Organisation
from app.inbox.models import Delivery, Message

GOOD_FOR = timedelta(days=7)
"""Counted from when the mail has left, not from when it was written."""


class InvitationState(Choice):
    """How far an invitation has come. SENT, UNREACHABLE and EXPIRED are made by mail and time."""

    CREATED = "created", lazy("Waits to be sent"), "wait", "waiting"
    SENT = "sent", lazy("Sent"), "live", "send"
    UNREACHABLE = "unreachable", lazy("Could not be delivered"), "bad", "block"
    OPENED = "opened", lazy("Opened"), "live", "view"
    ACCEPTED = "accepted", lazy("Accepted"), "good", "pass"
    DECLINED = "declined", lazy("Turned down"), "", "declined"
    EXPIRED = "expired", lazy("Expired"), "", "clock"
    REVOKED = "revoked", lazy("Taken back"), "", "undo"


class Invitation(Tracked, Stated, Addressed, Model):
    """Roles in an organisation, offered by mail; nobody belongs to it before they accept."""

    __tablename__ = "invitation"
    __untracked__ = Tracked.__untracked__ | {"token_digest", "message_id"}

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    """The account of the mailbox, opened with the invitation where there was none."""
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(default=list)
    function: Mapped[str] = mapped_column(default="")
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """SHA-256 of what the link carries; each mail carries another, so that older ones are dead."""
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.CREATED)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    person: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    invited_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=invited_by_id)
    message: Mapped[Message | None] = relationship(lazy="raise_on_sql")

    @property
    def sent_at(self) -> datetime | None:
        return self.message.sent_at if self.message else None

    @property
    def expires_at(self) -> datetime | None:
        return self.sent_at + GOOD_FOR if self.sent_at else None

    @property
    def offered(self) -> list[Role]:
        return [Role(role) for role in self.roles]

    @property
    def standing(self) -> InvitationState:
        if self.state not in {InvitationState.CREATED, InvitationState.OPENED}:
            return self.state
        if self.expires_at and self.expires_at < now():
            return InvitationState.EXPIRED
        if self.state == InvitationState.CREATED and self.message:
            return _BY_MAIL.get(self.message.delivery, self.state)
        return self.state


_BY_MAIL = {
    Delivery.SENT: InvitationState.SENT,
    Delivery.FAILED: InvitationState.UNREACHABLE,
}

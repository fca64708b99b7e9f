"""What was asked of whom: the mails that ask for a confirmation, and which messages they were."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class ConfirmationRequest(Model):
    """That an organisation or a search was asked to confirm what was last confirmed on a day.

    There is one for each confirmation that ran out, so that every mail is sent once, however often
    and however many at once look for what is due.
    """

    __tablename__ = "confirmation_request"
    __table_args__ = (
        sa.CheckConstraint(
            "(organisation_id IS NULL) != (search_id IS NULL)", "asks_for_one_thing"
        ),
        sa.UniqueConstraint("organisation_id", "since"),
        sa.UniqueConstraint("search_id", "since"),
    )

    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    search_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner_search.id"))
    since: Mapped[date]
    """The day of the confirmation that ran out; of an entry from a public source, of its entry."""
    asked_on: Mapped[date]
    reminded_on: Mapped[date | None]


class RequestMail(Model):
    """A message that carried a request."""

    __tablename__ = "request_mail"
    __table_args__ = (sa.UniqueConstraint("request_id", "message_id"),)

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("confirmation_request.id"))
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id"), index=True)

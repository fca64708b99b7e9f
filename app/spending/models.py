"""What partners have spent, claimed and been paid, and the rates of exchange it is converted at."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.budgets.plan import Category
from app.consortia.models import Partner, Project
from app.core.choices import Choice
from app.core.db import JSON, Addressed, Model, Stated, Versioned
from app.core.documents import Document
from app.core.history import Tracked
from app.core.i18n import lazy
from app.core.money import ZERO, Amount
from app.core.times import now


class Exact(sa.types.TypeDecorator[Decimal]):
    """A decimal with as many digits as it has, kept as its text; not for sums in the database."""

    impl = sa.String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class RateSource(Choice):
    """Where a rate of exchange comes from."""

    INFOREURO = "inforeuro", lazy("InforEuro"), "good"
    MANUAL = "manual", lazy("Entered by hand"), "wait"
    ECB = "ecb", lazy("European Central Bank, in place of InforEuro"), "wait"


class ExchangeRate(Tracked, Versioned, Addressed, Model):
    """How many units of a currency one euro is worth in a month."""

    __tablename__ = "exchange_rate"
    __table_args__ = (sa.UniqueConstraint("currency", "month"),)

    currency: Mapped[str] = mapped_column(sa.String(3))
    month: Mapped[date]
    """The first day of the month."""
    rate: Mapped[Decimal] = mapped_column(Exact())
    source: Mapped[RateSource]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(default=now)

    author: Mapped[User | None] = relationship(lazy="raise_on_sql")


class ReportState(Choice):
    """The life of a partner's report."""

    DRAFT = "draft", lazy("Being written"), "", "draft"
    SUBMITTED = "submitted", lazy("Sent to the controller"), "wait", "send"
    IN_CONTROL = "in_control", lazy("In control"), "wait", "view"
    CERTIFIED = "certified", lazy("Certified"), "good", "pass"


class Report(Tracked, Stated, Addressed, Model):
    """What a partner reports of its spending in a time."""

    __untracked__ = Tracked.__untracked__ | {
        *("updated_at", "preparers"),
        # What a move writes is told by the line of the move.
        *("submitted_at", "certified_at", "controller_id", "shares", "options"),
    }
    __tablename__ = "spending_report"
    __table_args__ = (
        sa.UniqueConstraint("partner_id", "number"),
        sa.CheckConstraint("ends_on >= starts_on", "ends_after_it_starts"),
        sa.CheckConstraint(
            "(state = 'certified') = (certified_at IS NOT NULL)", "certified_at_a_moment"
        ),
    )

    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    submitted_at: Mapped[datetime | None]
    """When it was sent to the controller first: the rates of that month are frozen."""
    certified_at: Mapped[datetime | None]
    controller_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    preparers: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The ids of all who wrote in it: none of them may control it."""
    shares: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What each fund pays, frozen with the certificate: `{"fund": "ERDF", "rate": "75.00"}`."""
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The flat rates in percent by option, frozen with the certificate."""
    updated_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[ReportState] = mapped_column(default=ReportState.DRAFT)

    partner: Mapped[Partner] = relationship(lazy="raise_on_sql")
    controller: Mapped[User | None] = relationship(lazy="raise_on_sql")
    items: Mapped[list[Expenditure]] = relationship(
        lazy="raise_on_sql",
        order_by="Expenditure.id",
        back_populates="report",
        cascade="all, delete-orphan",
    )


class Expenditure(Tracked, Addressed, Model):
    """One cost that was paid, against a line of the budget."""

    __tablename__ = "expenditure"
    __table_args__ = (
        sa.CheckConstraint("amount >= 0 AND cut >= 0", "not_negative"),
        sa.CheckConstraint("vat >= 0 AND vat <= amount", "vat_is_within_the_amount"),
        sa.CheckConstraint("cut = 0 OR cut <= coalesce(euro, 0)", "cut_is_within_the_amount"),
    )

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("spending_report.id"), index=True)
    category: Mapped[Category]
    line_uid: Mapped[uuid.UUID | None]
    """The line of the budget; it may go in a later version, which the older ones still show."""
    description: Mapped[str] = mapped_column(default="")
    invoice: Mapped[str] = mapped_column(default="")
    supplier: Mapped[str] = mapped_column(default="")
    invoiced_on: Mapped[date | None]
    paid_on: Mapped[date | None]
    amount: Mapped[Amount]
    """What is claimed, in the currency of the invoice."""
    currency: Mapped[str] = mapped_column(sa.String(3), default="EUR")
    vat: Mapped[Amount] = mapped_column(default=ZERO)
    """The value added tax inside the amount."""
    rate: Mapped[Decimal | None] = mapped_column(Exact())
    """Frozen when the report is first sent."""
    rate_month: Mapped[date | None]
    rate_source: Mapped[RateSource | None]
    """The month and the source of the frozen rate; a later rate of that month changes neither."""
    euro: Mapped[Amount | None]
    cut: Mapped[Amount] = mapped_column(default=ZERO)
    """What the controller did not accept, in euros."""
    cut_reason: Mapped[str] = mapped_column(sa.Text, default="")
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"), index=True)

    report: Mapped[Report] = relationship(lazy="raise_on_sql", back_populates="items")
    document: Mapped[Document | None] = relationship(lazy="raise_on_sql")


class PaymentKind(Choice):
    """Which way money went."""

    INSTALMENT = "instalment", lazy("Received from the programme"), "good"
    FORWARDED = "forwarded", lazy("Forwarded to the partner"), "live"
    CONTRIBUTION = "contribution", lazy("Received from a source of the contribution"), "good"


class Payment(Tracked, Versioned, Addressed, Model):
    """Money that was received or forwarded."""

    __tablename__ = "payment"
    __table_args__ = (sa.CheckConstraint("amount > 0", "is_above_zero"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(sa.ForeignKey("spending_report.id"), index=True)
    source_name: Mapped[str] = mapped_column(default="")
    """For a contribution: the name of its origin in the partner's budget, which versions change."""
    kind: Mapped[PaymentKind]
    fund: Mapped[str] = mapped_column(sa.String(40), default="")
    amount: Mapped[Amount]
    on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    partner: Mapped[Partner | None] = relationship(lazy="raise_on_sql")

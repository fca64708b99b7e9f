"""Budgets of partners as they are kept: lines, flat rates, funds, origins of the contribution."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.budgets.derivation import product
from app.budgets.plan import Category, Option, Pledge, SourceStatus
from app.consortia.models import Partner
from app.core.choices import Choice
from app.core.db import JSON, Addressed, Model, Stated
from app.core.documents import Document
from app.core.history import Tracked
from app.core.i18n import lazy
from app.core.money import Amount, Hundredths, Rate
from app.core.times import now
from app.programmes.models import RuleSet

ABOVE_ANY_ROW = 1_000_000_000 * 100 * 100
"""No product of units and unit price comes to this, in the hundredths of both columns."""


class BudgetState(Choice):
    """The life of a partner's budget (workflows.md D4)."""

    DRAFT = "draft", lazy("Being written"), "", "draft"
    SUBMITTED = "submitted", lazy("Sent to finance"), "wait", "send"
    RETURNED = "returned", lazy("Returned with a question"), "turn", "question"
    ACCEPTED = "accepted", lazy("Accepted by finance"), "good", "pass"
    BASELINE = "baseline", lazy("Fixed for the agreement"), "done", "lock"
    CHANGING = "changing", lazy("Change being written"), "turn", "edit"
    CHANGE_SENT = "change-sent", lazy("Change sent to finance"), "wait", "send"
    CHANGE_CHECKED = "change-checked", lazy("Change before the director"), "wait", "send"
    CLOSED = "closed", lazy("Closed with final figures"), "done", "flag"


class Budget(Tracked, Stated, Addressed, Model):
    """One version of what a partner plans to spend; a rate of None means real costs."""

    __untracked__ = Tracked.__untracked__ | {"updated_at", "preparers"}
    __tablename__ = "budget"
    __table_args__ = (
        sa.UniqueConstraint("partner_id", "number"),
        *(
            sa.CheckConstraint(f"{option.value} BETWEEN 0 AND 10000", f"{option.value}_is_a_rate")
            for option in Option
        ),
        sa.CheckConstraint(
            "office_on_staff IS NULL OR office_on_direct IS NULL", "one_basis_of_office_costs"
        ),
        sa.CheckConstraint(
            "other_flat IS NULL OR coalesce(staff_flat, travel_flat, office_on_staff, "
            "office_on_direct) IS NULL",
            "rate_for_other_costs_stands_alone",
        ),
    )

    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    """The version of the partner's budget, counted from 1."""
    baseline: Mapped[int] = mapped_column(default=0)
    """The number of the baseline that holds; 0 before the first."""
    approved: Mapped[int] = mapped_column(default=0)
    """The number of the last baseline that the director has approved: changes count from it."""
    change_reason: Mapped[str] = mapped_column(sa.Text, default="")
    """Why the partner asks for a change of the baseline; empty while none is asked for."""
    staff_flat: Mapped[Rate | None]
    travel_flat: Mapped[Rate | None]
    office_on_staff: Mapped[Rate | None]
    office_on_direct: Mapped[Rate | None]
    other_flat: Mapped[Rate | None]
    preparers: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The ids of all who wrote in this version: none of them may accept it."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    """When anything in the budget was edited; every edit writes it, so that two who edit parts of
    one budget at once meet in its version."""
    state: Mapped[BudgetState] = mapped_column(default=BudgetState.DRAFT)

    partner: Mapped[Partner] = relationship(lazy="raise_on_sql")
    lines: Mapped[list[Line]] = relationship(
        lazy="raise_on_sql",
        order_by="Line.position, Line.id",
        back_populates="budget",
        cascade="all, delete-orphan",
    )
    funding: Mapped[list[Funding]] = relationship(
        lazy="raise_on_sql",
        order_by="Funding.position, Funding.id",
        back_populates="budget",
        cascade="all, delete-orphan",
    )
    sources: Mapped[list[Source]] = relationship(
        lazy="raise_on_sql",
        order_by="Source.position, Source.id",
        back_populates="budget",
        cascade="all, delete-orphan",
    )
    versions: Mapped[list[BudgetVersion]] = relationship(
        lazy="raise_on_sql", order_by="BudgetVersion.number", back_populates="budget"
    )

    @property
    def options(self) -> dict[Option, Decimal]:
        """The flat rates that are chosen."""
        rates = {option: getattr(self, option.value) for option in Option}
        return {option: rate for option, rate in rates.items() if rate is not None}


class Line(Tracked, Addressed, Model):
    """One cost. A lump sum is a line of one unit; a plain amount is one unit at that price."""

    __tablename__ = "budget_line"
    __table_args__ = (
        sa.CheckConstraint("units >= 0 AND unit_price >= 0", "not_negative"),
        sa.CheckConstraint(f"units * unit_price < {ABOVE_ANY_ROW}", "row_within_bounds"),
        sa.CheckConstraint("category != 'other'", "other_costs_are_never_written"),
        sa.CheckConstraint("category != 'lump_sums' OR units = 100", "lump_sum_is_one_unit"),
    )

    budget_id: Mapped[int] = mapped_column(sa.ForeignKey("budget.id"), index=True)
    position: Mapped[int]
    category: Mapped[Category]
    description: Mapped[str]
    units: Mapped[Decimal] = mapped_column(Hundredths())
    unit_price: Mapped[Amount]
    staff_function: Mapped[str] = mapped_column(default="")
    unit_type: Mapped[str] = mapped_column(default="")
    """What is counted, in the partner's words: month, hour, flight; empty for a plain amount."""
    costs_as: Mapped[Category | None]
    """For a unit cost: the category in which it counts as a real cost."""
    period: Mapped[str] = mapped_column(sa.String(20), default="")
    """For a lump sum: preparation, closure, or the number of a period; empty is the last one."""
    periods: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Amounts by the number of a period, as decimal strings: `{"1": "100.00"}`."""
    work_package_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("work_package.id"), index=True
    )
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("activity.id"), index=True)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    """What the partner says about this line."""
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    """What finance asks about this line."""

    budget: Mapped[Budget] = relationship(lazy="raise_on_sql", back_populates="lines")

    @property
    def amount(self) -> Amount:
        """What the line comes to."""
        return product(self.units, self.unit_price).result


class Funding(Tracked, Model):
    """The share of the total that a fund pays."""

    __tablename__ = "budget_funding"
    __table_args__ = (
        sa.UniqueConstraint("budget_id", "fund"),
        sa.CheckConstraint("rate BETWEEN 0 AND 10000", "is_a_rate"),
    )

    budget_id: Mapped[int] = mapped_column(sa.ForeignKey("budget.id"), index=True)
    fund: Mapped[str] = mapped_column(sa.String(40))
    rate: Mapped[Rate]
    position: Mapped[int] = mapped_column(default=0)

    budget: Mapped[Budget] = relationship(lazy="raise_on_sql", back_populates="funding")


class Source(Tracked, Model):
    """An origin of the partner's contribution; `is_partner` marks the partner's own money."""

    __tablename__ = "budget_source"
    __table_args__ = (
        sa.CheckConstraint("amount >= 0", "not_negative"),
        sa.CheckConstraint(
            "NOT is_partner OR status != 'automatic_public'", "own_money_is_not_automatic"
        ),
        sa.Index(
            "uq_budget_source_one_is_the_partner", "budget_id", unique=True,
            sqlite_where=sa.text("is_partner"), postgresql_where=sa.text("is_partner"),
        ),
    )  # fmt: skip

    budget_id: Mapped[int] = mapped_column(sa.ForeignKey("budget.id"), index=True)
    name: Mapped[str]
    status: Mapped[SourceStatus]
    amount: Mapped[Amount]
    is_partner: Mapped[bool] = mapped_column(default=False)
    pledge: Mapped[Pledge] = mapped_column(default=Pledge.INTENDED)
    evidence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    budget: Mapped[Budget] = relationship(lazy="raise_on_sql", back_populates="sources")
    evidence: Mapped[Document | None] = relationship(lazy="raise_on_sql")


class VersionKind(Choice):
    """At which moment a version of a budget was kept."""

    INDICATIVE = "indicative", lazy("Indicative, from the expression of interest"), "", "draft"
    SUBMITTED = "submitted", lazy("Sent to finance"), "wait", "send"
    RETURNED = "returned", lazy("Returned with a question"), "turn", "question"
    ACCEPTED = "accepted", lazy("Accepted by finance"), "good", "pass"
    BASELINE = "baseline", lazy("Baseline"), "done", "lock"
    CHECKED = "checked", lazy("Passed on to the director"), "wait", "send"
    REJECTED = "rejected", lazy("Change that was refused"), "bad", "block"
    WITHDRAWN = "withdrawn", lazy("Change that was taken back"), "", "undo"
    FINAL = "final", lazy("Final figures"), "done", "flag"


class BudgetVersion(Addressed, Model):
    """A budget as it stood at one moment; never changed.

    `document` is the partner's part of the budget document (`flask compute-budget`), with the ids,
    notes and comments of its lines; `rule_set` are the rules that it was checked against.
    """

    __tablename__ = "budget_version"
    __table_args__ = (sa.UniqueConstraint("budget_id", "number"),)

    budget_id: Mapped[int] = mapped_column(sa.ForeignKey("budget.id"), index=True)
    number: Mapped[int]
    """Counted from 1 in each budget."""
    kind: Mapped[VersionKind]
    baseline: Mapped[int] = mapped_column(default=0)
    """The number of the baseline, where it is one."""
    document: Mapped[dict[str, Any]]
    total: Mapped[Amount]
    contribution: Mapped[Amount]
    rule_set_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rule_set.id"), index=True)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)

    budget: Mapped[Budget] = relationship(lazy="raise_on_sql", back_populates="versions")
    rule_set: Mapped[RuleSet | None] = relationship(lazy="raise_on_sql")
    author: Mapped[User | None] = relationship(lazy="raise_on_sql")


class DeclarationState(Choice):
    """The life of a partner's declaration on its contribution."""

    ISSUED = "issued", lazy("To be signed"), "wait", "sign"
    SIGNED = "signed", lazy("Signed"), "done", "pass"
    VOID = "void", lazy("No longer valid"), "bad", "block"


class Declaration(Tracked, Stated, Addressed, Model):
    """What a partner declares of its own contribution: a locked text with the amount of a version.

    A signed one becomes void when the contribution of a later version is higher.
    """

    __tablename__ = "declaration"
    __table_args__ = (sa.UniqueConstraint("budget_id", "number"),)

    budget_id: Mapped[int] = mapped_column(sa.ForeignKey("budget.id"), index=True)
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_version.id"), index=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    text: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    amount: Mapped[Amount]
    signatory: Mapped[str] = mapped_column(default="")
    function: Mapped[str] = mapped_column(default="")
    authority: Mapped[str] = mapped_column(sa.Text, default="")
    """What entitles the signatory to sign: the statutes, a power of attorney."""
    issued_at: Mapped[datetime] = mapped_column(default=now)
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    void_since: Mapped[datetime | None]
    state: Mapped[DeclarationState] = mapped_column(default=DeclarationState.ISSUED)

    budget: Mapped[Budget] = relationship(lazy="raise_on_sql")
    of_version: Mapped[BudgetVersion] = relationship(lazy="raise_on_sql")
    signed_by: Mapped[User | None] = relationship(lazy="raise_on_sql")


class BudgetSheetDraft(Model):
    """What somebody has typed into the sheet of a budget and what is not in the budget yet."""

    __tablename__ = "budget_sheet_draft"
    __table_args__ = (sa.UniqueConstraint("budget_id", "person_id"),)

    budget_id: Mapped[int] = mapped_column(sa.ForeignKey("budget.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    version: Mapped[int]
    """The version of the budget that the person saw while typing."""
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """The rows that were touched, as they were typed: see sheet.Typed."""
    blank: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """How many empty rows the person has asked for, by category."""
    at: Mapped[datetime] = mapped_column(default=now)

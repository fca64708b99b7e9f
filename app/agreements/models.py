"""Partnership agreements: their versions, who accepted which, and who signed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.consortia.models import Partner, Project
from app.core.choices import Choice
from app.core.db import Addressed, Model, Stated
from app.core.documents import Document
from app.core.history import Tracked
from app.core.i18n import lazy
from app.core.times import now


class AgreementState(Choice):
    """The life of a partnership agreement (workflows.md D3)."""

    DRAFT = "draft", lazy("Draft"), "", "draft"
    NEGOTIATION = "negotiation", lazy("Waits for the parties' acceptance"), "turn", "edit"
    AGREED = "agreed", lazy("Text agreed"), "good", "equal"
    OUT_FOR_SIGNATURE = "out-for-signature", lazy("Out for signature"), "turn", "sign"
    PARTLY_SIGNED = "partly-signed", lazy("Partly signed"), "wait", "sign"
    SIGNED = "signed", lazy("Signed by all"), "good", "pass"
    IN_FORCE = "in-force", lazy("In force"), "done", "handshake"


class Method(Choice):
    """How a signature was given; the words are those of the printed sheet."""

    TYPED = "typed", lazy("Typed confirmation by the signatory")
    SCAN = "scan", lazy("Signed on paper, scan filed")


class Agreement(Tracked, Stated, Addressed, Model):
    """The agreement of one project; its text is that of its newest version."""

    __tablename__ = "agreement"

    reference: Mapped[str] = mapped_column(unique=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), unique=True, index=True)
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    law: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    effective_on: Mapped[date | None]
    """The day from which the agreement is in force; None is the day of the last signature."""
    effective_condition: Mapped[str] = mapped_column(default="")
    overrides: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Clauses that were worded anew for this agreement, by key; locked ones cannot be."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    in_force_at: Mapped[datetime | None]
    state: Mapped[AgreementState] = mapped_column(default=AgreementState.DRAFT)

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    versions: Mapped[list[Version]] = relationship(
        lazy="raise_on_sql", order_by="Version.number", back_populates="agreement"
    )

    @property
    def text(self) -> Version:
        """The version that counts."""
        return self.versions[-1]


class Version(Model):
    """A text with its annex as it was put before the parties; never changed."""

    __tablename__ = "agreement_version"
    __table_args__ = (sa.UniqueConstraint("agreement_id", "number"),)

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"), index=True)
    number: Mapped[int]
    text: Mapped[dict[str, Any]]
    """What `agreements.text.from_json` reads."""
    digest: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 over the canonical text and annex."""
    at: Mapped[datetime] = mapped_column(default=now)

    agreement: Mapped[Agreement] = relationship(lazy="raise_on_sql", back_populates="versions")
    acceptances: Mapped[list[Acceptance]] = relationship(
        lazy="raise_on_sql", order_by="Acceptance.id", back_populates="version"
    )
    signatures: Mapped[list[Signature]] = relationship(
        lazy="raise_on_sql", order_by="Signature.id", back_populates="version"
    )


class Acceptance(Tracked, Model):
    """A party's word that it agrees to exactly this text."""

    __tablename__ = "acceptance"
    __table_args__ = (sa.UniqueConstraint("version_id", "partner_id"),)

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement_version.id"), index=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(default=now)

    version: Mapped[Version] = relationship(lazy="raise_on_sql", back_populates="acceptances")


class Signature(Tracked, Addressed, Model):
    """A party's signature under a version, by typing or on paper with its scan."""

    __tablename__ = "signature"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "partner_id"),
        sa.CheckConstraint("method != 'scan' OR scan_id IS NOT NULL", "paper_has_its_scan"),
    )

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement_version.id"), index=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    signatory: Mapped[str]
    capacity: Mapped[str] = mapped_column(default="")
    method: Mapped[Method]
    signed_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(sa.String(64))
    scan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"), index=True)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)

    version: Mapped[Version] = relationship(lazy="raise_on_sql", back_populates="signatures")
    partner: Mapped[Partner] = relationship(lazy="raise_on_sql")
    scan: Mapped[Document | None] = relationship(lazy="raise_on_sql")
    recorded_by: Mapped[User] = relationship(lazy="raise_on_sql")

"""Organisations, who belongs to them, and what they are accredited for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.clock import PROFILE, Freshness
from app.core.db import JSON, Addressed, Model, Stated
from app.core.documents import Document
from app.core.history import Tracked
from app.core.money import Amount
from app.core.times import localdate, now
from app.directory.choices import (
    AccreditationState,
    Kind,
    ProfileState,
    Role,
    Size,
    VatRecovery,
)
from app.programmes.vocabularies import LegalStatus

EXPIRING_WITHIN = timedelta(days=90)


class Organisation(Tracked, Stated, Addressed, Model):
    """A body that can be a partner; one of them is the agency of this installation."""

    __tablename__ = "organisation"
    __table_args__ = (
        sa.CheckConstraint(
            "state != 'verified' OR verified_at IS NOT NULL", "verified_has_a_moment"
        ),
        sa.Index("uq_organisation_pic", "pic", unique=True),
        sa.Index("ix_organisation_names", "country", "folded_name", "folded_english"),
        *(
            sa.Index(
                f"ix_organisation_{name}", name,
                sqlite_where=sa.text(f"{name} != ''"), postgresql_where=sa.text(f"{name} != ''"),
            )
            for name in ("folded_english", "domain", "vat")  # empty for most
        ),
        sa.Index(
            "uq_organisation_the_agency", "is_agency", unique=True,
            sqlite_where=sa.text("is_agency"), postgresql_where=sa.text("is_agency"),
        ),
    )  # fmt: skip

    __untracked__ = Tracked.__untracked__ | {
        *("submitted_at", "verified_at", "confirmed_on"),
        *("folded_name", "folded_english", "domain", "is_listed", "state_before"),
    }

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_english: Mapped[str] = mapped_column(default="")
    abbreviation: Mapped[str] = mapped_column(sa.String(15), default="")
    department: Mapped[str] = mapped_column(default="")
    kind: Mapped[Kind]
    partner_type: Mapped[str] = mapped_column(default="")
    size: Mapped[Size | None]
    legal_status: Mapped[LegalStatus | None]
    public_law_tests: Mapped[list[str]] = mapped_column(default=list)
    """Which of the three tests of Directive 2014/24/EU, Article 2(1)(4) the body meets: a, b, c."""
    country: Mapped[str] = mapped_column(sa.String(2))
    region_code: Mapped[str] = mapped_column(sa.String(8), default="")
    """The region in the vocabulary `regions`: NUTS 2 or 3, or ISO 3166-2 outside of NUTS."""
    region: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")

    registration_number: Mapped[str] = mapped_column(default="")
    register_name: Mapped[str] = mapped_column(default="")
    vat: Mapped[str] = mapped_column(sa.String(20), default="")
    vat_recovery: Mapped[VatRecovery | None]
    pic: Mapped[str | None] = mapped_column(sa.String(9))
    """The participant identification code of the European Commission: 9 digits."""
    other_id: Mapped[str] = mapped_column(default="")
    other_id_kind: Mapped[str] = mapped_column(default="")
    nace: Mapped[list[str]] = mapped_column(default=list)
    founded: Mapped[int | None]
    staff_band: Mapped[str] = mapped_column(sa.String(8), default="")
    """A value of StaffBand, or empty."""

    languages: Mapped[list[str]] = mapped_column(default=list)
    description: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    expertise: Mapped[list[str]] = mapped_column(default=list)
    competences: Mapped[str] = mapped_column(sa.Text, default="")
    role_sought: Mapped[str] = mapped_column(sa.Text, default="")
    experience: Mapped[str] = mapped_column(sa.Text, default="")
    """These three are the questions of the partner's section in Jems (B.1.6)."""
    activity_countries: Mapped[list[str]] = mapped_column(default=list)
    interest_programmes: Mapped[list[str]] = mapped_column(default=list)
    """Slugs of the programmes that it wants to take part in."""
    themes: Mapped[list[str]] = mapped_column(default=list)
    roles_willing: Mapped[list[str]] = mapped_column(default=list)
    """Values of PartnerRole."""
    available_from: Mapped[date | None]
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    """The agency's own, never shown to others."""

    source: Mapped[str] = mapped_column(default="")
    """Where an imported entry comes from; empty for one that an organisation made itself."""
    folded_name: Mapped[str] = mapped_column(default="", index=True)
    """What duplicates are compared by; kept by the commands."""
    folded_english: Mapped[str] = mapped_column(default="")
    """The same of the English name, where that is another one."""
    domain: Mapped[str] = mapped_column(default="")
    """The registrable part of the website's host; kept by the commands."""
    is_listed: Mapped[bool] = mapped_column(default=False, index=True)
    """Whether the public finds it: from the first verification or import on, until it is archived,
    suspended or merged; editing never takes it away."""
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    is_agency: Mapped[bool] = mapped_column(default=False)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None]
    confirmed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    state: Mapped[ProfileState] = mapped_column(default=ProfileState.DRAFT)
    state_before: Mapped[ProfileState | None]
    """What it was before it was archived or merged, and will be again when that is undone."""

    accreditations: Mapped[list[Accreditation]] = relationship(
        lazy="raise_on_sql", order_by="Accreditation.id", back_populates="organisation"
    )
    experiences: Mapped[list[Experience]] = relationship(
        lazy="raise_on_sql",
        order_by="Experience.ended.desc(), Experience.id",
        back_populates="organisation",
        cascade="all, delete-orphan",
    )

    @property
    def standing(self) -> ProfileState:
        return ProfileState.STALE if self.is_faded else self.state

    @hybrid_property
    def is_faded(self) -> bool:
        """Whether nobody has confirmed it for so long that lists leave it out until asked."""
        return self.state == ProfileState.VERIFIED and self.freshness == Freshness.FADED

    @is_faded.inplace.expression
    @classmethod
    def _is_faded(cls) -> sa.ColumnElement[bool]:
        faded = cls.confirmed_on <= PROFILE.faded_by(localdate())
        return sa.and_(cls.state == ProfileState.VERIFIED, faded)

    @property
    def freshness(self) -> Freshness:
        return PROFILE.freshness(self.confirmed_on, localdate())


class Experience(Tracked, Addressed, Model):
    """A project that an organisation took part in: the evidence of what it can do."""

    __tablename__ = "experience"
    __table_args__ = (sa.CheckConstraint("started <= ended", "years_run_forward"),)

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    programme: Mapped[str] = mapped_column(default="")
    acronym: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    role: Mapped[str] = mapped_column(default="")
    """A value of PartnerRole, or empty where it is not known."""
    started: Mapped[int | None]
    ended: Mapped[int | None]
    budget: Mapped[Amount | None]
    """The organisation's own share, in EUR."""
    website: Mapped[str] = mapped_column(default="")
    project_id: Mapped[str] = mapped_column(default="", index=True)
    """What the source calls the project; those who share it worked together."""
    source: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship(
        lazy="raise_on_sql", back_populates="experiences"
    )


class Membership(Tracked, Model):
    """A role of a person in an organisation; one person may hold several."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("person_id", "organisation_id", "role"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role: Mapped[Role]
    function: Mapped[str] = mapped_column(default="")

    person: Mapped[User] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Accreditation(Tracked, Stated, Addressed, Model):
    """What an accreditation body has attested an organisation to be competent for."""

    __tablename__ = "accreditation"
    __table_args__ = (
        sa.CheckConstraint("valid_from <= valid_until", "validity_runs_forward"),
        sa.CheckConstraint(
            "state != 'verified' OR verified_at IS NOT NULL", "verified_has_a_moment"
        ),
    )
    __untracked__ = Tracked.__untracked__ | {"verified_at", "verified_by_id", "told_days"}

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    standard: Mapped[str]
    """The norm that the body is accredited under, such as ISO/IEC 17021-1."""
    schemes: Mapped[list[str]] = mapped_column(default=list)
    """What it may certify, such as ISO 9001."""
    certificate_number: Mapped[str]
    accreditation_body: Mapped[str]
    is_mla_signatory: Mapped[bool] = mapped_column(default=False)
    """Whether the accreditation body has signed the EA multilateral agreement for this scope."""
    scope: Mapped[str] = mapped_column(sa.Text, default="")
    """The scope in the words of the certificate."""
    iaf_sectors: Mapped[list[int]] = mapped_column(JSON, default=list)
    nace: Mapped[list[str]] = mapped_column(default=list)
    legislation: Mapped[list[str]] = mapped_column(default=list)
    """Acts that a notified body is notified for, from the vocabulary `legislation`."""
    modules: Mapped[list[str]] = mapped_column(default=list)
    """Modules of conformity assessment, A to H1 (Decision No 768/2008/EC, Annex II)."""
    nando_number: Mapped[str] = mapped_column(sa.String(4), default="")
    countries: Mapped[list[str]] = mapped_column(default=list)
    """ISO codes and groups; none is everywhere."""
    locations: Mapped[list[str]] = mapped_column(default=list)
    source_url: Mapped[str] = mapped_column(default="")
    first_issued: Mapped[date | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    evidence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"), index=True)
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    told_days: Mapped[int | None]
    """How many days before its end it was last told that it ends: 90, 30, 7 or 0."""
    state: Mapped[AccreditationState] = mapped_column(default=AccreditationState.DECLARED)

    organisation: Mapped[Organisation] = relationship(
        lazy="raise_on_sql", back_populates="accreditations"
    )
    evidence: Mapped[Document | None] = relationship(lazy="raise_on_sql")
    verified_by: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def standing(self) -> AccreditationState:
        today = localdate()
        if self.state in {AccreditationState.SUSPENDED, AccreditationState.WITHDRAWN}:
            return self.state
        if self.valid_until < today:
            return AccreditationState.EXPIRED
        soon = self.valid_until < today + EXPIRING_WITHIN
        verified = self.state == AccreditationState.VERIFIED
        return AccreditationState.EXPIRING if soon and verified else self.state

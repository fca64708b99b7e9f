"""Projects and their partners: the partnership that a search has led to."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.consortia.schedule import Period, periods_of
from app.core.choices import Choice
from app.core.db import Addressed, Model, Stated, Versioned
from app.core.history import Tracked
from app.core.i18n import lazy
from app.core.money import Amount
from app.core.times import now
from app.directory.choices import PartnerRole
from app.directory.models import Organisation
from app.interests.models import Interest
from app.programmes.models import Programme, RuleSet
from app.programmes.vocabularies import LegalStatus
from app.searches.models import PartnerSearch


class ProjectState(Choice):
    """The life of a partnership."""

    FORMING = "forming", lazy("Being formed"), "live", "partners"
    AGREED = "agreed", lazy("Agreement in force"), "done", "handshake"
    PUBLISHED = "published", lazy("Published facts only"), "plain", "document"


class Project(Tracked, Stated, Addressed, Model):
    """A partnership and the project it is for."""

    __untracked__ = Tracked.__untracked__ | {"planned_at"}
    __tablename__ = "project"

    reference: Mapped[str] = mapped_column(unique=True)
    search_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("partner_search.id"), unique=True, index=True
    )
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    rule_set_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rule_set.id"), index=True)
    rules_as_of: Mapped[date | None]

    title: Mapped[str]
    acronym: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    published_total: Mapped[Amount | None]
    """The total that a source has published, where the budget itself is not kept here."""
    periods: Mapped[int] = mapped_column(default=0)
    """How many implementation periods the budgets are spread over; 0: they are not."""
    months_in_period: Mapped[int] = mapped_column(default=6)
    planned_at: Mapped[datetime | None]
    """When periods, work packages or activities were last edited; every edit writes it, so that
    two who edit the plan at once meet in the version of the project."""
    source: Mapped[str] = mapped_column(sa.Text, default="")
    """Where published facts come from, and what of them is an example."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.FORMING)

    search: Mapped[PartnerSearch | None] = relationship(lazy="raise_on_sql")
    programme: Mapped[Programme | None] = relationship(lazy="raise_on_sql")
    rule_set: Mapped[RuleSet | None] = relationship(lazy="raise_on_sql")
    partners: Mapped[list[Partner]] = relationship(
        lazy="raise_on_sql", order_by="Partner.number", back_populates="project"
    )
    work_packages: Mapped[list[WorkPackage]] = relationship(
        lazy="raise_on_sql", order_by="WorkPackage.number", back_populates="project"
    )

    @property
    def for_management(self) -> frozenset[int]:
        """The work packages whose costs are for managing it, by their ids; they must be loaded."""
        return frozenset(package.id for package in self.work_packages if package.is_management)

    @property
    def schedule(self) -> tuple[Period, ...]:
        """The implementation periods; none where budgets are not spread over time."""
        return periods_of(self.periods, self.months_in_period, self.starts_on, self.ends_on)


class WorkPackage(Tracked, Addressed, Model):
    """A part of the work of a project, to which costs may be tied."""

    __tablename__ = "work_package"
    __table_args__ = (sa.UniqueConstraint("project_id", "number"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    is_management: Mapped[bool] = mapped_column(default=False)
    """Whether its costs are for managing the project, which some programmes limit."""

    project: Mapped[Project] = relationship(lazy="raise_on_sql", back_populates="work_packages")
    activities: Mapped[list[Activity]] = relationship(
        lazy="raise_on_sql", order_by="Activity.number", back_populates="work_package"
    )


class Activity(Tracked, Addressed, Model):
    """A step inside a work package."""

    __tablename__ = "activity"
    __table_args__ = (sa.UniqueConstraint("work_package_id", "number"),)

    work_package_id: Mapped[int] = mapped_column(sa.ForeignKey("work_package.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]

    work_package: Mapped[WorkPackage] = relationship(
        lazy="raise_on_sql", back_populates="activities"
    )


class Partner(Tracked, Versioned, Addressed, Model):
    """An organisation in a project, as it was when it joined."""

    __tablename__ = "partner"
    __table_args__ = (
        sa.UniqueConstraint("project_id", "number"),
        sa.UniqueConstraint("project_id", "organisation_id"),
        sa.Index(
            "uq_partner_one_lead", "project_id", unique=True,
            sqlite_where=sa.text("role = 'lead'"), postgresql_where=sa.text("role = 'lead'"),
        ),
    )  # fmt: skip

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    number: Mapped[int]
    role: Mapped[PartnerRole] = mapped_column(default=PartnerRole.PARTNER)
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    """None for a partner of a published project that is not registered here."""
    interest_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("interest.id"), unique=True, index=True
    )
    name: Mapped[str]
    country: Mapped[str] = mapped_column(sa.String(2))
    city: Mapped[str] = mapped_column(default="")
    partner_type: Mapped[str] = mapped_column(default="")
    legal_status: Mapped[LegalStatus | None]
    joined_at: Mapped[datetime] = mapped_column(default=now)

    project: Mapped[Project] = relationship(lazy="raise_on_sql", back_populates="partners")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    interest: Mapped[Interest | None] = relationship(lazy="raise_on_sql")

    @property
    def numbered(self) -> str:
        """Its number and name, as every table of partners begins its row."""
        return f"{self.number}. {self.name}"

"""People whose knowledge an organisation brings: what they can do, and who may know their names."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.choices import Choice
from app.core.db import JSON, Addressed, Model, Stated
from app.core.documents import Document
from app.core.history import Tracked
from app.core.i18n import lazy
from app.core.times import now
from app.directory.models import Organisation


class ExpertState(Choice):
    """Whether an expert is offered to projects."""

    OFFERED = "offered", lazy("Offered to projects"), "good", "pass"
    WITHDRAWN = "withdrawn", lazy("Withdrawn"), "", "undo"


class RateBand(Choice):
    """What a day costs, roughly, in EUR without VAT."""

    TO_200 = "to-200", lazy("up to EUR 200")
    TO_400 = "200-400", lazy("EUR 200 to 400")
    TO_600 = "400-600", lazy("EUR 400 to 600")
    TO_800 = "600-800", lazy("EUR 600 to 800")
    MORE = "more", lazy("more than EUR 800")


class Expert(Tracked, Stated, Addressed, Model):
    """An expert, as their organisation offers them to projects."""

    __tablename__ = "expert"
    __table_args__ = (
        sa.CheckConstraint("NOT is_public OR consented_on IS NOT NULL", "public_with_consent"),
        sa.CheckConstraint("years >= 0", "years_count_up"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    """Of the person, such as Dr."""
    function: Mapped[str] = mapped_column(default="")
    education: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Entries of `award`, `institution` and `year`."""
    years: Mapped[int | None]
    """Of experience in the field."""
    languages: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Entries of `code` and `level`, a key of `wording.LEVELS`."""
    expertise: Mapped[list[str]] = mapped_column(default=list)
    methods: Mapped[list[str]] = mapped_column(default=list)
    iaf_sectors: Mapped[list[int]] = mapped_column(JSON, default=list)
    nace: Mapped[list[str]] = mapped_column(default=list)
    standards: Mapped[list[str]] = mapped_column(default=list)
    qualifications: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Entries of `title`, `body` and `valid_until` (ISO date or empty)."""
    countries: Mapped[list[str]] = mapped_column(default=list)
    """Where the person has worked."""
    rate_band: Mapped[RateBand | None]
    assignments: Mapped[list[str]] = mapped_column(default=list)
    """The references: what the person did, for whom and when."""
    available_from: Mapped[date | None]
    availability: Mapped[str] = mapped_column(default="")
    declared_independent_on: Mapped[date | None]
    """When the person declared to depend on nobody whom they would judge."""
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    cv_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"), index=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    """Whether everybody may know who it is; without, the public sees an expert without a name."""
    consented_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[ExpertState] = mapped_column(default=ExpertState.OFFERED)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    cv: Mapped[Document | None] = relationship(lazy="raise_on_sql")

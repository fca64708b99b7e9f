"""Readable references such as PS-2026-014, given out one by one and never twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.core.db import Model, db
from app.core.times import localdate

NEXT = sa.text(
    "INSERT INTO reference_counter (prefix, year, last_number) VALUES (:prefix, :year, 1) "
    "ON CONFLICT (prefix, year) DO UPDATE SET last_number = reference_counter.last_number + 1 "
    "RETURNING last_number"
)


class ReferenceCounter(Model):
    """The number that was given last for a prefix in a year."""

    __tablename__ = "reference_counter"
    __table_args__ = (sa.UniqueConstraint("prefix", "year"),)

    prefix: Mapped[str]
    year: Mapped[int]
    last_number: Mapped[int]


def next_reference(prefix: str) -> str:
    """Take the next number of this year: `PS-2026-001`; three digits or more.

    The year is that of the agency's time zone. The counter's row stays locked until the transaction
    ends, so that a number is lost only with everything that was written beside it.
    """
    year = localdate().year
    number = db.session.execute(NEXT, {"prefix": prefix, "year": year}).scalar_one()
    return f"{prefix}-{year}-{number:03}"

"""How many organisations and searches there are in each country, region and city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.atlas.places import Place, find_place
from app.core import fulltext
from app.core.db import db
from app.directory import listing
from app.directory.models import Organisation
from app.directory.queries import find_public


@dataclass
class Cities:
    """How many organisations there are at each place that is known, and how it is written."""

    numbers: Counter[Place] = field(default_factory=Counter)
    spellings: dict[Place, set[str]] = field(default_factory=dict)
    unplaced: int = 0


def cities(wanted: listing.Wanted) -> Cities:
    """Count what a query finds by city: one statement, whatever the number of organisations."""
    found = Cities()
    rows = db.session.execute(
        sa.select(Organisation.country, Organisation.city, sa.func.count())
        .where(*_conditions(wanted))
        .group_by(Organisation.country, Organisation.city)
    )
    for country, city, number in rows:
        if place := find_place(country, city):
            found.numbers[place] += number
            found.spellings.setdefault(place, set()).add(city)
        else:
            found.unplaced += number
    return found


def countries(wanted: listing.Wanted) -> Mapping[str, int]:
    """Count what a query finds by country, as the filter of the list does: its own choice aside."""
    return find_public(wanted).countries


def region(wanted: listing.Wanted, code: str) -> int:
    """Count what a query finds in one region."""
    counted = sa.select(sa.func.count(Organisation.id))
    return db.session.scalars(
        counted.where(*_conditions(wanted), Organisation.region_code == code)
    ).one()


def _conditions(wanted: listing.Wanted) -> list[sa.ColumnElement[bool]]:
    """What the list of the directory asks of an organisation."""
    clauses: list[sa.ColumnElement[bool]] = [Organisation.is_listed.is_(sa.true())]
    if wanted.text:
        hits = fulltext.matches("organisation", wanted.text).subquery()
        clauses.append(Organisation.id.in_(sa.select(hits.c.id)))
    if wanted.kinds:
        clauses.append(sa.cast(Organisation.kind, sa.String).in_(wanted.kinds))
    if wanted.countries:
        clauses.append(Organisation.country.in_(wanted.countries))
    return clauses

"""How many organisations a query finds in each city; countries and regions the query counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.atlas.places import Place, find_place
from app.core.catalogue import Found
from app.core.db import db
from app.directory.models import Organisation


@dataclass
class Cities:
    """How many organisations there are at each place that is known, and how it is written."""

    numbers: Counter[Place] = field(default_factory=Counter)
    spellings: dict[Place, list[str]] = field(default_factory=dict)


def cities(hits: Found) -> Cities:
    """Count hits by city: one statement, whatever their number."""
    found = Cities()
    rows = db.session.execute(
        sa.select(Organisation.country, Organisation.city, sa.func.count())
        .where(hits.holds(Organisation.id))
        .group_by(Organisation.country, Organisation.city)
        .order_by(Organisation.country, Organisation.city)
    )
    for country, city, number in rows:
        if place := find_place(country, city):
            found.numbers[place] += number
            found.spellings.setdefault(place, []).append(city)
    return found

"""How many organisations and searches there are in each country, region and city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.atlas.places import Place, find_place
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
    """Count what a query finds by city: three statements, whatever the number of organisations."""
    found = Cities()
    rows = db.session.execute(
        sa.select(Organisation.country, Organisation.city, sa.func.count())
        .where(find_public(wanted).holds(Organisation.id))
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
    return find_public(wanted).counts("country")


def region(wanted: listing.Wanted, code: str) -> int:
    """Count what a query finds in one region."""
    return find_public(wanted).counts("region").get(code, 0)

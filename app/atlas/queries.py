"""How many organisations a query finds in each city; countries and regions the query counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from app.atlas.places import Place, find_place
from app.core.catalogue import Found
from app.directory.listing import by_city


@dataclass
class Cities:
    """How many organisations there are at each place that is known, and how it is written."""

    numbers: Counter[Place] = field(default_factory=Counter)
    spellings: dict[Place, list[str]] = field(default_factory=dict)


def cities(hits: Found) -> Cities:
    """Count hits by city; no statement, whatever their number."""
    found = Cities()
    for (country, city), number in sorted(by_city(hits).items()):
        if place := find_place(country, city):
            found.numbers[place] += number
            found.spellings.setdefault(place, []).append(city)
    return found

"""One text asked of everything at once: searches, organisations and experts."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.core import fulltext
from app.core.db import db
from app.core.paging import Page
from app.directory import listing as directory
from app.directory.models import Organisation
from app.directory.queries import find_public, public_page
from app.experts.models import Expert
from app.experts.queries import count_public, experts, public
from app.searches import narrowing
from app.searches import queries as searches
from app.searches.filters import Sort
from app.searches.filters import Wanted as WantedSearches
from app.searches.models import PartnerSearch

EXPERT = "expert"


@dataclass(frozen=True)
class Results:
    """The first hits of each kind with how many there are, and a page of experts.

    `meant` is the text that was found in place of the one that was asked for, or empty.
    """

    searches: Page[PartnerSearch]
    organisations: Page[Organisation]
    experts: Page[Expert]
    meant: str = ""

    @property
    def total(self) -> int:
        return self.searches.total + self.organisations.total + self.experts.total


def find(text: str, number: int, per_page: int, most: int) -> Results:
    """Find a text in everything that is public and open; ten statements at most.

    `most` hits are shown of searches and organisations, which have lists of their own. A better
    spelling is tried only where nothing of any kind was found.
    """
    first = _find(text, number, per_page, most)
    if first.total or not text:
        return first
    for kind, visible in (
        (narrowing.KIND, narrowing.find(WantedSearches()).hits_among),
        (directory.KIND, find_public(directory.Wanted()).hits_among),
        (EXPERT, count_public),
    ):
        if better := fulltext.better_text(kind, text, visible):
            again = _find(better, number, per_page, most, meant=better)
            if again.total:
                return again
    return first


def _find(text: str, number: int, per_page: int, most: int, meant: str = "") -> Results:
    wanted = WantedSearches(q=text, sort=Sort.RELEVANCE, per_page=most)
    return Results(
        searches.listing(wanted),
        public_page(find_public(directory.Wanted(q=text)), 1, most),
        _experts(text, number, per_page),
        meant,
    )


def _experts(text: str, number: int, per_page: int) -> Page[Expert]:
    """Return a page of the experts that everybody may find, the best hits first."""
    hits = fulltext.find(EXPERT, text)
    if hits.tiers is None:
        return Page([], 1, per_page, 0)
    found = fulltext.matches(EXPERT, text).subquery()
    there = set(
        db.session.scalars(
            sa.select(Expert.id)
            .join(Expert.organisation)
            .join(found, found.c.id == Expert.id)
            .where(public())
        )
    )
    ordered = dict.fromkeys(one for tier in hits.tiers for one in sorted(tier) if one in there)
    ids = list(ordered)[(number - 1) * per_page : number * per_page]
    loaded = experts(ids)
    return Page([loaded[one] for one in ids if one in loaded], number, per_page, len(ordered))

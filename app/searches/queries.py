"""What searches there are, and everything a page needs of each."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload, selectinload

from app.core.catalogue import Found
from app.core.db import db
from app.core.paging import Page, paginate
from app.searches import narrowing
from app.searches.filters import Wanted
from app.searches.models import PartnerSearch, SearchState, Slot

IN_LISTS = (
    *("reference", "title", "summary", "language", "lead_applicant", "estimated_budget"),
    *("currency", "deadline_at", "deadline_zone", "state", "is_demonstration", "published_at"),
    *("confirmed_on", "rules_as_of"),
)
"""What a card of the listing shows of a search."""


def get_search(reference: str) -> PartnerSearch:
    """Raises NoResultFound. Programme, priority, author, slots and their criteria are loaded."""
    found = sa.select(PartnerSearch).where(PartnerSearch.reference == reference)
    return db.session.scalars(found.options(*_everything())).one()


def get_slot(uid: uuid.UUID) -> Slot:
    """Raises NoResultFound. Its criteria and everything of its search are loaded."""
    found = sa.select(Slot).where(Slot.uid == uid)
    whole = joinedload(Slot.search).options(*_everything())
    return db.session.scalars(found.options(whole, selectinload(Slot.criteria))).one()


def find(wanted: Wanted) -> Found:
    """Find what the public may see, with the numbers behind each filter; two statements at most."""
    return narrowing.find(wanted)


def listing(wanted: Wanted, found: Found | None = None) -> Page[PartnerSearch]:
    """Return a page of what the public finds, with what a card shows; one statement more."""
    found = found or find(wanted)
    pages = max(1, -(-found.total // wanted.per_page))
    some = sa.select(PartnerSearch).options(
        sa.orm.load_only(*(getattr(PartnerSearch, name) for name in IN_LISTS)),
        joinedload(PartnerSearch.programme),
        joinedload(PartnerSearch.slots),
    )
    return _page(found, min(wanted.page, pages), wanted.per_page, some)


def published(wanted: Wanted) -> Page[PartnerSearch]:
    """Return a page of what the public finds, whole; beyond the last page it is empty."""
    some = sa.select(PartnerSearch).options(*_everything())
    return _page(find(wanted), wanted.page, wanted.per_page, some)


def _page(
    found: Found, number: int, per_page: int, some: sa.Select[PartnerSearch]
) -> Page[PartnerSearch]:
    ids = found.part(number, per_page)
    rows = db.session.scalars(some.where(PartnerSearch.id.in_(ids))).unique() if ids else ()
    loaded = {search.id: search for search in rows}
    return Page([loaded[id_] for id_ in ids if id_ in loaded], number, per_page, found.total)


def every_search() -> Iterator[PartnerSearch]:
    """Yield all searches with their slots and criteria, without holding all of them."""
    slots = selectinload(PartnerSearch.slots).selectinload(Slot.criteria)
    found = sa.select(PartnerSearch).options(slots).order_by(PartnerSearch.id)
    yield from db.session.scalars(found.execution_options(yield_per=500))


def partnership_of(search: PartnerSearch) -> str | None:
    """Return the reference of what an agreed search led to, from the feature that keeps it."""
    find = current_app.extensions.get("partnership_of")
    return find(search) if find and search.state == SearchState.AGREED else None


def seats_taken(slots: Iterable[Slot]) -> Mapping[int, int]:
    """Return how many seats are occupied, by the slots' ids; who occupies them is not asked.

    Interests are downstream: they register who can tell, in one statement for any number of slots.
    """
    ids = [slot.id for slot in slots]
    count = current_app.extensions.get("seats_taken")
    taken: Mapping[int, int] = count(ids) if ids and count else {}
    return taken


def workbench(
    states: Collection[SearchState], number: int, per_page: int = 30
) -> Page[PartnerSearch]:
    """Return a page of all searches for the staff, those edited last first."""
    found = sa.select(PartnerSearch).options(
        joinedload(PartnerSearch.programme), joinedload(PartnerSearch.author)
    )
    if states:
        found = found.where(sa.or_(*(narrowing.stands(state) for state in states)))
    newest = found.order_by(PartnerSearch.updated_at.desc(), PartnerSearch.id.desc())
    return paginate(newest, number, per_page)


def numbers_by_standing() -> Mapping[SearchState, int]:
    """Count all searches by how they stand now."""
    standing = narrowing.standing().label("standing")
    counts = sa.select(standing, sa.func.count()).group_by(standing)
    return {SearchState(name): number for name, number in db.session.execute(counts)}


def waiting_for_review() -> Sequence[PartnerSearch]:
    """List the searches that a reviewer has to look at, the longest wait first."""
    found = sa.select(PartnerSearch).where(PartnerSearch.state == SearchState.IN_REVIEW)
    return db.session.scalars(found.order_by(PartnerSearch.updated_at, PartnerSearch.id)).all()


def _everything() -> list[Any]:
    return [
        joinedload(PartnerSearch.author),
        joinedload(PartnerSearch.programme),
        joinedload(PartnerSearch.priority),
        joinedload(PartnerSearch.rule_set),
        selectinload(PartnerSearch.slots).selectinload(Slot.criteria),
    ]

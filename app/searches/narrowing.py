"""What the listing finds: the searches that a question names, in order, and how they stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from app.core import catalogue, fulltext
from app.core.catalogue import Bits, Catalogue, Entry, Found
from app.core.changes import ALL, watch
from app.core.keeping import Source, current
from app.core.times import local_zone, now
from app.core.warming import ahead
from app.directory.listing import FADED, YES, listed, with_wider
from app.programmes import countries
from app.programmes.models import Priority, Programme
from app.searches.filters import LISTS, STATES, Sort, Status, Wanted
from app.searches.models import HIDDEN, PartnerSearch, SearchState, Slot

Clause = sa.ColumnElement[bool]
KIND = "search"
"""What the full-text index calls searches."""
NEVER = float("inf")
DEADLINE, LATEST, NEWEST, BUDGET = "deadline", "latest", "newest", "budget"
FACETS = tuple(name for name in LISTS if name != "status")


def find(wanted: Wanted, text: str | None = None) -> Found:
    """Find what the public may see: two statements at most; `text` may take the place of `q`."""
    known = current(SEARCHES)
    text = wanted.q if text is None else text
    chosen = {
        name: known.having(name, values) for name in FACETS if (values := getattr(wanted, name))
    }
    if Status.ANY not in wanted.status:
        chosen["status"] = _standing(known, wanted.status)
    return catalogue.found(
        known,
        fulltext.find(KIND, text) if text else None,
        chosen | _ranges(known, wanted),
        known.everything,
        _orders(known, wanted.sort),
        best_first=wanted.sort == Sort.RELEVANCE,
    )


def second_try(wanted: Wanted, first: Found) -> tuple[str, Found] | None:
    """Return a better spelling and what it finds, where the text finds nothing by a slip."""
    return catalogue.second_try(KIND, wanted.q, first, lambda text: find(wanted, text))


def by_status(found: Found) -> dict[str, int]:
    """Count what each status would find beside the other filters."""
    known, among = found.catalogue, found.but("status")
    numbers = {
        status.value: (_standing(known, (status.value,)) & among).bit_count() for status in STATES
    }
    return {**numbers, Status.ANY.value: among.bit_count()}


def standing() -> sa.ColumnElement[str]:
    """Say in SQL what `PartnerSearch.standing` says in Python."""
    state = sa.cast(PartnerSearch.state, sa.String)
    return sa.case((_is_over(), SearchState.CLOSED.value), else_=state)


def stands(state: SearchState) -> Clause:
    """Whether a search stands so now, whatever time has made of its stored state."""
    if state == SearchState.OPEN:
        return sa.and_(PartnerSearch.state == SearchState.OPEN, PartnerSearch.deadline_at > now())
    if state == SearchState.CLOSED:
        return sa.or_(PartnerSearch.state == SearchState.CLOSED, _is_over())
    return PartnerSearch.state == state


def _is_over() -> Clause:
    return sa.and_(PartnerSearch.state == SearchState.OPEN, PartnerSearch.deadline_at <= now())


def _standing(known: Catalogue, statuses: tuple[str, ...]) -> Bits:
    """Return the searches under a status at this moment."""
    states = {state for status in STATES if status in statuses for state in STATES[status]}
    others = known.having("state", (state.value for state in states - {SearchState.OPEN}))
    over = known.at_most(DEADLINE, now().timestamp())
    open_by_state = known.having("state", (SearchState.OPEN.value,))
    faded = known.having(FADED, (YES,))
    if Status.OPEN in statuses:
        others |= open_by_state & ~over & ~faded
    if Status.UNCONFIRMED in statuses:
        others |= open_by_state & ~over & faded
    if SearchState.CLOSED in states:
        others |= open_by_state & over
    return others


def _ranges(known: Catalogue, wanted: Wanted) -> dict[str, Bits]:
    chosen: dict[str, Bits] = {}
    if wanted.budget_min is not None:
        chosen["budget_min"] = known.at_most(BUDGET, _largest_first(wanted.budget_min))
    if wanted.budget_max is not None:
        larger = known.at_most(BUDGET, _largest_first(wanted.budget_max) - 1)
        chosen["budget_max"] = known.at_most(BUDGET, 0) & ~larger
    if wanted.deadline_before:
        end = _end_of(wanted.deadline_before).timestamp()
        chosen["deadline_before"] = known.at_most(DEADLINE, end - 1e-6)
    if wanted.posted_within:
        since = (now() - timedelta(days=wanted.posted_within)).timestamp()
        chosen["posted_within"] = known.at_most(NEWEST, -since)
    return chosen


def _orders(known: Catalogue, sort: Sort) -> list[tuple[Bits, str]]:
    """By the deadline, what is open goes first, then what is not, the latest first."""
    if sort in {Sort.NEWEST, Sort.BUDGET}:
        return [(known.everything, {Sort.NEWEST: NEWEST, Sort.BUDGET: BUDGET}[sort])]
    is_open = _standing(known, (Status.OPEN.value,))
    return [(is_open, DEADLINE), (known.everything & ~is_open, LATEST)]


def _facts() -> sa.Select[*tuple[Any, ...]]:
    one = PartnerSearch
    lists = (Slot.countries, Slot.partner_types, Slot.standards, Slot.iaf_sectors, Slot.nace)
    return (
        sa.select(
            *(one.id, one.language, one.rules_as_of, one.deadline_at, one.published_at),
            *(one.estimated_budget, sa.cast(one.state, sa.String).label("state")),
            one.is_faded.label(FADED),
            *(Programme.slug, Priority.code, sa.cast(Slot.role, sa.String).label("role")),
            *(sa.cast(column, sa.Text).label(column.key) for column in (*lists, Slot.themes)),
        )
        .outerjoin(Programme, Programme.id == one.programme_id)
        .outerjoin(Priority, Priority.id == one.priority_id)
        .outerjoin(Slot, Slot.search_id == one.id)
        .where(one.state.not_in(HIDDEN))
    )


def _entry(rows: Any, day: date) -> Entry:
    one = rows[0]
    values = {("state", one.state), ("language", one.language)}
    if one.faded:
        values.add((FADED, YES))
    if one.slug:
        values.add(("programme", one.slug))
        if one.code:
            values.add(("priority", f"{one.slug}:{one.code}"))
    for slot in rows:
        if slot.role is not None:
            values.update(_sought(slot, one.rules_as_of or day))
    deadline = one.deadline_at.replace(tzinfo=UTC).timestamp() if one.deadline_at else None
    published = one.published_at.replace(tzinfo=UTC).timestamp() if one.published_at else None
    return Entry(
        list(values),
        {
            DEADLINE: NEVER if deadline is None else deadline,
            LATEST: NEVER if deadline is None else -deadline,
            NEWEST: NEVER if published is None else -published,
            BUDGET: NEVER if one.estimated_budget is None else _largest_first(one.estimated_budget),
        },
    )


def _sought(slot: Any, on: date) -> Iterator[tuple[str, str]]:
    """Yield what a slot asks for; a group of countries asks for each of its members on a day."""
    yield "role", slot.role
    yield from (("country", code) for code in _with_members(listed(slot.countries), on))
    yield from (("partner_type", code) for code in listed(slot.partner_types))
    yield from (("standard", name) for name in listed(slot.standards))
    yield from (("iaf", number) for number in listed(slot.iaf_sectors))
    yield from (("nace", wider) for code in listed(slot.nace) for wider in with_wider(code))
    yield from (("theme", code) for code in listed(slot.themes))


@lru_cache(maxsize=4096)
def _with_members(codes: tuple[str, ...], on: date) -> frozenset[str]:
    return frozenset(codes) | countries.expand(codes, on)


def _largest_first(budget: Decimal) -> int:
    return -int(budget * 100)


def _end_of(day: date) -> datetime:
    zone = local_zone()
    next_day = min(day, date.max - timedelta(days=1)) + timedelta(days=1)
    return datetime.combine(next_day, time(), zone)


SEARCHES = Source(KIND, (DEADLINE, LATEST, NEWEST, BUDGET), _facts, _entry)
ahead(lambda: current(SEARCHES))
watch(PartnerSearch, KIND, lambda search: search.id)
watch(Slot, KIND, lambda slot: slot.search_id)
watch(Programme, KIND, lambda _: ALL)
watch(Priority, KIND, lambda _: ALL)

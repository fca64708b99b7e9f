"""The listing in SQL: which searches a question finds, and how many each further choice would."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app

from app.core import fulltext
from app.core.db import db, now
from app.programmes import countries
from app.programmes.models import Priority, Programme
from app.searches.filters import STATES, Sort, Status, Wanted
from app.searches.models import HIDDEN, PartnerSearch, SearchState, Slot

Clause = sa.ColumnElement[bool]
KIND = "search"
"""What the full-text index calls searches."""
GROUPS = frozenset(countries.GROUPS)
CODES = re.compile(r'"([^"]+)"')


@dataclass
class Facets:
    """How many searches each choice would find, by its code; what finds nothing is not there."""

    programmes: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    partner_types: Counter[str] = field(default_factory=Counter)


def found(wanted: Wanted) -> sa.Select[PartnerSearch]:
    """Select the searches in the order asked for; ties go by id."""
    statement = sa.select(PartnerSearch)
    best_first: list[Any] = []
    if wanted.q:
        hits = fulltext.matches(KIND, wanted.q).subquery()
        statement = statement.join(hits, hits.c.id == PartnerSearch.id)
    order: dict[Sort, list[Any]] = {
        Sort.DEADLINE: _by_deadline(),
        Sort.NEWEST: [PartnerSearch.published_at.desc()],
        Sort.RELEVANCE: [*best_first, *_by_deadline()],
        Sort.BUDGET: [
            PartnerSearch.estimated_budget.is_(None),
            PartnerSearch.estimated_budget.desc(),
        ],
    }
    return statement.where(*_conditions(wanted)).order_by(*order[wanted.sort], PartnerSearch.id)


def count(wanted: Wanted) -> sa.Select[int]:
    """Count what is found, without the rows."""
    return sa.select(sa.func.count(PartnerSearch.id)).where(*_conditions(wanted), *_text(wanted))


def facets(wanted: Wanted) -> sa.CompoundSelect[Any]:
    """Count by programme, by partner type and by country, each with its own filter left open.

    What all slots of a search say of countries is put together as one text, so that no search is
    counted twice for a country that it names and covers by a group; `counted` takes it apart.
    """
    nothing = sa.cast(sa.null(), sa.Date)
    by_programme = (
        sa.select(
            sa.literal("programme").label("facet"),
            Programme.slug.label("codes"),
            nothing.label("rules_as_of"),
            sa.func.count(PartnerSearch.id).label("number"),
        )
        .join(Programme, Programme.id == PartnerSearch.programme_id)
        .where(*_conditions(wanted.without("programme")), *_text(wanted))
        .group_by(Programme.slug)
    )
    partner_type = _elements(Slot.partner_types)
    code = sa.cast(partner_type.c.value, sa.String)
    by_partner_type = (
        sa.select(
            sa.literal("partner_type"), code, nothing, sa.func.count(PartnerSearch.id.distinct())
        )
        .select_from(PartnerSearch)
        .join(Slot, Slot.search_id == PartnerSearch.id)
        .join(partner_type, sa.true())
        .where(*_conditions(wanted.without("partner_type")), *_text(wanted))
        .group_by(code)
    )
    asked = (
        sa.select(
            sa.func.aggregate_strings(sa.cast(Slot.countries, sa.Text), " ").label("codes"),
            sa.func.min(PartnerSearch.rules_as_of).label("rules_as_of"),
        )
        .select_from(PartnerSearch)
        .join(Slot, Slot.search_id == PartnerSearch.id)
        .where(*_conditions(wanted.without("country")), *_text(wanted))
        .group_by(PartnerSearch.id)
        .subquery()
    )
    by_country = sa.select(
        sa.literal("country"), asked.c.codes, asked.c.rules_as_of, sa.func.count()
    ).group_by(asked.c.codes, asked.c.rules_as_of)
    return sa.union_all(by_programme, by_partner_type, by_country)


def counted(rows: Iterable[Any]) -> Facets:
    """Put the rows of `facets` together; groups of countries count for each of their members."""
    found = Facets()
    today = now().date()
    by_groups: Counter[tuple[frozenset[str], date]] = Counter()
    for facet, text, rules_as_of, number in rows:
        if facet == "programme":
            found.programmes[text] = number
        elif facet == "partner_type":
            found.partner_types[text] = number
        else:
            codes = frozenset(CODES.findall(text))
            groups = (codes & GROUPS, rules_as_of or today)
            by_groups[groups] += number
            for country in codes - GROUPS - _members(*groups):
                found.countries[country] += number
    for groups, number in by_groups.items():
        found.countries.update(dict.fromkeys(_members(*groups), number))
    return found


@lru_cache(maxsize=1024)
def _members(groups: frozenset[str], on: date) -> frozenset[str]:
    return countries.expand(groups, on)


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


def _by_deadline() -> list[Any]:
    """Order what is open by its deadline, then what is not, the latest first."""
    is_open = stands(SearchState.OPEN)
    return [
        sa.case((is_open, 0), else_=1),
        sa.case((is_open, PartnerSearch.deadline_at)),
        PartnerSearch.deadline_at.is_(None),
        PartnerSearch.deadline_at.desc(),
    ]


def _text(wanted: Wanted) -> list[Clause]:
    if not wanted.q:
        return []
    hits = fulltext.matches(KIND, wanted.q).subquery()
    return [PartnerSearch.id.in_(sa.select(hits.c.id))]


def _conditions(wanted: Wanted) -> list[Clause]:
    """Everything but the text, which is joined where its rank is needed."""
    search = PartnerSearch
    clauses: list[Clause] = [search.state.not_in(HIDDEN), *_by_status(wanted)]
    if wanted.programme:
        of_programmes = sa.select(Programme.id).where(Programme.slug.in_(wanted.programme))
        clauses.append(search.programme_id.in_(of_programmes))
    if wanted.priority:
        clauses.append(search.priority_id.in_(_priorities(wanted.priority)))
    if wanted.language:
        clauses.append(search.language.in_(wanted.language))
    if wanted.budget_min is not None:
        clauses.append(search.estimated_budget >= wanted.budget_min)
    if wanted.budget_max is not None:
        clauses.append(search.estimated_budget <= wanted.budget_max)
    if wanted.deadline_before:
        clauses.append(search.deadline_at < _end_of(wanted.deadline_before))
    if wanted.posted_within:
        clauses.append(search.published_at >= now() - timedelta(days=wanted.posted_within))
    return clauses + _by_what_slots_ask(wanted)


def _by_status(wanted: Wanted) -> list[Clause]:
    if Status.ANY in wanted.status:
        return []
    states = {state for status in STATES if status in wanted.status for state in STATES[status]}
    return [sa.or_(*(stands(state) for state in sorted(states)))]


def _by_what_slots_ask(wanted: Wanted) -> list[Clause]:
    clauses: list[Clause] = []
    if wanted.country:
        code = _elements(Slot.countries)
        clauses.append(_some_slot(code, _covers(code.c.value, wanted.country)))
    for column, values in (
        (Slot.partner_types, wanted.partner_type),
        (Slot.standards, wanted.standard),
        (Slot.iaf_sectors, wanted.iaf),
    ):
        if values:
            element = _elements(column)
            clauses.append(_some_slot(element, sa.cast(element.c.value, sa.String).in_(values)))
    if wanted.role:
        clauses.append(_some_slot(None, sa.cast(Slot.role, sa.String).in_(wanted.role)))
    return clauses


def _some_slot(element: sa.FromClause | None, condition: Clause) -> Clause:
    slots = sa.select(Slot.id).where(Slot.search_id == PartnerSearch.id, condition)
    if element is not None:
        slots = slots.join_from(Slot, element, sa.true())
    return slots.correlate(PartnerSearch).exists()


def _elements(column: Any) -> sa.TableValuedAlias:
    """Unfold a JSON list into rows with the column `value`."""
    name = {"sqlite": "json_each", "postgresql": "jsonb_array_elements_text"}
    unfold = getattr(sa.func, name[db.engine.dialect.name])
    alias: sa.TableValuedAlias = unfold(column).table_valued("value")
    return alias


def _covers(code: sa.ColumnElement[str], wanted: Iterable[str]) -> Clause:
    """Whether a code is one of the countries, or a group they belong to when the rules count."""
    on = sa.func.coalesce(PartnerSearch.rules_as_of, now().date(), type_=sa.Date)
    named = tuple(wanted)
    clauses: list[Clause] = [sa.cast(code, sa.String).in_(named)]
    for group, since, until in {tie for one in named for tie in countries.memberships(one)}:
        lasts = sa.true() if until is None else on <= until
        clauses.append(sa.and_(sa.cast(code, sa.String) == group, on >= since, lasts))
    return sa.or_(*clauses)


def _priorities(wanted: Iterable[str]) -> sa.Select[int]:
    named = (name.rpartition(":") for name in wanted)
    return (
        sa.select(Priority.id)
        .join(Priority.programme)
        .where(
            sa.or_(
                *(sa.and_(Programme.slug == slug, Priority.code == code) for slug, _, code in named)
            )
        )
    )


def _end_of(day: date) -> datetime:
    zone = ZoneInfo(current_app.config["TIME_ZONE"])
    return datetime.combine(day + timedelta(days=1), time(), zone)

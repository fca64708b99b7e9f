"""What this installation knows of organisations, made ready for comparing: read once, kept a while.

Everything is read in a fixed number of statements; what is kept is thrown away as soon as a count,
an id or a version in the database says that something has changed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import current_app

from app.core.db import db
from app.core.history import Entry
from app.core.warming import ahead
from app.directory.choices import PartnerRole, ProfileState
from app.directory.models import Experience, Organisation
from app.interests.models import Interest, InterestState
from app.searches.models import PartnerSearch

if TYPE_CHECKING:
    from app.matching.evidence import Evidence, Party
    from app.matching.ranking import Ranking

MOST_TAKINGS = 60_000
"""Participations in past projects that are compared with, the newest; a bound for memory."""

MOST_KEPT = 20_000
"""Profiles that are kept ready; where more are listed, each question gets its own short list."""

KEPT = "matching"
SEATED = (InterestState.CONFIRMED, InterestState.PARTNER)
Columns = Sequence[Any]


@dataclass(frozen=True)
class Profile:
    """What ranking needs of an organisation: far less than the entity, so thousands fit."""

    id: int
    slug: str
    name: str
    kind: str
    country: str
    partner_type: str
    languages: tuple[str, ...]
    confirmed_on: date | None
    state: ProfileState
    website: str
    headings: tuple[str, ...]
    body: str
    completeness: int
    """How many of eight things a whole profile says it says."""


@dataclass(frozen=True)
class Knowledge:
    """Past projects with those who took part, and profiles in their own words."""

    past: Ranking
    profiles: Mapping[int, Profile]
    words: Evidence
    """Each organisation's own words, as if they were a project of its own."""


def key(organisation_id: int) -> str:
    """Return what an organisation is called in evidence: sorted as numbers are.

    >>> key(7) < key(12)
    True
    """
    return f"{organisation_id:010d}"


def past() -> Ranking:
    """Return the ranking that has learned from all past projects known here."""
    kept: Ranking = _kept("past", _state_of_the_past(), _read_the_past)
    return kept


def listed_count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(_is_listed())) or 0


def profiles(ids: Collection[int] | None = None) -> tuple[Mapping[int, Profile], Evidence]:
    """Return the listed organisations, or those of some ids, with an index of their own words."""
    if ids is not None:
        return _read_profiles(ids)
    versions = _sum_of_products(Organisation.id, Organisation.version)
    found = sa.select(sa.func.count(), versions, _sign(Organisation))
    state = tuple(db.session.execute(found.where(_is_listed())).one())
    kept: tuple[Mapping[int, Profile], Evidence] = _kept("profiles", state, _read_profiles)
    return kept


def _kept(name: str, state: object, read: Any) -> Any:
    kept: dict[str, tuple[object, Any]] = current_app.extensions.setdefault(KEPT, {})
    if name not in kept or kept[name][0] != state:
        kept[name] = (state, read())
    return kept[name][1]


def _sign(model: type[Organisation] | type[Experience]) -> sa.ColumnElement[str]:
    """Return something of the newest row that is another in every other database."""
    newest = sa.select(sa.cast(model.uid, sa.Text)).order_by(model.id.desc()).limit(1)
    return newest.scalar_subquery()


def _sum_of_products(
    one: sa.orm.InstrumentedAttribute[int], other: sa.orm.InstrumentedAttribute[int]
) -> sa.ColumnElement[int]:
    """Return a number that changes when rows change places or go from one owner to another."""
    return sa.func.sum(sa.cast(one, sa.BigInteger) * other)


def _is_listed() -> sa.ColumnElement[bool]:
    return Organisation.is_listed & ~Organisation.is_agency


def _state_of_the_past() -> tuple[Any, ...]:
    edited = sa.select(sa.func.max(Entry.id)).where(Entry.subject_type == "experience")
    seated = sa.select(_sum_of_products(Interest.id, Interest.organisation_id)).where(
        Interest.state.in_(SEATED)
    )
    return tuple(
        db.session.execute(
            sa.select(
                sa.func.count(Experience.id),
                sa.func.max(Experience.id),
                _sum_of_products(Experience.id, Experience.organisation_id),
                _sign(Experience),
                edited.scalar_subquery(),
                seated.scalar_subquery(),
            )
        ).one()
    )


def _read_the_past() -> Ranking:
    from app.matching.evidence import Evidence, Project
    from app.matching.ranking import Ranking

    projects: dict[str, Project] = {}
    for id_, headings, body, role, organisation_id in (*_taken_part(), *_seated_here()):
        me = key(organisation_id)
        known = projects.get(id_)
        leads = me if role == PartnerRole.LEAD else None
        if known is None:
            projects[id_] = Project(id_, headings, body, leads, (me,))
        elif me not in known.parties:
            projects[id_] = Project(
                id_,
                known.headings,
                max(known.body, body, key=len),
                known.lead or leads,
                (*known.parties, me),
            )
    return Ranking(Evidence(list(projects.values()), _parties(projects.values())))


def _taken_part() -> Columns:
    """Read who took part in what; those who share the project's id were in it together."""
    found = db.session.execute(
        sa.select(
            Experience.project_id,
            Experience.id,
            Experience.title,
            Experience.acronym,
            Experience.summary,
            Experience.role,
            Experience.organisation_id,
        )
        .join(Experience.organisation)
        .where(Organisation.is_listed | Organisation.is_agency)
        .order_by(Experience.id.desc())
        .limit(MOST_TAKINGS)
    )
    return [
        (project or f"own {id_}", (title, acronym), summary, role, organisation_id)
        for project, id_, title, acronym, summary, role, organisation_id in found
    ]


def _seated_here() -> Columns:
    """Read who has become a partner through this house: that is a project together as well."""
    found = db.session.execute(
        sa.select(
            PartnerSearch.reference,
            PartnerSearch.title,
            PartnerSearch.description,
            Interest.role,
            Interest.organisation_id,
        )
        .join(Interest.search)
        .where(Interest.state.in_(SEATED))
        .order_by(Interest.id.desc())
        .limit(MOST_TAKINGS)
    )
    return [(ref, (title, ref), body, role, id_) for ref, title, body, role, id_ in found]


def _parties(projects: Any) -> dict[str, Party]:
    from app.matching.evidence import Party

    ids = {int(party) for project in projects for party in project.parties}
    columns = (Organisation.name, Organisation.name_english, Organisation.abbreviation)
    everybody = sa.select(Organisation.id, *columns, Organisation.country, Organisation.city)
    few = len(ids) <= MOST_KEPT
    everybody = everybody.where(Organisation.id.in_(ids) if few else Organisation.is_listed)
    return {
        key(id_): Party(key(id_), tuple(filter(None, names)), country, city)
        for id_, *names, country, city in db.session.execute(everybody)
    }


def _read_profiles(ids: Collection[int] | None = None) -> tuple[Mapping[int, Profile], Evidence]:
    from app.matching.evidence import Evidence, Project

    found = sa.select(
        *(Organisation.id, Organisation.slug, Organisation.name, Organisation.kind),
        *(Organisation.country, Organisation.partner_type, Organisation.languages),
        *(Organisation.confirmed_on, Organisation.state, Organisation.website),
        *(Organisation.expertise, Organisation.themes, Organisation.description),
        *(Organisation.competences, Organisation.role_sought, Organisation.experience),
    ).where(_is_listed())
    if ids is not None:
        found = found.where(Organisation.id.in_(ids))
    read = {row.id: _profile(row) for row in db.session.execute(found.order_by(Organisation.id))}
    words = [
        Project(key(one.id), one.headings, one.body, None, (key(one.id),))
        for one in read.values()
        if one.body.strip() or any(one.headings)
    ]
    return read, Evidence(words, {})


def _profile(row: Any) -> Profile:
    said = (row.description, row.competences, row.role_sought, row.experience)
    lists = (row.expertise, row.themes, row.languages)
    return Profile(
        id=row.id,
        slug=row.slug,
        name=row.name,
        kind=row.kind.value,
        country=row.country,
        partner_type=row.partner_type,
        languages=tuple(row.languages or ()),
        confirmed_on=row.confirmed_on,
        state=row.state,
        website=row.website,
        headings=(" ".join(row.expertise or ()), " ".join(row.themes or ())),
        body=" ".join(filter(None, said)),
        completeness=sum(map(bool, (*said, *lists, row.website))),
    )


ahead(past)
ahead(lambda: profiles() if listed_count() <= MOST_KEPT else None)

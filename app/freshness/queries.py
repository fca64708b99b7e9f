"""What is to be confirmed, who was asked for it, and how fresh the whole is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.core.clock import PROFILE, SEARCH, Clock, Step
from app.core.db import db
from app.core.paging import Page, paginate
from app.core.times import localdate, now
from app.directory.choices import ProfileState
from app.directory.models import Membership, Organisation
from app.directory.policy import KEEPERS
from app.freshness.models import ConfirmationRequest
from app.inbox.models import Delivery, Message
from app.searches.models import PartnerSearch, SearchState

Clause = sa.ColumnElement[bool]
Entity = Organisation | PartnerSearch
PER_PAGE = 50
_ASKED_OF_PROFILE: Clause = sa.and_(
    ConfirmationRequest.organisation_id == Organisation.id,
    ConfirmationRequest.since == Organisation.confirmed_on,
)
_ASKED_OF_SEARCH: Clause = sa.and_(
    ConfirmationRequest.search_id == PartnerSearch.id,
    ConfirmationRequest.since == PartnerSearch.confirmed_on,
)


class Due(NamedTuple):
    """A mail that is due: of what, since which confirmation, and which of the two it is."""

    model: type[Entity]
    id: int
    since: date
    step: Step


def find_entity(kind: str, number: int) -> Entity | None:
    """Find what a link or a mail is about, by its table and its number."""
    if kind == PartnerSearch.__tablename__:
        return db.session.get(PartnerSearch, number)
    return db.session.get(Organisation, number) if kind == Organisation.__tablename__ else None


def due(today: date) -> list[Due]:
    """List the mails that are due, each once; three statements."""
    of_any_day = ConfirmationRequest.organisation_id == Organisation.id
    created = Organisation.created_at
    profile = {"is_due": _profile_is_due(today), "asked_before": _ASKED_OF_PROFILE}
    entry = {"is_due": _entry_is_due(today), "asked_before": of_any_day}
    search = {"is_due": _search_is_due(today), "asked_before": _ASKED_OF_SEARCH}
    return [
        *_due(Organisation, Organisation.confirmed_on, PROFILE, today, **profile),
        *_due(Organisation, created, PROFILE, today, **entry),
        *_due(PartnerSearch, PartnerSearch.confirmed_on, SEARCH, today, **search),
    ]


def request_for(entity: Entity, since: date) -> ConfirmationRequest | None:
    """Find what was asked since a confirmation, as it is in the database now."""
    asked = ConfirmationRequest
    key = asked.search_id if isinstance(entity, PartnerSearch) else asked.organisation_id
    return db.session.scalar(
        sa.select(asked)
        .where(key == entity.id, asked.since == since)
        .execution_options(populate_existing=True)
    )


def _due(
    model: type[Entity],
    begun: Any,
    clock: Clock,
    today: date,
    *,
    is_due: Clause,
    asked_before: Clause,
) -> Iterator[Due]:
    """Ask the clock about everything that waits; who has had both mails is not loaded."""
    asked = ConfirmationRequest
    rows = db.session.execute(
        sa.select(model.id, begun, asked.asked_on)
        .outerjoin(asked, asked_before)
        .where(is_due, asked.reminded_on.is_(None))
        .order_by(model.id)
    )
    for id_, moment, asked_on in rows:
        since = localdate(moment) if isinstance(moment, datetime) else moment
        if step := clock.step(since, asked_on, None, today):
            yield Due(model, id_, since, step)


def _profile_is_due(today: date) -> Clause:
    confirmed = Organisation.confirmed_on <= PROFILE.due_by(today)
    return sa.and_(Organisation.state == ProfileState.VERIFIED, confirmed)


def _entry_is_due(today: date) -> Clause:
    """Whether an entry from a public source has a mailbox: that is told of it, twice at most."""
    day_after = datetime.combine(PROFILE.due_by(today) + timedelta(days=1), time(), UTC)
    return sa.and_(
        Organisation.state == ProfileState.UNCLAIMED,
        Organisation.is_listed,
        Organisation.email != "",
        Organisation.created_at < day_after,
    )


def _search_is_due(today: date) -> Clause:
    confirmed = PartnerSearch.confirmed_on <= SEARCH.due_by(today)
    return sa.and_(
        PartnerSearch.state == SearchState.OPEN, PartnerSearch.deadline_at > now(), confirmed
    )


def waiting_profiles(number: int) -> Page[Any]:
    """List profiles that are to be confirmed or whom no mail reaches, the oldest first.

    Rows of organisation, asked on, reminded on, and whether somebody can be reached.
    """
    asked, reached = ConfirmationRequest, _is_reached()
    is_due = Organisation.confirmed_on <= PROFILE.due_by(localdate())
    found = (
        sa.select(Organisation, asked.asked_on, asked.reminded_on, reached.label("is_reached"))
        .outerjoin(asked, _ASKED_OF_PROFILE)
        .where(
            Organisation.state == ProfileState.VERIFIED,
            sa.or_(is_due, sa.and_(~reached, ~Organisation.is_agency)),
        )
        .order_by(Organisation.confirmed_on, Organisation.id)
    )
    return paginate(found, number, PER_PAGE)


def waiting_searches() -> Sequence[Any]:
    """List open searches that are to be confirmed, the oldest first, with when it was asked for."""
    asked = ConfirmationRequest
    return db.session.execute(
        sa.select(PartnerSearch, asked.asked_on, asked.reminded_on)
        .outerjoin(asked, _ASKED_OF_SEARCH)
        .where(_search_is_due(localdate()))
        .order_by(PartnerSearch.confirmed_on, PartnerSearch.id)
    ).all()


def _is_reached() -> Clause:
    """Whether one of those who keep the profile has an account whose mail arrives."""
    failed, later = aliased(Message), aliased(Message)
    arrived_since = sa.exists().where(
        later.person_id == failed.person_id,
        later.id > failed.id,
        later.delivery == Delivery.SENT,
    )
    bounces = sa.exists().where(
        failed.person_id == User.id,
        failed.address == User.email,
        failed.delivery == Delivery.FAILED,
        ~arrived_since,
    )
    keeper = sa.select(Membership.id).join(Membership.person)
    return (
        keeper.where(
            Membership.organisation_id == Organisation.id,
            Membership.role.in_(KEEPERS),
            User.active,
            User.confirmed_at.is_not(None),
            ~bounces,
        )
        .correlate(Organisation)
        .exists()
    )


@dataclass(frozen=True)
class Share:
    """How many there are, and how many of them were confirmed lately enough."""

    number: int = 0
    confirmed: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.number + other.number, self.confirmed + other.confirmed)


@dataclass(frozen=True)
class Figures:
    """How fresh the public data is on a day: profiles within 180 days, open searches within 30."""

    day: date
    own: Share
    """Profiles that organisations keep themselves."""
    imported: Share
    """Entries from public sources that nobody has claimed."""
    searches: Share
    countries: dict[str, Share]

    @property
    def profiles(self) -> Share:
        return self.own + self.imported


def figures() -> Figures:
    """Count what the public finds; two statements, whatever there is."""
    today = localdate()
    unclaimed = Organisation.state == ProfileState.UNCLAIMED
    rows = db.session.execute(
        sa.select(
            Organisation.country,
            sa.case((unclaimed, 1), else_=0).label("imported"),
            sa.func.count(),
            _confirmed_after(Organisation.confirmed_on, PROFILE.due_by(today)),
        )
        .where(Organisation.is_listed)
        .group_by("country", "imported")
    ).all()
    sums = [Share(), Share()]
    countries: dict[str, Share] = {}
    for country, imported, number, confirmed in rows:
        share = Share(number, confirmed)
        sums[imported] += share
        countries[country] = countries.get(country, Share()) + share
    number, confirmed = db.session.execute(
        sa.select(
            sa.func.count(), _confirmed_after(PartnerSearch.confirmed_on, SEARCH.due_by(today))
        ).where(PartnerSearch.state == SearchState.OPEN, PartnerSearch.deadline_at > now())
    ).one()
    return Figures(today, sums[0], sums[1], Share(number, confirmed), countries)


def _confirmed_after(column: Any, day: date) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((column > day, 1), else_=0)), 0)

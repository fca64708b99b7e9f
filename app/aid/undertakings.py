"""Undertakings: the organisations that count as one, and the de minimis aid that they got."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.aid.ledger import Grant, Standing, standing, standings
from app.aid.models import DeMinimisAid, Tie
from app.consortia.models import Partner
from app.core.db import db
from app.core.money import ZERO, Amount
from app.directory.models import Organisation


@dataclass(frozen=True)
class Undertaking:
    """Organisations that count as one, by their ids, and the aid they got, the latest first.

    `activities` are the codes of NACE that any of them has.
    """

    bodies: frozenset[int] = frozenset()
    activities: frozenset[str] = frozenset()
    entries: tuple[DeMinimisAid, ...] = ()

    def grants(self, besides: DeMinimisAid | None = None) -> tuple[Grant, ...]:
        """All that counts against the ceiling, without an entry that is being corrected."""
        return tuple(
            Grant(one.granted_on, one.amount, one.granting_state)
            for one in self.entries
            if one is not besides
        )

    def standing(
        self, state: str, on: date, besides: DeMinimisAid | None = None
    ) -> Standing | None:
        """Say how things stand for a new grant, or for a corrected one: see ledger.standing."""
        return standing(self.grants(besides), state, on, self.activities)

    def standings(self, on: date) -> list[Standing]:
        """Say what has been used on a day, by Member State; that of who got nothing, if so."""
        untouched = standing((), "", on, self.activities)
        found = standings(self.grants(), on, self.activities)
        return found or ([untouched] if untouched else [])

    def granted_to(self, partner: Partner) -> Amount:
        """Sum what is entered for one of the organisations in one project, whenever it was."""
        return sum(
            (
                one.amount
                for one in self.entries
                if one.project_id == partner.project_id
                and one.organisation_id == partner.organisation_id
            ),
            ZERO,
        )


def undertakings(organisation_ids: Collection[int]) -> dict[int, Undertaking]:
    """Return by organisation the undertaking that it belongs to; one statement for all.

    Ties of ties count, and so do entries that were merged. The organisation of each entry of aid,
    its project and its evidence are loaded.
    """
    met = reached(organisation_ids)
    found = (
        sa.select(met.c.root, met.c.body, Organisation.nace, DeMinimisAid)
        .join(Organisation, Organisation.id == met.c.body)
        .outerjoin(DeMinimisAid, DeMinimisAid.organisation_id == met.c.body)
        .options(
            joinedload(DeMinimisAid.organisation),
            joinedload(DeMinimisAid.project),
            joinedload(DeMinimisAid.evidence),
        )
        .order_by(DeMinimisAid.granted_on.desc(), DeMinimisAid.id.desc())
    )
    return gathered(db.session.execute(found))


def undertaking_of(organisation: Organisation) -> Undertaking:
    return undertakings([organisation.id])[organisation.id]


def hold_undertaking_of(organisation: Organisation) -> None:
    """Let nobody else enter aid of an undertaking before this is done; to be read afterwards.

    Rows that only refer to its organisations may be written meanwhile.
    """
    met = reached([organisation.id])
    bodies = sa.select(Organisation.id).where(Organisation.id.in_(sa.select(met.c.body)))
    db.session.execute(bodies.order_by(Organisation.id).with_for_update(key_share=True))


def ties_of(organisation: Organisation) -> Sequence[Tie]:
    """List what makes an organisation one with others, directly; both organisations are loaded."""
    return db.session.scalars(
        sa.select(Tie)
        .where(sa.or_(Tie.first_id == organisation.id, Tie.second_id == organisation.id))
        .options(joinedload(Tie.first), joinedload(Tie.second))
        .order_by(Tie.noted_at, Tie.id)
    ).all()


def get_tie(organisation: Organisation, uid: uuid.UUID) -> Tie:
    """Raises NoResultFound."""
    theirs = sa.or_(Tie.first_id == organisation.id, Tie.second_id == organisation.id)
    return db.session.scalars(sa.select(Tie).where(Tie.uid == uid, theirs)).one()


def all_of(undertakings: Iterable[Undertaking]) -> Undertaking:
    """Put together what several undertakings are and have got, to ask about all of them at once."""
    each = list(undertakings)
    return Undertaking(
        frozenset[int]().union(*(one.bodies for one in each)),
        entries=tuple({entry.id: entry for one in each for entry in one.entries}.values()),
    )


def gathered(rows: Iterable[Sequence[Any]]) -> dict[int, Undertaking]:
    """Put together what was read: where each was begun, a body, its activities, an entry."""
    bodies: dict[int, set[int]] = defaultdict(set)
    activities: dict[int, set[str]] = defaultdict(set)
    entries: dict[int, list[DeMinimisAid]] = defaultdict(list)
    for root, body, nace, entry in rows:
        bodies[root].add(body)
        activities[root].update(nace)
        if entry is not None:
            entries[root].append(entry)
    return {
        root: Undertaking(frozenset(ids), frozenset(activities[root]), tuple(entries[root]))
        for root, ids in bodies.items()
    }


def reached(organisation_ids: Collection[int] | sa.Select[int | None]) -> sa.CTE:
    """Walk from each organisation (`root`) to all that are one undertaking with it (`body`)."""
    edges = sa.union_all(
        sa.select(Tie.first_id.label("start"), Tie.second_id.label("end")),
        sa.select(Tie.second_id, Tie.first_id),
        *(
            sa.select(*pair).where(Organisation.merged_into_id.is_not(None))
            for pair in (
                (Organisation.id, Organisation.merged_into_id),
                (Organisation.merged_into_id, Organisation.id),
            )
        ),
    ).subquery()
    own = sa.select(Organisation.id.label("root"), Organisation.id.label("body"))
    walk = own.where(Organisation.id.in_(organisation_ids)).cte("reached", recursive=True)
    step = sa.select(walk.c.root, edges.c.end).join(edges, edges.c.start == walk.c.body)
    return walk.union(step)

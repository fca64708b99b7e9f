"""Pairs of entries in the whole directory that agree in what should tell organisations apart."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.core.db import db
from app.core.paging import Page
from app.directory.choices import ProfileState
from app.directory.duplicates import Reason
from app.directory.models import Organisation
from app.directory.queries import organisations
from app.entries.models import Difference

Pair = tuple[Organisation, Organisation, list[Reason]]
Way = tuple[InstrumentedAttribute[str], InstrumentedAttribute[str], sa.ColumnElement[bool]]
RANKED = (Reason.VAT, Reason.NAME, Reason.DOMAIN)
PER_PAGE = 20
EMPTY: sa.ColumnElement[str] = sa.literal_column("''")
"""Written as in the indexes, which leave out what is empty."""

first, second = aliased(Organisation), aliased(Organisation)


def likely_pairs(number: int) -> Page[Pair]:
    """Return a page of pairs, the surest first: the same VAT number, name or website.

    What two entries of different PIC share is no reason: the Commission knows them apart. Pairs
    that somebody has told apart are not among them.
    """
    same_country = first.country == second.country
    known_apart = sa.and_(first.pic.is_not(None), second.pic.is_not(None))
    alike = same_country & ~known_apart
    agreeing: dict[Reason, list[Way]] = {
        Reason.VAT: [(first.vat, second.vat, sa.true())],
        Reason.NAME: [
            (first.folded_name, second.folded_name, alike),
            (first.folded_english, second.folded_english, alike),
            (first.folded_name, second.folded_english, alike),
            (first.folded_english, second.folded_name, alike),
        ],
        Reason.DOMAIN: [(first.domain, second.domain, alike)],
    }
    found = sa.union_all(
        *(
            _pairs(RANKED.index(reason), one, other, condition)
            for reason, ways in agreeing.items()
            for one, other, condition in ways
        )
    ).subquery()
    ranks = [sa.func.max(sa.case((found.c.rank == n, 1), else_=0)) for n in range(len(RANKED))]
    rows = db.session.execute(
        sa.select(found.c.first, found.c.second, *ranks)
        .group_by(found.c.first, found.c.second)
        .order_by(sa.func.min(found.c.rank), found.c.first, found.c.second)
    ).all()  # to count them takes as long as to fetch them
    number = min(max(number, 1), max(1, -(-len(rows) // PER_PAGE)))
    shown = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    loaded = organisations({id_ for row in shown for id_ in row[:2]})
    pairs: list[Pair] = [
        (loaded[row[0]], loaded[row[1]], [RANKED[n] for n in range(len(RANKED)) if row[n + 2]])
        for row in shown
    ]
    return Page(pairs, number, PER_PAGE, len(rows))


def _pairs(
    rank: int,
    one: InstrumentedAttribute[str],
    other: InstrumentedAttribute[str],
    condition: sa.ColumnElement[bool],
) -> sa.Select[int, int, int]:
    told_apart = sa.exists().where(
        Difference.first_id == first.id, Difference.second_id == second.id
    )
    repeated: sa.ColumnElement[bool] = sa.true()
    if one.key == other.key:  # most values are there once: this takes one walk through an index
        column = getattr(Organisation, one.key)
        repeated = one.in_(
            sa.select(column).where(column != EMPTY).group_by(column).having(sa.func.count() > 1)
        )
    return sa.select(
        first.id.label("first"), second.id.label("second"), sa.literal(rank).label("rank")
    ).where(
        one == other,
        one != EMPTY,
        other != EMPTY,
        first.id < second.id,
        first.state != ProfileState.MERGED,
        second.state != ProfileState.MERGED,
        condition,
        repeated,
        ~told_apart,
    )

"""Which entries of the directory look like another one: candidates by index, then compared."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db
from app.directory.choices import ProfileState
from app.directory.duplicates import ALIKE, SHORTEST_ALIKE, Facts, Hint, facts, hints
from app.directory.models import Organisation
from app.directory.queries import organisations

MOST = 10
COMPARED = (
    Organisation.id,
    Organisation.country,
    Organisation.folded_name,
    Organisation.folded_english,
    Organisation.domain,
    Organisation.pic,
    Organisation.vat,
)
ANYBODY_SEES: sa.ColumnElement[bool] = Organisation.is_listed.is_(True)
STAFF_SEES: sa.ColumnElement[bool] = Organisation.state != ProfileState.MERGED


def facts_of(organisation: Organisation) -> Facts:
    """What an entry is compared by."""
    return facts(
        organisation.id,
        organisation.country,
        organisation.name,
        organisation.name_english,
        website=organisation.website,
        pic=organisation.pic,
        vat=organisation.vat,
    )


def lookalikes(
    entry: Facts, within: sa.ColumnElement[bool] = ANYBODY_SEES
) -> list[tuple[Organisation, Hint]]:
    """Find the entries that may be the same as this one, the likeliest first, ten at most.

    Three statements, whatever the number of organisations: exact agreement by index, almost the
    same name by one walk through the names of the country, and what was found.
    """
    found = hints(entry, candidates([entry], near=_near(entry), within=within))[:MOST]
    loaded = organisations([hint.candidate.id for hint in found if hint.candidate.id is not None])
    return [(loaded[hint.candidate.id], hint) for hint in found if hint.candidate.id is not None]


def candidates(
    entries: Collection[Facts],
    near: Collection[int] = (),
    within: sa.ColumnElement[bool] = STAFF_SEES,
) -> list[Facts]:
    """Find all that agree exactly with any of the entries in a name, a domain or a number."""
    names = {name for entry in entries for name in entry.names}
    asked: list[tuple[InstrumentedAttribute[Any], Collection[Any]]] = [
        (Organisation.folded_name, names),
        (Organisation.folded_english, names),
        (Organisation.domain, {entry.domain for entry in entries} - {""}),
        (Organisation.pic, {entry.pic for entry in entries} - {None}),
        (Organisation.vat, {entry.vat for entry in entries} - {""}),
        (Organisation.id, near),
    ]
    # An empty list among them would keep SQLite from using its indexes.
    agrees = [filled(column) & column.in_(values) for column, values in asked if values]
    if not agrees:
        return []
    rows = db.session.execute(sa.select(*COMPARED).where(sa.or_(*agrees), within))
    return [compared(*row) for row in rows]


def filled(column: InstrumentedAttribute[Any]) -> sa.ColumnElement[bool]:
    """Say that a column is not empty in the very words of its index, so that the index is used."""
    named = column.key in {"folded_english", "domain", "vat"}
    return column != sa.literal_column("''") if named else sa.true()


def compared(
    id_: int, country: str, name: str, english: str, domain: str, pic: str | None, vat: str
) -> Facts:
    """Make comparable what is stored; the names are folded already."""
    return Facts(id_, country, frozenset({name, english}) - {""}, domain, pic, vat)


def unclaimed_of(domain: str) -> list[Organisation]:
    """List the imported entries that nobody looks after and whose website is in this domain."""
    if not domain:
        return []
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .where(
                Organisation.domain == domain,
                filled(Organisation.domain),
                Organisation.state == ProfileState.UNCLAIMED,
                Organisation.is_listed,
            )
            .order_by(Organisation.name, Organisation.id)
            .limit(MOST)
        )
    )


def _near(entry: Facts) -> list[int]:
    """Find the entries of its country whose names are almost the same."""
    from rapidfuzz import fuzz, process

    long_enough = [name for name in entry.names if len(name) >= SHORTEST_ALIKE]
    if not long_enough:
        return []
    names: dict[int, Any] = {}
    english: dict[int, Any] = {}
    for id_, name, other in db.session.execute(
        sa.select(Organisation.id, Organisation.folded_name, Organisation.folded_english).where(
            Organisation.country == entry.country
        )
    ):
        names[id_] = name
        if other:
            english[id_] = other
    near = [
        found[2]
        for asked in long_enough
        for stored in (names, english)
        for found in process.extract(
            asked, stored, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=5 * MOST
        )
    ]
    return sorted(set(near))

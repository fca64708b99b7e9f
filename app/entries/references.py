"""Every row of the database that refers to an organisation, whichever feature it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core.db import Model, db
from app.core.i18n import lazy

OUR_OWN = frozenset({"entry_merge", "entry_difference"})
"""Tables that speak of the entries as they are, not of what belongs to them."""

NAMES = {
    "membership": lazy("People and roles"),
    "accreditation": lazy("Accreditations"),
    "experience": lazy("Project experience"),
    "expert": lazy("Experts"),
    "invitation": lazy("Invitations"),
    "interest": lazy("Expressions of interest"),
    "partner": lazy("Places in partnerships"),
    "claim": lazy("Claims"),
    "organisation": lazy("Entries merged into it before"),
}
"""What rows of a table are called; others go by the name of their table."""


@dataclass
class Led:
    """The rows of one column that were led to another entry, and those that could not be."""

    table: str
    column: str
    ids: list[int] = field(default_factory=list)
    stayed: list[int] = field(default_factory=list)


def columns() -> Iterator[sa.Column[Any]]:
    """List every column that refers to an organisation."""
    for table in Model.metadata.sorted_tables:
        if table.name in OUR_OWN:
            continue
        for column in table.columns:
            if any(key.column.table.name == "organisation" for key in column.foreign_keys):
                yield column


def count(organisation_id: int) -> dict[str, int]:
    """Count what refers to an organisation, by the name of the table."""
    counts: dict[str, int] = {}
    for column in columns():
        found = db.session.scalar(
            sa.select(sa.func.count()).select_from(column.table).where(column == organisation_id)
        )
        if found:
            counts[column.table.name] = counts.get(column.table.name, 0) + found
    return counts


def lead(from_id: int, to_id: int, staying: Collection[str] = ()) -> list[Led]:
    """Lead every row to another organisation; what it has the like of already stays.

    A key of the database says what is alike, so no feature has to. The rows of the tables in
    `staying` stay as well.
    """
    led = []
    for column in columns():
        ids = db.session.scalars(
            sa.select(column.table.c.id).where(column == from_id).order_by(column.table.c.id)
        ).all()
        if ids and column.table.name in staying:
            led.append(Led(column.table.name, column.name, stayed=list(ids)))
        elif ids:
            led.append(_lead(column, ids, to_id))
    return led


def lead_back(table: str, column: str, ids: Sequence[int], from_id: int, to_id: int) -> int:
    """Lead those of the rows back that are still there and still with the organisation."""
    key = Model.metadata.tables[table].c[column]
    result = db.session.execute(
        sa.update(key.table).where(key.table.c.id.in_(ids), key == from_id).values({key: to_id})
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def built_upon(table: str, ids: Sequence[int], organisation_id: int, moved: Sequence[Led]) -> str:
    """Name the table whose rows were made since for the organisation out of these; else nothing.

    A place in a partnership that came of an interest is such a row.
    """
    known = {led.table: {*led.ids, *led.stayed} for led in moved}
    for column in columns():
        for other in column.table.columns:
            if any(key.column.table.name == table for key in other.foreign_keys):
                made = set(
                    db.session.scalars(
                        sa.select(column.table.c.id).where(
                            column == organisation_id, other.in_(ids), other != column
                        )
                    )
                )
                if made - known.get(column.table.name, set()):
                    return column.table.name
    return ""


def name(table: str) -> str:
    return str(NAMES.get(table, table.replace("_", " ")))


def _lead(column: sa.Column[Any], ids: Sequence[int], to_id: int) -> Led:
    led = Led(column.table.name, column.name)
    if _moves(column, ids, to_id):
        led.ids = list(ids)
        return led
    for id_ in ids:
        (led.ids if _moves(column, [id_], to_id) else led.stayed).append(id_)
    return led


def _moves(column: sa.Column[Any], ids: Sequence[int], to_id: int) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(
                sa.update(column.table).where(column.table.c.id.in_(ids)).values({column: to_id})
            )
    except IntegrityError:
        return False
    return True

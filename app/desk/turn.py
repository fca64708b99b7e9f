"""One line of the tables of turns: which rows wait for whom, and how one of them reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core.actors import Actor
from app.core.db import Model
from app.core.i18n import lazy
from app.desk.conditions import Clause

WHAT = "%(what)s"
"""Stands where the name of the row belongs: in a title, or for who has to act."""

FINANCE = lazy("Finance of the agency")
DIRECTOR = lazy("The director")


@dataclass(frozen=True, eq=False)
class Turn:
    """One line of a table.

    `when` returns the condition that picks rows for an actor, None where nothing of the kind can
    wait for them. `title` holds %(what)s, `to` is the endpoint of the row's page, `by` the day or
    the moment by which something has to be done; `who` has to do it where it is not the reader.
    """

    model: type[Model]
    when: Callable[[Actor], Clause | None]
    title: str
    to: str
    action: str = ""
    by: Callable[[Any], date | datetime | None] = lambda _: None
    who: str = ""

"""How much aid is allowed on a day: data with evidence, from data/ceilings.json. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from app.aid.regimes import Regime
from app.core.money import Amount
from app.programmes.nodes import Node
from app.programmes.rules import UNVERIFIED, Evidence

FILE = Path(__file__).parent / "data" / "ceilings.json"


class Window(StrEnum):
    """Which time counts: any so many years, or any so many fiscal years."""

    ROLLING = "rolling"
    FISCAL = "fiscal"


@dataclass(frozen=True)
class Validity:
    """From which day to which something holds, both included, and who says so."""

    since: date
    until: date
    evidence: Evidence

    def holds(self, on: date) -> bool:
        return self.since <= on <= self.until


@dataclass(frozen=True)
class Ceiling(Validity):
    """What a de minimis regulation allows one undertaking, in euros.

    Where not `per_state`, aid of all Member States counts together. `activities` are codes of NACE;
    empty where the ceiling is that of every undertaking.
    """

    regulation: str
    activities: tuple[str, ...]
    amount: Amount
    years: int
    window: Window
    per_state: bool

    def first_day(self, last: date) -> date:
        """Return the first day of the window that ends with this day, or with its fiscal year.

        The day so many years before still counts: a period of years does not begin before the day
        after, and where its last month has no such day it ends with that month (Regulation (EEC,
        Euratom) No 1182/71, Article 3). Fiscal years are taken as calendar years.
        """
        if self.window is Window.FISCAL:
            return date(last.year - self.years + 1, 1, 1)
        try:
            return last.replace(year=last.year - self.years)
        except ValueError:  # the 29 February of a year that has none
            return date(last.year - self.years, 3, 1)

    def is_for(self, activities: Collection[str]) -> bool:
        """Whether one of these lies in the ceiling's own, or leaves open whether it does."""
        return not self.activities or any(
            code.startswith(own) or own.startswith(code)
            for code in activities
            for own in self.activities
        )

    def last_day(self, on: date) -> date:
        """Return the last day that counts together with this one in a window that ends with it."""
        return date(on.year, 12, 31) if self.window is Window.FISCAL else on


@dataclass(frozen=True)
class Limit(Validity):
    """What a regime allows one undertaking in one project, in euros."""

    regime: Regime
    amount: Amount


def ceilings() -> tuple[Ceiling, ...]:
    """List what the regulations on de minimis aid allow, those for all activities first."""
    return _read()[0]


def ceiling_on(day: date, activities: Collection[str] = ()) -> Ceiling | None:
    """Return what holds on a day for an undertaking, the lowest where several do.

    `activities` are its codes of NACE. A higher ceiling for its other activities needs accounts
    that part them, which is not kept here. None where no regulation is recorded.
    """
    found = [one for one in ceilings() if one.holds(day) and one.is_for(activities)]
    return min(found, key=lambda one: one.amount, default=None)


def limit_on(regime: Regime, day: date) -> Limit | None:
    """Return what a regime allows in a project on a day; None where nothing is recorded."""
    found = (one for one in _read()[1] if one.regime == regime and one.holds(day))
    return next(found, None)


@cache
def _read() -> tuple[tuple[Ceiling, ...], tuple[Limit, ...]]:
    whole = Node(json.loads(FILE.read_text(encoding="utf-8")))
    return whole.at("de_minimis").each(_ceiling), whole.at("per_project").each(_limit)


def _ceiling(node: Node) -> Ceiling:
    return Ceiling(
        **_validity(node),
        regulation=node.at("regulation").text(),
        activities=node.at("activities").each(Node.text),
        amount=node.at("ceiling").decimal(),
        years=node.at("years").count(),
        window=Window(node.at("window").text()),
        per_state=node.at("per_state").flag(),
    )


def _limit(node: Node) -> Limit:
    regime = Regime(node.at("regime").text())
    return Limit(**_validity(node), regime=regime, amount=node.at("limit").decimal())


def _validity(node: Node) -> dict[str, Any]:
    stated = node.at("evidence")
    verified = stated.at("verified").flag()
    return {
        "since": node.at("from").day(),
        "until": node.at("to").day(),
        "evidence": Evidence(source=stated.at("source").text(), verified=verified)
        if verified
        else UNVERIFIED,
    }

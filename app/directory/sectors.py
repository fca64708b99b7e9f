"""Sectors: how codes of NACE and the sectors of IAF ID 1 lie in one another. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.core.choices import Choice
from app.core.i18n import lazy

WRITTEN = re.compile(
    r"\s*(?:nace\s*)?(?:(?:rev\.?\s*)?(?P<edition>2\.1|2)\s*:)?\s*(?:[a-v]\s*)?"
    r"(?P<digits>\d{2}(?:\.?\d{1,2})?)\s*",
    re.IGNORECASE,
)
# Divisions that mean something else, or are gone, in the other edition: by their titles and by
# what moved from one to another. The other divisions keep their field, though not their classes.
MOVED = frozenset(
    ["41", "45", "46", "47", "58", "60", "62", "63", "68", "73", "74", "80", "90", "91", "95", "96"]
)


class Reach(Choice):
    """How far one sector lies in others."""

    WHOLE = "whole", lazy("wholly")
    PART = "part", lazy("in part")
    UNSURE = "unsure", lazy("not to be said")
    NOT = "not", lazy("not at all")


@dataclass(frozen=True)
class Nace:
    """A code of NACE: its digits without the point, and the edition, `2` or `2.1`."""

    digits: str
    edition: str = "2"

    @property
    def division(self) -> str:
        return self.digits[:2]

    def holds(self, other: Nace) -> Reach:
        """Say whether the other code lies in this one; over editions only whole divisions can."""
        if self.edition == other.edition:
            if other.digits.startswith(self.digits):
                return Reach.WHOLE
            return Reach.PART if self.digits.startswith(other.digits) else Reach.NOT
        if MOVED & {self.division, other.division}:
            return Reach.UNSURE
        if self.division != other.division:
            return Reach.NOT
        return Reach.WHOLE if self.digits == self.division else Reach.UNSURE


@cache
def nace(code: str) -> Nace | None:
    """Read a code such as `25`, `25.1`, `C 25.11` or `2.1:62.10`; None where it is none.

    A code that names no edition is one of NACE Rev. 2.
    """
    found = WRITTEN.fullmatch(code)
    if found is None:
        return None
    digits = found["digits"].replace(".", "")
    # A class that ends in 0 is the whole of its group: 62.10 is 62.1.
    whole = digits[:3] if len(digits) == 4 and digits.endswith("0") else digits
    return Nace(whole, found["edition"] or "2")


@dataclass(frozen=True)
class Sector:
    """What a sector of IAF ID 1 takes in, in codes of NACE Rev. 2, and what it leaves out."""

    inside: tuple[Nace, ...]
    without: tuple[Nace, ...]

    def holds(self, code: Nace) -> Reach:
        if any(gap.holds(code) == Reach.WHOLE for gap in self.without):
            return Reach.NOT
        found = best(one.holds(code) for one in self.inside)
        partly = any(code.holds(gap) == Reach.WHOLE for gap in self.without)
        return Reach.PART if found == Reach.WHOLE and partly else found


def best(found: Iterable[Reach]) -> Reach:
    """Return the farthest reach; nothing at all where there is none."""
    there = set(found)
    return next((reach for reach in Reach if reach in there), Reach.NOT)


def reach_of_nace(asked: Nace, iaf: Collection[int], held: Collection[Nace]) -> Reach:
    """Say how far a certificate covers a code: by its own codes, else by its IAF sectors.

    A code that stands on the certificate narrows the sector that it belongs to: IAF 17 with
    NACE 25.1 is 25.1 and no other metal product.
    """
    by_code = best([code.holds(asked) for code in held])
    sectors = correspondence()
    wide = [sectors[number] for number in iaf if number in sectors]
    open_ones = [sector for sector in wide if not _is_narrowed(sector, held)]
    return best([by_code, *(sector.holds(asked) for sector in open_ones)])


def reach_of_iaf(asked: int, iaf: Collection[int], held: Collection[Nace]) -> Reach:
    """Say how far a certificate covers an IAF sector."""
    sector = correspondence().get(asked)
    if sector is None:
        return Reach.WHOLE if asked in iaf else Reach.NOT
    if asked in iaf and not _is_narrowed(sector, held):
        return Reach.WHOLE
    parts = [best([code.holds(part) for code in held]) for part in sector.inside]
    if parts and all(part == Reach.WHOLE for part in parts):
        return Reach.WHOLE
    if any(part in {Reach.WHOLE, Reach.PART} for part in parts):
        return Reach.PART
    return Reach.UNSURE if Reach.UNSURE in parts else Reach.NOT


def _is_narrowed(sector: Sector, held: Collection[Nace]) -> bool:
    return any(sector.holds(code) in {Reach.WHOLE, Reach.PART} for code in held)


@cache
def correspondence() -> dict[int, Sector]:
    """Return the sectors of IAF ID 1 by number, as far as codes of NACE are known for them."""
    path = Path(__file__).parent / "data" / "iaf_nace.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            int(row["iaf"]): Sector(_codes(row["nace"]), _codes(row["without"]))
            for row in csv.DictReader(file)
        }


def _codes(text: str) -> tuple[Nace, ...]:
    return tuple(code for part in text.split() if (code := nace(part)))

"""Sectors: how codes of NACE and the sectors of IAF ID 1 lie in one another. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from app.core.choices import Choice
from app.core.i18n import lazy
from app.vocabularies import shipped

REV_2, REV_2_1 = "2", "2.1"
IN_USE_SINCE = date(2025, 1, 1)
"""The first day of NACE Rev. 2.1; the codes of IAF ID 1 are those of Rev. 2."""

WRITTEN = re.compile(
    r"(?:NACE)?\s*(?:(?:REV\.?)?\s*(?P<edition>2\.1|2)\s*:)?\s*"
    r"(?:(?P<section>[A-V])|(?:[A-V]\s*)?(?P<digits>\d\d(?:\.?\d{1,2})?))"
)


class Reach(Choice):
    """How far one sector lies in others, from the best to the worst."""

    WHOLE = "whole", lazy("wholly")
    PART = "part", lazy("in part")
    UNSURE = "unsure", lazy("not to be said")
    NOT = "not", lazy("not at all")


@dataclass(frozen=True)
class Nace:
    """A code with all that it lies in, `C251`, and the edition that it is of.

    What lies in it begins with it. A group or class that is the whole of what it lies in has no
    sign of its own: 62.10 is 62.1, 36.00 is 36.
    """

    path: str
    edition: str = REV_2

    def holds(self, other: Nace) -> Reach:
        """Say how far the other code lies in this one."""
        if self.edition == other.edition:
            if other.path.startswith(self.path):
                return Reach.WHOLE
            return Reach.PART if self.path.startswith(other.path) else Reach.NOT
        return self._holds_of_the_other_edition(other)

    def _holds_of_the_other_edition(self, other: Nace) -> Reach:
        """Compare codes of the same title; a code without such lies where the one above it lies."""
        same = translated(other, self.edition)
        if same:
            return self.holds(same)
        above = next(filter(None, (translated(one, self.edition) for one in other.above())), None)
        if above is None:
            return Reach.UNSURE
        found = self.holds(above)
        return Reach.UNSURE if found == Reach.PART else found

    def above(self) -> Iterable[Nace]:
        """Yield the codes that it lies in, the nearest first."""
        for length in range(len(self.path) - 1, 0, -1):
            if length != 2:  # the first of a division's two digits is no code
                yield Nace(self.path[:length], self.edition)


def nace(code: str, on: date | None = None) -> Nace | None:
    """Read a code such as `25`, `25.1`, `C25.11` or `2.1:62.10`; None where it is none.

    A code that names no edition is of the one in use on the day, unless only the other has it;
    without a day it is of Rev. 2.
    """
    found = WRITTEN.fullmatch(code.strip().upper())
    if found is None:
        return None
    digits = (found["digits"] or "").replace(".", "")
    bare = found["section"] or digits[:2] + digits[2:].rstrip("0")
    usual = REV_2_1 if on and on >= IN_USE_SINCE else REV_2
    either = (usual, REV_2 if usual == REV_2_1 else REV_2_1)
    editions = (found["edition"],) if found["edition"] else either
    known = (Nace(path, one) for one in editions if (path := _paths(one).get(bare)))
    return next(known, None)


def translated(code: Nace, edition: str) -> Nace | None:
    """Return the code that has the same title in the other edition; None where none has."""
    title = _titles(code.edition).get(code.path)
    path = _by_title(edition).get(title) if title else None
    return Nace(path, edition) if path else None


@dataclass(frozen=True)
class Sector:
    """What a sector of IAF ID 1 takes in, in codes of NACE Rev. 2, and what it leaves out."""

    inside: tuple[Nace, ...]
    without: tuple[Nace, ...]

    def holds(self, code: Nace) -> Reach:
        found = farthest(one.holds(code) for one in self.inside)
        left_out = farthest(gap.holds(code) for gap in self.without)
        if left_out == Reach.WHOLE:
            return Reach.NOT
        return left_out if found == Reach.WHOLE and left_out != Reach.NOT else found


def farthest(found: Iterable[Reach]) -> Reach:
    """Return the farthest reach; nothing at all where there is none."""
    there = set(found)
    return next((reach for reach in Reach if reach in there), Reach.NOT)


def reach_of_nace(asked: Nace, iaf: Collection[int], held: Collection[Nace]) -> Reach:
    """Say how far a certificate covers a code: by its own codes, else by its IAF sectors.

    A code that stands on the certificate narrows the sector that it belongs to: IAF 17 with
    NACE 25.1 is 25.1 and no other metal product.
    """
    sectors = [correspondence()[number] for number in iaf if number in correspondence()]
    wide = [sector for sector in sectors if not _is_narrowed(sector, held)]
    by_code = farthest(code.holds(asked) for code in held)
    return farthest([by_code, *(sector.holds(asked) for sector in wide)])


def reach_of_iaf(asked: int, iaf: Collection[int], held: Collection[Nace]) -> Reach:
    """Say how far a certificate covers an IAF sector."""
    sector = correspondence().get(asked, Sector((), ()))
    if asked in iaf and not _is_narrowed(sector, held):
        return Reach.WHOLE
    parts = [farthest(code.holds(part) for code in held) for part in sector.inside]
    if parts and set(parts) == {Reach.WHOLE}:
        return Reach.WHOLE
    reached = farthest(parts)
    return Reach.PART if reached == Reach.WHOLE else reached


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


@cache
def _paths(edition: str) -> dict[str, str]:
    """Map digits (and the letters of sections) of an edition to paths."""
    section, paths = "", {}
    for word in shipped.words("nace"):
        if word.facts["revision"] == edition:
            bare = word.code.replace(".", "")
            if bare.isalpha():
                section = paths[bare] = bare
            else:
                bare = bare[:2] + bare[2:].rstrip("0")
                paths[bare] = section + bare
    return paths


@cache
def _titles(edition: str) -> dict[str, str]:
    """Map paths to titles, letters only; of equal ones the narrowest code goes last."""
    paths = _paths(edition)
    titles: dict[str, str] = {}
    for word in shipped.words("nace"):
        if word.facts["revision"] == edition:
            bare = word.code.replace(".", "")
            path = paths[bare if bare.isalpha() else bare[:2] + bare[2:].rstrip("0")]
            titles.setdefault(path, re.sub(r"\W", "", word.label("en").casefold()))
    return titles


@cache
def _by_title(edition: str) -> dict[str, str]:
    return {title: path for path, title in _titles(edition).items()}

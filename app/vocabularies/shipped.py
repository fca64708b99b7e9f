"""The terms that Kontor brings: files in data/ and, for NACE, the tables of python-stdnum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from app.vocabularies.catalogue import VOCABULARIES
from app.vocabularies.sheet import read
from app.vocabularies.words import Word

DATA = Path(__file__).parent / "data"
REVISIONS = (
    ("2", "nace20.dat", date(2008, 1, 1), date(2024, 12, 31)),
    ("2.1", "nace21.dat", date(2025, 1, 1), None),
)
"""Revision, table, and the days between which it is the one in use."""

ENTRY = re.compile(r'^( *)(\w+)(?: section="(\w)")? label="(.*?)"(?: isic="\w*")?$')


@cache
def words(name: str) -> tuple[Word, ...]:
    """Return the words of a vocabulary as this version brings them; no such name is a KeyError."""
    if VOCABULARIES[name].name == "nace":
        return tuple(_nace())
    return read((DATA / f"{name}.csv").read_bytes()).words


def _nace() -> Iterator[Word]:
    import stdnum  # only to find its tables

    for revision, table, since, until in REVISIONS:
        path = Path(stdnum.__file__).parent / "eu" / table
        for position, (code, parent, label) in enumerate(_activities(path), start=1):
            yield Word(
                code,
                {"en": label},
                parent=parent,
                valid_from=since,
                valid_until=until,
                source=f"NACE Rev. {revision}, Eurostat, as in python-stdnum {stdnum.__version__}",
                verified=True,
                position=position,
                facts={"revision": revision},
            )


def _activities(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield code, code of what it belongs to, and label; sections are written in capitals there."""
    above: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not (found := ENTRY.match(line)):
            continue
        depth, digits, section, label = len(found[1]), *found.group(2, 3, 4)
        if digits.isalpha():
            yield digits, "", label.capitalize()
            continue
        above[depth:] = [digits]
        code = above[0] + ("." + "".join(above[1:]) if depth else "")
        parent = section or (above[0] + ("." + above[1] if depth > 1 else ""))
        yield code, parent, label

"""Vocabularies as CSV: the form in which they are shipped, imported and given away.

Columns: `code`; a label for each language, headed by its code (`en` must be filled in); and, where
they are wanted, `parent`, `valid_from`, `valid_until` (days such as 2004-05-01), `source`,
`verified` (yes or no), `position` (a number; terms without one stand in the order of the alphabet)
and facts of the vocabulary's own, headed `fact:` and their name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.cells import as_meant, harmless
from app.core.i18n import LANGUAGES, _
from app.vocabularies.words import EVER, Word

FACT = "fact:"
COLUMNS = (
    *("code", "parent", *LANGUAGES),
    *("valid_from", "valid_until", "source", "verified", "position"),
)
LONGEST = {"code": 60, "parent": 60}
LONGEST_TEXT = 500
MOST_ROWS = 20_000
YES_AND_NO = {"yes": True, "no": False, "": False}


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file; rows count as in a spreadsheet, where the head is row 1."""

    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        place = _("Row %(row)s, column %(column)s", row=self.row, column=self.column or "–")
        found = f", {self.value!r}" if self.value else ""
        return f"{place}{found}: {self.reason}"


class BadSheet(ValueError):
    """A file that cannot be taken in; `faults` says all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class _Unusable(ValueError):
    """A cell that cannot be used: the column, the value, and why."""


@dataclass(frozen=True)
class Sheet:
    """What a file says: its columns, and its words with the numbers of their rows."""

    columns: frozenset[str]
    rows: tuple[tuple[int, Word], ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for _row, word in self.rows)


def read(content: bytes) -> Sheet:
    """Read a file; raises BadSheet with every fault that is found."""
    try:
        lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = list(enumerate(lines, start=2))
    except UnicodeDecodeError:
        raise BadSheet([Fault(1, "", "", _("The file is not text in UTF-8."))]) from None
    except csv.Error:
        raise BadSheet([Fault(1, "", "", _("The file is not a table in CSV."))]) from None
    faults = list(_faults_of_head(lines.fieldnames or ()))
    if not faults and len(rows) > MOST_ROWS:
        reason = _("A file has at most %(n)s rows.", n=MOST_ROWS)
        faults = [Fault(MOST_ROWS + 2, "", "", reason)]
    if faults:
        raise BadSheet(faults)
    words: list[tuple[int, Word]] = []
    seen: dict[tuple[str, date], int] = {}
    for number, row in rows:
        try:
            word = _word(row)
        except _Unusable as error:
            faults.append(Fault(number, *error.args))
            continue
        if before := seen.get((word.code, word.valid_from)):
            reason = _("The term with this first day stands in row %(row)s already.", row=before)
            faults.append(Fault(number, "code", word.code, reason))
        seen[word.code, word.valid_from] = number
        words.append((number, word))
    if faults:
        raise BadSheet(faults)
    return Sheet(frozenset(lines.fieldnames or ()), tuple(words))


def write(words: Iterable[Word]) -> str:
    """Write words in the form that `read` reads, safe to open as a spreadsheet."""
    listed = list(words)
    names = sorted({name for word in listed for name in word.facts})
    file = io.StringIO(newline="")
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow([*COLUMNS, *(FACT + name for name in names)])
    for word in listed:
        cells = [
            *(word.code, word.parent, *(word.labels.get(language, "") for language in LANGUAGES)),
            "" if word.valid_from == EVER else word.valid_from.isoformat(),
            word.valid_until.isoformat() if word.valid_until else "",
            *(word.source, "yes" if word.verified else "no", str(word.position or "")),
            *(word.facts.get(name, "") for name in names),
        ]
        rows.writerow([harmless(cell) for cell in cells])
    return file.getvalue()


def _faults_of_head(columns: Sequence[str]) -> Iterator[Fault]:
    for needed in ("code", "en"):
        if needed not in columns:
            yield Fault(1, needed, "", _("This column is missing."))
    for column in dict.fromkeys(columns):
        if column not in COLUMNS and not re.fullmatch(FACT + r"[a-z_]{1,30}", column):
            yield Fault(1, column, "", _("A vocabulary has no such column."))
        elif columns.count(column) > 1:
            yield Fault(1, column, "", _("This column is there twice."))


def _word(row: dict[str, str]) -> Word:
    if None in row or None in row.values():
        raise _Unusable("", "", _("The row has more or fewer cells than the head."))
    cells = {column: " ".join(as_meant(value).split()) for column, value in row.items()}
    for column, value in cells.items():
        if len(value) > LONGEST.get(column, LONGEST_TEXT):
            raise _Unusable(column, value[:40] + "…", _("This is too long."))
    return Word(
        cells["code"],
        {language: cells[language] for language in LANGUAGES if cells.get(language)},
        parent=cells.get("parent", ""),
        valid_from=_day(cells, "valid_from") or EVER,
        valid_until=_day(cells, "valid_until"),
        source=cells.get("source", ""),
        verified=_verified(cells),
        position=_position(cells),
        facts=_facts(cells),
    )


def _day(cells: dict[str, str], column: str) -> date | None:
    value = cells.get(column, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise _Unusable(column, value, _("Write the day as in 2006-06-08.")) from None


def _verified(cells: dict[str, str]) -> bool:
    value = cells.get("verified", "")
    if value.lower() not in YES_AND_NO:
        raise _Unusable("verified", value, _("Write yes or no."))
    return YES_AND_NO[value.lower()]


def _position(cells: dict[str, str]) -> int:
    value = cells.get("position", "")
    if value and not re.fullmatch(r"[1-9][0-9]{0,5}", value):
        raise _Unusable("position", value, _("Write a number from 1."))
    return int(value or 0)


def _facts(cells: dict[str, str]) -> dict[str, str]:
    return {
        column.removeprefix(FACT): value
        for column, value in cells.items()
        if column.startswith(FACT) and value
    }

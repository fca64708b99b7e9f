"""The draft that a form fills: its values, its remarks, and which lines found their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.searches.importer.formtext import Line
from app.searches.importer.profiles import SoughtSlot
from app.searches.importer.sections import Piece, Section

SHOWN = 80
"""So much of a line is quoted in a remark."""


@dataclass(frozen=True)
class Remark:
    """A sentence for the officer; `_(remark.message, **dict(remark.values))` translates it."""

    message: str
    values: tuple[tuple[str, str | int], ...] = ()

    def __str__(self) -> str:
        return self.message % dict(self.values)


def remark(message: str, **values: str | int) -> Remark:
    """Make a remark; the extraction of texts for translation looks for calls of this name."""
    return Remark(message, tuple(values.items()))


SECOND_ANSWER = remark("“%(text)s” is a second answer to the same question and was left over.")


@dataclass
class Draft:
    """What is known so far. `values` holds text, lists, dates, numbers and MoneyRead."""

    values: dict[str, Any] = field(default_factory=dict)
    slots: list[SoughtSlot] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    loose: list[Piece] = field(default_factory=list)
    """Lines near a name that may be its address, telephone or mail."""

    _sections: list[Section] = field(default_factory=list)
    _taken: set[Line] = field(default_factory=set)

    @property
    def left_over(self) -> list[Line]:
        """The lines that found no place; a label is among them when nothing under it did."""
        lines: list[Line] = []
        for section in self._sections:
            missing = [piece.line for piece in section.pieces if piece.line not in self._taken]
            is_all = len(missing) == len(section.pieces) > 0
            if section.heading and is_all and not section.has_value_beside:
                lines.append(section.heading)
            lines.extend(missing)
        return lines

    def see(self, section: Section) -> None:
        """Note a section whose lines must be found again."""
        self._sections.append(section)

    def take(self, pieces: Sequence[Piece]) -> None:
        """Note that the lines stand, in full, in a field or a slot."""
        self._taken.update(piece.line for piece in pieces)

    def put(self, name: str, value: object, pieces: Sequence[Piece] = ()) -> bool:
        """Fill a field once; a second answer stays among the lines left over."""
        if name in self.values:
            self.quote(SECOND_ANSWER.message, pieces)
            return False
        self.values[name] = value
        self.take(pieces)
        return True

    def extend(self, name: str, values: Sequence[str], pieces: Sequence[Piece]) -> None:
        if values:
            self.values.setdefault(name, []).extend(values)
            self.take(pieces)

    def quote(self, message: str, pieces: Sequence[Piece]) -> None:
        """Remark on the text of some lines, shortened."""
        text = " ".join(piece.text for piece in pieces)
        short = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
        self.remarks.append(Remark(message, (("text", short),)))

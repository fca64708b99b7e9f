"""The sections of a form, and how the lines of one become paragraphs, items or words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.searches.importer.formtext import Line, Marked, folded, is_ornament, lines_of, unmark
from app.searches.importer.labels import Label, find_label
from app.searches.importer.phrases import words
from app.searches.importer.profiles import split_outside_parentheses

WRAPPED_FROM = 45
"""A line shorter than this was hardly cut by the margin."""

FULL_LINE = 70
LONGEST_KEYWORD = 100
JOINING_WORDS = words(
    "a an the of in and or for to with from on at by as into between through und oder für mit von "
    "der die das des zur zum im и или в на с для из от по"
)
NOTHING = words(
    "none|no|n/a|na|nil|nothing|not yet|no partners yet|none yet|not applicable|not available|tbd|"
    "to be defined|to be confirmed|tba|unknown|нет|не определено|отсутствует|отсутствуют|пока нет|"
    "keine|keiner|keines|noch keine|entfällt|unbekannt|no partners|none so far",
    "|",
)


@dataclass(frozen=True)
class Piece:
    """A line, or what stands beside the label on it."""

    line: Line
    text: str
    gap: bool

    @cached_property
    def marked(self) -> Marked:
        return unmark(self.text)

    @property
    def says_nothing(self) -> bool:
        return folded(self.text).strip(" .()-") in NOTHING


@dataclass(frozen=True)
class Section:
    """A label and what follows it; the lines before the first label have none."""

    label: Label | None
    heading: Line | None
    pieces: tuple[Piece, ...]

    @property
    def field(self) -> str | None:
        return self.label.field if self.label else None

    @property
    def words(self) -> str:
        """The label as it is written."""
        return self.label.words if self.label else ""

    @property
    def has_value_beside(self) -> bool:
        return bool(self.pieces) and self.pieces[0].line is self.heading


def sections_of(text: str) -> list[Section]:
    """Cut a form at its labels; ornaments are left out."""
    sections: list[Section] = []
    label: Label | None = None
    heading: Line | None = None
    pieces: list[Piece] = []
    for line in lines_of(text):
        if is_ornament(line.text):
            continue
        found = find_label(line.raw)
        if found and not (label and not pieces and _answers_itself(label, found)):
            sections.append(Section(label, heading, tuple(pieces)))
            label, heading, pieces = found, line, []
            if found.value and not is_ornament(found.value):
                pieces.append(Piece(line, found.value, gap=False))
        else:
            pieces.append(Piece(line, line.text, line.gap))
    sections.append(Section(label, heading, tuple(pieces)))
    return sections


def _answers_itself(label: Label, found: Label) -> bool:
    """Tell the answer `Contact person (example)` under the label `Contact person`."""
    return found.field == label.field and not found.value and "(" in found.words


def continues(before: str, after: str) -> bool:
    """Guess whether the margin, not the writer, ended the line before."""
    last_word = before.rsplit(maxsplit=1)[-1].casefold()
    return (
        (after[0].islower() and len(before) >= WRAPPED_FROM)
        or before[-1] in ",-–(&/"
        or last_word in JOINING_WORDS
        or len(before) >= FULL_LINE
    )


def paragraphs(pieces: Sequence[Piece]) -> str:
    """Join wrapped lines by a blank, short and listed ones by a line end, paragraphs by two."""
    text: list[str] = []
    for piece, before in zip(pieces, (None, *pieces), strict=False):
        if before is not None:
            wrapped = not piece.marked.is_item and len(before.text) >= WRAPPED_FROM
            text.append("\n\n" if piece.gap else " " if wrapped else "\n")
        text.append(piece.text)
    return "".join(text)


def items(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Gather the lines of each item: by marks where there are marks, else line by line.

    A line without a mark goes on with the item before when it follows at once and, where no line
    is marked, only when it begins small after a long line or the line before cannot be its end.
    """
    has_marks = any(piece.marked.is_item for piece in pieces)
    small_is_custom = bool(pieces) and pieces[0].marked.text[:1].islower()
    item: list[Piece] = []
    for piece in pieces:
        if item and not piece.gap and not piece.marked.is_item:
            goes_on = has_marks and item[0].marked.is_item
            if goes_on or _wraps(item[-1].text, piece.text, small_is_custom=small_is_custom):
                item.append(piece)
                continue
        if item:
            yield item
        item = [piece]
    if item:
        yield item


def _wraps(before: str, after: str, *, small_is_custom: bool) -> bool:
    if before.rsplit(maxsplit=1)[-1].casefold() in JOINING_WORDS:
        return True
    begins_small = after[0].islower() and not small_is_custom
    return begins_small and before[-1] not in ".;" and len(before) >= WRAPPED_FROM


def item_text(item: Sequence[Piece]) -> str:
    return " ".join((item[0].marked.text, *(piece.text for piece in item[1:])))


def words_of(pieces: Sequence[Piece]) -> Iterator[tuple[list[Piece], list[str]]]:
    """Split keywords: at semicolons if there are any, else at commas, always at lines and bullets.

    Yields the lines of an item with its words.
    """
    separators = ";•·|" if any(";" in piece.text for piece in pieces) else ",•·|"
    for item in items(pieces):
        parts = split_outside_parentheses(item_text(item), separators)
        yield item, [_without_full_stop(part) for part in parts]


def _without_full_stop(word: str) -> str:
    text = word.strip(" ;,")
    ends_a_sentence = (
        text.endswith(".") and not text.endswith(("etc.", "..")) and "." not in text[:-1]
    )
    return text[:-1] if ends_a_sentence else text

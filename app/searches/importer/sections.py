"""The sections of a form, and how the lines of one become paragraphs, items or words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from app.searches.importer.formtext import Line, Marked, folded, is_ornament, lines_of, unmark
from app.searches.importer.labels import Label, find_label
from app.searches.importer.phrases import words
from app.searches.importer.profiles import split_outside_parentheses

WIDEST = 120
"""A page with longer lines was not broken at a margin."""

LONG_LINE = 45
"""A shorter line of prose was ended by its writer."""

LONGEST_WORD = 60
LONGEST_KEYWORD = 100
JOINING_WORDS = words(
    "a an the of in among and or for to with from on at by as into between through "
    "und oder für mit von der die das des zur zum im и или в на с для из от по"
)
NOTHING = words(
    "none|no|n/a|na|nil|nothing|not yet|no partners yet|none yet|not applicable|not available|tbd|"
    "to be defined|to be confirmed|tba|unknown|нет|не определено|отсутствует|отсутствуют|пока нет|"
    "keine|keiner|keines|noch keine|entfällt|unbekannt|no partners|none so far",
    "|",
)


def width_of(lines: Sequence[Line]) -> int | None:
    """Measure how wide a form was set; None where long lines show that no margin broke any."""
    width = max((len(line.raw.rstrip()) for line in lines), default=0)
    return width if width <= WIDEST else None


def fits(line: str, after: str, width: int) -> bool:
    """Tell whether the first word after a line would have had room on it."""
    return len(line.rstrip()) + 1 + len(after.split(maxsplit=1)[0]) <= width


@dataclass(frozen=True)
class Piece:
    """A line, or what stands beside the label on it."""

    line: Line
    text: str
    gap: bool
    width: int | None
    """Of the page, see `width_of`."""

    @cached_property
    def marked(self) -> Marked:
        return unmark(self.text)

    def is_broken_before(self, after: Piece) -> bool:
        """Tell whether the margin can have parted this line from the next."""
        may_break = self.width is not None and not after.gap
        return may_break and not fits(self.line.raw, after.text, self.width or 0)

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
    lines = [line for line in lines_of(text) if not is_ornament(line.text)]
    width = width_of(lines)
    for line in lines:
        found = find_label(line.raw)
        if found and not (label and not pieces and _answers_itself(label, found)):
            sections.append(Section(label, heading, tuple(pieces)))
            label, heading, pieces = found, line, []
            if found.value and not is_ornament(found.value):
                pieces.append(Piece(line, found.value, gap=False, width=width))
        else:
            pieces.append(Piece(line, line.text, line.gap, width))
    sections.append(Section(label, heading, tuple(pieces)))
    return sections


def _answers_itself(label: Label, found: Label) -> bool:
    """Tell the answer `Contact person (example)` under the label `Contact person`."""
    return found.field == label.field and not found.value and "(" in found.words


def continues(before: Piece, after: Piece) -> bool:
    """Guess whether the margin, not the writer, ended the line before a name goes on."""
    if after.gap or after.marked.is_item:
        return False
    return before.text[-1] in ",-–(&/" or _ends_open(before.text) or before.is_broken_before(after)


def _ends_open(text: str) -> bool:
    """Recognise a line that cannot be the end: its last word joins, or a parenthesis is open."""
    last_word = text[-LONGEST_WORD:].rsplit(maxsplit=1)[-1].casefold()
    return last_word in JOINING_WORDS or text.count("(") > text.count(")")


def paragraphs(pieces: Sequence[Piece]) -> str:
    """Join wrapped lines by a blank, short and listed ones by a line end, paragraphs by two."""
    text = [piece.text for piece in pieces[:1]]
    for before, piece in pairwise(pieces):
        wrapped = _ends_open(before.text) or before.is_broken_before(piece)
        is_long = before.width is not None and len(before.text) >= LONG_LINE
        goes_on = (wrapped or is_long) and not piece.marked.is_item
        blank = _blank_between(before.text, piece.text) if goes_on else "\n"
        text += ["\n\n" if piece.gap else blank, piece.text]
    return "".join(text)


def items(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Gather the lines of each item: by marks where there are marks, else line by line.

    A line without a mark goes on with the item before when it follows at once and that has a mark,
    when the line before cannot be an end, or when the margin parted them and it begins small, or
    blank lines part the items of the list.
    """
    has_gaps = any(piece.gap for piece in pieces[1:])
    small_is_custom = bool(pieces) and pieces[0].marked.text[:1].islower()
    item: list[Piece] = []
    for piece in pieces:
        if item and not piece.gap and not piece.marked.is_item:
            before = item[-1]
            begins_small = piece.text[0].islower() and not small_is_custom
            may_break = before.text[-1] not in ".;" and before.is_broken_before(piece)
            is_wrapped = may_break and (begins_small or has_gaps)
            if item[0].marked.is_item or _ends_open(before.text) or is_wrapped:
                item.append(piece)
                continue
        if item:
            yield item
        item = [piece]
    if item:
        yield item


def _blank_between(before: str, after: str) -> str:
    """Join a word broken at its hyphen, `non-` and `tariff`, without a blank."""
    is_broken_word = before[-1] == "-" and before[-2:-1].isalpha() and after[0].islower()
    return "" if is_broken_word else " "


def item_text(item: Sequence[Piece]) -> str:
    """Write an item in one line, without its mark."""
    text = [item[0].marked.text]
    for before, piece in pairwise(item):
        text += [_blank_between(before.text, piece.text), piece.text]
    return "".join(text)


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

"""The priorities that a form offers, and the one that is ticked, if a tick is left."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.searches.importer.draft import Draft, remark
from app.searches.importer.sections import Piece, Section, continues, item_text, items

FEWEST_OPTIONS, MOST_OPTIONS = 2, 20
BARE_NUMBER = re.compile(
    r"(?:(?:priority|measure|приоритет|priorität) )?(\d{1,2})(?: [-–—] |[ .:-])(?! ?\d)",
    re.IGNORECASE,
)


def read_priority(draft: Draft, section: Section) -> None:
    """Read a labelled priority: one answer, or a list to choose from."""
    rest = take_options(draft, section.pieces)
    if not rest or len(rest) < len(section.pieces):
        return
    given = list(items(rest))
    first = given[0][0]
    if len(given) > 1 or (first.marked.boxed and not first.marked.ticked):
        _offer(draft, given)
    elif not first.says_nothing:
        draft.put("priority", item_text(given[0]), given[0])


def take_options(draft: Draft, pieces: Sequence[Piece]) -> list[Piece]:
    """Take a numbered or ticked list of two or more as the priorities; return the other lines."""
    options: list[list[Piece]] = []
    rest: list[Piece] = []
    is_open = False
    counted = _count_upwards(pieces)
    for piece in pieces:
        if piece.marked.numbered or piece.marked.boxed or piece in counted:
            options.append([piece])
            is_open = True
        elif is_open and _goes_on(options[-1][-1], piece):
            options[-1].append(piece)
        else:
            is_open = False
            rest.append(piece)
    is_choice = FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS
    if not is_choice or "priority_options" in draft.values:
        return list(pieces)
    _offer(draft, options, counted)
    return rest


def _count_upwards(pieces: Sequence[Piece]) -> list[Piece]:
    """Find lines that begin with bare numbers from 1 upwards, `1 First`, `Priority 2: Second`."""
    counted: list[Piece] = []
    for piece in pieces:
        found = BARE_NUMBER.match(piece.text)
        if found and int(found[1]) == len(counted) + 1:
            counted.append(piece)
    return counted if len(counted) >= FEWEST_OPTIONS else []


def _goes_on(before: Piece, piece: Piece) -> bool:
    begins_small = piece.text[0].islower()
    return not piece.gap and (begins_small or continues(before, piece))


def _offer(draft: Draft, options: Sequence[Sequence[Piece]], counted: Sequence[Piece] = ()) -> None:
    lines = [piece for option in options for piece in option]
    texts = [_option_text(option, has_number=option[0] in counted) for option in options]
    if not draft.put("priority_options", texts, lines):
        return
    ticked = [
        text
        for text, option in zip(texts, options, strict=True)
        if any(piece.marked.ticked for piece in option)
    ]
    if len(ticked) == 1:
        draft.values.setdefault("priority", ticked[0])


def _option_text(option: Sequence[Piece], *, has_number: bool) -> str:
    """Write an option without its bare number; `Priority 1: ...` stays whole."""
    text = item_text(option)
    number = BARE_NUMBER.match(text) if has_number and text[0].isdigit() else None
    return text[number.end() :].lstrip() if number else text


def ask_for_priority(draft: Draft) -> None:
    options = draft.values.get("priority_options", ())
    if options and "priority" not in draft.values:
        draft.remarks.append(
            remark(
                "The form offers %(count)s priorities and does not show which one is meant: "
                "please choose.",
                count=len(options),
            )
        )

"""The calculation sheet as a PDF for the file and as a workbook to go on with."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import shorten
from typing import IO

from app.budgets.calculation import Calculation
from app.budgets.explanation import Explanation
from app.core.i18n import _, amount, day, locale
from app.core.pdf import MissingGlyphError, render
from app.core.sheets import Column, Kind, Sheet, xlsx_file

TEMPLATE = Path(__file__).parent / "pdf" / "calculation.typ"
NAME = 40
"""How much of the name of an input is printed."""

NO_GLYPH = "\N{WHITE SQUARE}"


def calculation_xlsx(sheet: Calculation) -> IO[bytes]:
    """Write a calculation sheet as XLSX: all amounts with their derivation, then the proof."""
    heads = [
        Column("part", label=_("Part")),
        Column("what", label=_("What")),
        Column("amount", Kind.AMOUNT, label=_("Amount, EUR")),
        Column("rule", label=_("Rule")),
        Column("inputs", label=_("Inputs")),
        Column("calculation", label=_("Calculation")),
        Column("rounding", label=_("Rounding")),
        Column("source", label=_("From")),
    ]
    rows = ([group, *_cells(sheet, one)] for group, found in sheet.groups for one in found)
    proof = [
        Column("proof", label=_("Proof")),
        Column("left", Kind.AMOUNT, label=_("One side, EUR")),
        Column("right", Kind.AMOUNT, label=_("Other side, EUR")),
        Column("difference", Kind.AMOUNT, label=_("Difference, EUR")),
    ]
    sides = ([one.text, one.left, one.right, one.difference] for one in sheet.proofs)
    facts = [Column("name", label=_("What")), Column("value", label=_("Value"))]
    return xlsx_file(
        Sheet("Calculation", heads, rows),
        Sheet("Proof", proof, sides),
        Sheet("About", facts, [(_("Title"), sheet.title), *sheet.facts]),
    )


def calculation_pdf(sheet: Calculation, on: date) -> bytes:
    """Print a calculation sheet in the reader's language; equal input gives equal bytes.

    Characters that the fonts of an archivable document lack are printed as a square.
    """
    data: dict[str, object] = {
        "language": locale(),
        "title": sheet.title,
        "running": " · ".join([sheet.title, *(value for _name, value in sheet.facts[:1])]),
        "dated": [on.year, on.month, on.day],
        "made_on": _("Made on %(day)s", day=day(on)),
        "facts": sheet.facts,
        "heads": [_("What"), _("How it is computed"), _("Amount, EUR")],
        "groups": [
            {"title": title, "rows": [_printed(sheet, one) for one in found]}
            for title, found in sheet.groups
        ],
        "proof": _("Proof"),
        "proof_heads": [_("Both sides"), _("One side, EUR"), _("Other side, EUR"), _("Difference")],
        "proofs": [
            {
                "sides": [one.text, amount(one.left), amount(one.right), amount(one.difference)],
                "holds": one.holds,
            }
            for one in sheet.proofs
        ],
        "page": _("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
    }
    try:
        return render(TEMPLATE, data)
    except MissingGlyphError as missing:
        printable = {name: _without(value, missing.characters) for name, value in data.items()}
        return render(TEMPLATE, printable)


def _cells(sheet: Calculation, one: Explanation) -> list[object]:
    said = [one.rule, one.inputs, one.calculation, one.rounding, sheet.source(one)]
    return [one.title, one.amount, *said]


def _printed(sheet: Calculation, one: Explanation) -> dict[str, str]:
    """Rules say how is rounded, and the calculation shows it; long names stand in their own row."""
    inputs = "; ".join(f"{shorten(name, NAME, placeholder=' …')} {n}" for name, n in one.terms)
    return {
        "title": one.title,
        "calculation": one.calculation,
        "rule": one.rule,
        "inputs": inputs,
        "source": sheet.source(one),
        "amount": amount(one.amount),
    }


def _without(value: object, characters: tuple[str, ...]) -> object:
    """Put a square for each of the characters, wherever it stands."""
    if isinstance(value, str):
        for character in characters:
            value = value.replace(_meant(character), NO_GLYPH)
        return value
    if isinstance(value, list | tuple):
        return [_without(one, characters) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, characters) for key, one in value.items()}
    return value


def _meant(named: str) -> str:
    r"""Return the character that typst names as itself or as `\u{7}`."""
    if named.startswith("\\u{"):
        return chr(int(named[3:-1], 16))
    return named

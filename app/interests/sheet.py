"""Rows as CSV that a spreadsheet opens without running any of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts so may be taken for a formula; an apostrophe before it makes it a text."""

BOM = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""


def to_csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table: amounts and numbers as numbers, with a point; none as nothing."""
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow([_cell(head) for head in heads])
    sheet.writerows([_cell(value) for value in row] for row in rows)
    return BOM + written.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal | int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text

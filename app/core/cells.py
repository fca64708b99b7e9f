"""What may stand in a cell of a spreadsheet: no formula, no control character, lists as text."""

from __future__ import annotations

import re
from collections.abc import Iterable

BEGINNING = r"""(^|[,;\t\n|"])('*)"""
RISKY = re.compile(BEGINNING + r"(?=[=+\-@\t|\uff1d\uff0b\uff0d\uff20])")
"""Where a text, or what another program cuts from it at a delimiter, could begin as a formula."""
MADE_HARMLESS = re.compile(RISKY.pattern.replace("('*)", "'('*)"))
PLAIN = re.compile(r"\+\d{1,4} [\d ()./-]{4,30}|\+\d{6,15}|-\d{1,15}([.,]\d{1,15})?")
"""Telephone and negative numbers: no spreadsheet takes them for a formula."""
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")


def harmless(text: str) -> str:
    """Put an apostrophe wherever the text could begin as a formula; `as_meant` takes it away."""
    return text if not text or PLAIN.fullmatch(text) else RISKY.sub(r"\1'\2", text)


def as_meant(text: str) -> str:
    """Undo `harmless`, exactly."""
    return MADE_HARMLESS.sub(r"\1\2", text) if "'" in text else text


def clean(value: object) -> str:
    """Return the text without characters that no sheet holds; line ends become LF."""
    text = str(value)
    if text.isprintable():  # as nearly all are; then there is nothing to take away
        return text
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def join_list(items: Iterable[object]) -> str:
    """Write a list into one cell: `a; b`, or one item a line where an item has a semicolon."""
    texts = [" ".join(clean(item).split()) for item in items]
    if any(";" in text for text in texts):
        return "".join(f"{text}\n" for text in texts)
    return "; ".join(texts)


def split_list(text: str) -> list[str]:
    """Read what `join_list` wrote, or what people write: items apart by semicolons or lines."""
    items = text.split("\n") if "\n" in text else text.split(";")
    return [stripped for item in items if (stripped := item.strip())]

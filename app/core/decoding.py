"""The text of a file that does not say its encoding: as its marks say, else as its letters look."""

from __future__ import annotations

import codecs
import re

from app.core.i18n import _
from app.core.inspection import FileRefused

RUNS = re.compile(rb"[\x80-\xff]+")
OF_POLISH = re.compile(rb"[\xb3\xb9\xbf](?=[a-z])")
"""In cp1250 ł, ą, ż; elsewhere marks that no small letter follows."""
OF_THE_BALTIC = re.compile(rb"[\xd0\xde\xf0\xfe]")
"""In cp1257 š and ž; in cp1252 letters of Iceland alone."""
NO_WORD = re.compile(r"\ufffd|[^\W\d_][¤¦©¬®±][^\W\d_]")
"""What comes of reading letters in an encoding in which they were not written."""


def decoded(content: bytes) -> str:
    """Decode as the marks say, else as UTF-8, else as the old encoding that the letters look like.

    Raises FileRefused where they look like none.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode(_encoding_of(content), errors="replace")
    if NO_WORD.search(text):
        raise FileRefused(
            _("The letters of the file cannot be read. Save it as CSV in UTF-8 and send it again.")
        )
    return text


def _encoding_of(content: bytes) -> str:
    """Tell the encodings of Windows by what stands in words.

    Words in Cyrillic are runs of letters beyond ASCII; in languages of Latin letters these stand
    alone.
    """
    runs = RUNS.findall(content)
    if sum(map(len, runs)) > 2 * len(runs):
        return "cp1251"
    if OF_POLISH.search(content):
        return "cp1250"
    return "cp1257" if OF_THE_BALTIC.search(content) else "cp1252"

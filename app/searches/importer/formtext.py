"""Plain text of a filled form: from bytes to numbered lines with their list marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BYTES = 1024 * 1024
MAX_LINES = 10_000

INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad"))
"""For `str.translate`: signs that take no room and carry no meaning."""

SAME_SIGN = str.maketrans("ё‐‑‒–—―‘’ʼ", "е------'''")
ORNAMENT = frozenset(" -_=*~.·•●○▪▫■□◦‣⁃…#|+–—―─━═│┃┄┈:☐\uf0b7\uf0a7")
SIGNATURES = {
    b"%PDF-": "PDF document",
    b"PK\x03\x04": "Word document or other archive",
    b"\xd0\xcf\x11\xe0": "Word document",
    b"{\\rtf": "Rich Text document",
}
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
PLAUSIBLE_CYRILLIC = re.compile(r"[А-Яа-яЁё]{3}")
NOT_IN_TEXT = re.compile(r"[\x80-\x9f]")
OTHER_SIGNS = re.compile(r"[^\w\s!-/:-@\[-`{-~–—‘’“”„«»…•§°€£№©®´·½¼¾²³±×ªº¡¿]")

BULLET = re.compile(r"[•●○▪▫■◦·‣⁃►▶➢➤→◆❖\uf0b7\uf0a7]\s?|[-–—*>]\s|o\s(?=[A-Z])")
NUMBER = re.compile(
    r"(?:\(\d{1,2}\)|\d{1,2}\)|\d{1,2}\.(?=\s|[^\W\d_])|№ ?\d{1,2}[.:)]?(?=\s)"
    r"|\d{1,2} ?[-–—:]\s(?=[^\d\s])|\(?[a-zA-Z]\)|\(?[ivx]{1,4}\)|[ivx]{1,4}\.\s)\s?"
)
EMPTY_BOX = re.compile(r"\[\s?\]|\(\s\)|[☐□]")
TICKED_BOX = re.compile(r"\[[xX✓✔×]\]|\([xX✓✔×]\)|[☑☒✓✔]")
LAST_BOX = re.compile(rf"(?:{TICKED_BOX.pattern}|{EMPTY_BOX.pattern})$")
LOOSE_TICK = re.compile(r"[xX×]\s(?=\(?\d{1,2}[.)])")


class UnreadableForm(ValueError):
    """The file is no text of a form; the message is one English sentence for the user.

    `message` and `values` serve translation: `_(error.message, **error.values)`.
    """

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__(message % values)
        self.message = message
        self.values = values


@dataclass(frozen=True)
class Line:
    """A line that is not blank; `text` has its white space collapsed, `raw` has it as it was."""

    number: int
    raw: str
    text: str
    gap: bool
    """Whether something blank stands before it."""


@dataclass(frozen=True)
class Marked:
    """A text without the marks before (and the tick after) it."""

    text: str
    bullet: bool = False
    numbered: bool = False
    boxed: bool = False
    ticked: bool = False

    @property
    def is_item(self) -> bool:
        return self.bullet or self.numbered or self.boxed


def read_form(data: bytes, form_format: str = "text") -> str:
    """Decode a form given as text in UTF-8, UTF-16 with its mark, Windows-1251 or Windows-1252.

    Raises UnreadableForm when it is empty, above 1 MB, or not plausibly text.
    """
    if form_format != "text":
        raise UnreadableForm(
            "Forms can be read as text only, not as %(format)s.", format=form_format
        )
    if len(data) > MAX_BYTES:
        raise UnreadableForm("The file is larger than 1 MB, which no partner-search form is.")
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableForm("The file is not plain text but a %(kind)s.", kind=kind)
    text = _decode(data)
    if CONTROL.search(text):
        raise UnreadableForm("The file is not text: it holds binary data.")
    if not text.translate(INVISIBLE).strip():
        raise UnreadableForm("The file is empty.")
    if text.count("\n") + text.count("\r") > 2 * MAX_LINES or len(text.splitlines()) > MAX_LINES:
        raise UnreadableForm("The file has more than %(limit)s lines.", limit=MAX_LINES)
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise UnreadableForm("The file is not text: it holds binary data.") from None
    if b"\0" in data:
        raise UnreadableForm("The file is not text: it holds binary data.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_single_bytes(data)


def _decode_single_bytes(data: bytes) -> str:
    """Take old Windows text: Cyrillic where it forms words, else Western where it looks like it."""
    for encoding, wanted in (("cp1251", PLAUSIBLE_CYRILLIC), ("cp1252", None), ("latin-1", None)):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if wanted and not wanted.search(text):
            continue
        strange = len(OTHER_SIGNS.findall(text)) + len(NOT_IN_TEXT.findall(text))
        letters = sum(map(str.isalpha, text))
        if not CONTROL.search(text) and strange * 20 <= len(text) and letters * 3 >= len(text):
            return text
    raise UnreadableForm("The file is not text in a known encoding; save it as UTF-8.")


def lines_of(text: str) -> Iterator[Line]:
    """Number the lines from 1; a soft break inside a line gives two lines of the same number."""
    gap = True
    breaks = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, physical in enumerate(breaks, start=1):
        for raw in physical.splitlines() or [""]:
            collapsed = " ".join(raw.split())
            if collapsed.translate(INVISIBLE).strip():
                yield Line(number, raw, collapsed, gap)
                gap = False
            else:
                gap = True


def is_ornament(text: str) -> bool:
    """Tell rules, dots and lone bullets from words."""
    plain = text.translate(INVISIBLE)
    return all(sign in ORNAMENT for sign in plain) or EMPTY_BOX.fullmatch(plain.strip()) is not None


def unmark(text: str) -> Marked:
    """Take off bullets, numbers and tick boxes, at most three of them."""
    bullet = numbered = boxed = ticked = False
    rest = text
    if tick := LOOSE_TICK.match(rest):
        boxed = ticked = True
        rest = rest[tick.end() :]
    for _ in range(3):
        if mark := TICKED_BOX.match(rest):
            boxed = ticked = True
        elif mark := EMPTY_BOX.match(rest):
            boxed = True
        elif mark := BULLET.match(rest):
            bullet = True
        elif not numbered and (mark := NUMBER.match(rest)):
            numbered = True
        else:
            break
        rest = rest[mark.end() :].lstrip()
    if not rest:
        return Marked(text)
    if (numbered or boxed) and (last := LAST_BOX.search(rest, max(1, len(rest) - 3))):
        boxed, ticked = True, ticked or TICKED_BOX.fullmatch(last[0]) is not None
        rest = rest[: last.start()].rstrip()
    return Marked(rest, bullet, numbered, boxed, ticked)


def folded(text: str) -> str:
    """Fold for comparing: compatibility forms, case, white space, ё and typographic signs."""
    plain = unicodedata.normalize("NFKC", text).translate(INVISIBLE).casefold().translate(SAME_SIGN)
    return " ".join(plain.split())

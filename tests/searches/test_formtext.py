"""From bytes to text: what is read, and the one sentence for what is not."""

from __future__ import annotations

import random

import pytest

from app.searches.importer import UnreadableForm, import_form, read_form
from app.searches.importer.formtext import MAX_BYTES, lines_of, unmark

RUSSIAN = "Название проекта\r\nЯнтарный путь – «Балтика»\r\n"
WESTERN = "Projekttitel\nBernsteinstraße für Gäste – 300.000 €\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251"])
def test_russian_text_is_read_in_its_encodings(encoding: str) -> None:
    assert read_form(RUSSIAN.encode(encoding)) == RUSSIAN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_western_text_is_read_in_its_encodings(encoding: str) -> None:
    assert read_form(WESTERN.encode(encoding)) == WESTERN


def test_title_is_found_in_old_encodings() -> None:
    assert (
        import_form(read_form(RUSSIAN.encode("cp1251"))).fields.title == "Янтарный путь – «Балтика»"
    )


EMPTY = "The file is empty."
BINARY = "The file is not text: it holds binary data."
LARGE = "The file is larger than 1 MB, which no partner-search form is."
REFUSED = {
    "empty": (b"", EMPTY),
    "blank": (b" \r\n\t\xc2\xa0\n", EMPTY),
    "mark only": (b"\xef\xbb\xbf", EMPTY),
    "ten megabytes": (b"a\n" * 5_000_000, LARGE),
    "one byte too many": (b"a" * (MAX_BYTES + 1), LARGE),
    "zero bytes": (b"Project title\0\nA", BINARY),
    "utf-16 without mark": ("Title".encode("utf-16-le"), BINARY),
    "half a utf-16": (b"\xff\xfeT", BINARY),
    "control signs": (b"Project title\x01\x02", BINARY),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", BINARY),
    "pdf": (b"%PDF-1.4 text", "The file is not plain text but a PDF document."),
    "docx": (
        b"PK\x03\x04 text",
        "The file is not plain text but a Word document or other archive.",
    ),
    "doc": (b"\xd0\xcf\x11\xe0 text", "The file is not plain text but a Word document."),
    "many lines": (b"a\n" * 10_001, "The file has more than 10000 lines."),
    "noise without controls": (
        bytes(random.Random(5).choices(range(0xA0, 0x100), k=400)).replace(b"\xa0", b"\xd7"),
        "The file is not text in a known encoding; save it as UTF-8.",
    ),
}


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_wrong_file_gets_one_clear_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableForm) as refused:
        read_form(data)

    assert str(refused.value) == sentence
    assert refused.value.message % refused.value.values == sentence


@pytest.mark.parametrize("seed", range(40))
def test_random_bytes_are_refused(seed: int) -> None:
    with pytest.raises(UnreadableForm):
        read_form(random.Random(seed).randbytes(2000))


def test_other_formats_are_refused() -> None:
    with pytest.raises(UnreadableForm, match="as text only, not as docx"):
        read_form(b"text", "docx")


def test_lines_count_from_one_and_soft_breaks_share_a_number() -> None:
    lines = [
        (line.number, line.text, line.gap)
        for line in lines_of("\ufeffa\r\n\r\n b\u00a0 c\rd\x0be\n")
    ]

    assert lines == [(1, "a", True), (3, "b c", True), (4, "d", False), (4, "e", False)]


@pytest.mark.parametrize(
    ("text", "bare", "is_item", "ticked"),
    [
        ("1. To raise", "To raise", True, False),
        ("1.To raise", "To raise", True, False),
        ("(2) To raise", "To raise", True, False),
        ("b) To raise", "To raise", True, False),
        ("iv. To raise", "To raise", True, False),
        ("- To raise", "To raise", True, False),
        ("•To raise", "To raise", True, False),
        ("\uf0b7 To raise", "To raise", True, False),
        ("[x] 3. To raise", "To raise", True, True),
        ("3. To raise [X]", "To raise", True, True),
        ("x 3. To raise", "To raise", True, True),
        ("☒ To raise", "To raise", True, True),
        ("☐ To raise", "To raise", True, False),
        ("1.5 million", "1.5 million", False, False),
        ("2005. A year", "2005. A year", False, False),
        ("-5 degrees", "-5 degrees", False, False),
        ("A. Example", "A. Example", False, False),
        ("x-ray", "x-ray", False, False),
        ("1.", "1.", False, False),
    ],
)
def test_list_marks_are_taken_off_and_nothing_else(text, bare, is_item, ticked) -> None:
    marked = unmark(text)

    assert (marked.text, marked.is_item, marked.ticked) == (bare, is_item, ticked)

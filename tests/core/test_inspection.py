"""What is taken and what is refused, before anything is stored."""

from __future__ import annotations

import hashlib
import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.inspection import (
    MAX_ENTRIES,
    MAX_UNPACKED,
    MEGABYTE,
    TYPES,
    FileFacts,
    FileRefused,
    inspect_file,
)

LIMIT = 10 * MEGABYTE
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TEXT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def png(width: int = 40, height: int = 30) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 41)), (b"IEND", b"")]
    body = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def jpeg(width: int = 40, height: int = 30, frame: int = 0xC2) -> bytes:
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    table = b"\xff\xc4" + struct.pack(">H", 4) + b"\0\0"
    start = (
        b"\xff\xff" + bytes([frame]) + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    )
    return b"\xff\xd8" + app0 + table + start + b"\xff\xd9"


def office(main: str = TEXT, **parts: bytes) -> bytes:
    """An archive as office programs write it; `parts` are further entries."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    entries = {"[Content_Types].xml": types.encode(), "word/document.xml": b"<document/>"}
    return archive(entries | parts)


def archive(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return buffer.getvalue()


TAKEN = {
    "contract.pdf": PDF,
    "Договор о партнёрстве.pdf": PDF,
    "Ąžuolas (2) v1.2.PDF": PDF,
    "www.example.com.pdf": PDF,
    "form.docx": office(),
    "sheet.xlsx": office(SHEET),
    "scan.png": png(),
    "scan.jpg": jpeg(),
    "scan.jpeg": jpeg(frame=0xC0),
    "note.txt": "Ein Text, текст, tekst\r\n\tund mehr".encode(),
    "BMW.txt": b"BMW and other car makers",
    "old.csv": "имя;город\nИван;Калининград".encode("cp1251"),
    "unicode.txt": "Windows says Unicode".encode("utf-16"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_an_honest_file_is_taken_with_its_facts(name: str) -> None:
    content = TAKEN[name]

    facts = inspect_file(name, content, LIMIT)

    media_type = TYPES[name.rpartition(".")[2].lower()]
    digest = hashlib.sha256(content).hexdigest()
    assert facts == FileFacts(name, media_type, len(content), digest)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/contract.pdf", "contract.pdf"),
        ("C:\\Users\\me\\contract.pdf", "contract.pdf"),
        ("  a   contract .pdf ", "a contract .pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
    ],
)
def test_a_name_is_cleaned_for_display(given: str, shown: str) -> None:
    assert inspect_file(given, PDF, LIMIT).name == shown


def bomb() -> bytes:
    return office(bomb=b"\0" * (MAX_UNPACKED + MEGABYTE))


def lying_bomb() -> bytes:
    """The directory and the header of the entry declare ten bytes; a hundred megabytes come out."""
    content = bytearray(bomb())
    size = struct.pack("<I", MAX_UNPACKED + MEGABYTE)
    assert content.count(size) == 2
    return bytes(content).replace(size, struct.pack("<I", 10))


def many_entries() -> bytes:
    return office(**{f"p{number}": b"" for number in range(MAX_ENTRIES)})


def overlapping() -> bytes:
    """Every entry of the directory points to the same eight megabytes."""
    content = office(x=b"\0" * (8 * MEGABYTE))
    start = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    again = content[start:end] * 20
    count, size, at = struct.unpack_from("<HII", content, end + 10)
    tail = struct.pack(
        "<4sHHHHIIH", b"PK\5\6", 0, 0, count + 20, count + 20, size + len(again), at, 0
    )
    return content[:end] + again + tail


def locked() -> bytes:
    content = bytearray(office())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def linked() -> bytes:
    buffer = io.BytesIO(office())
    with zipfile.ZipFile(buffer, "a") as target:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        target.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def cut_off() -> bytes:
    """The archive is whole but one entry ends in the middle of its deflated data."""
    content = bytearray(office(x=bytes(range(256)) * 40))
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        entry = source.getinfo("x")
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 20 : directory + 24] = struct.pack("<I", entry.compress_size // 2)
    return bytes(content)


KIND = "The file {} is of a kind that is not taken here. Send one of: PDF, DOCX, XLSX, PNG, JPG, TXT, CSV."
OTHER = "The file {} is not what its name says: the content is of another kind."
DAMAGED = "The file {} is damaged and cannot be read."
BOMB = "The file {} unpacks to more than 100 MB or 2000 parts."
UNSEEN = "The name of the file {} contains characters that cannot be seen."
PROGRAM = "The name of the file {} looks like that of a program."
TOO_LARGE = "The picture {} is too large: {} × {} pixels."

REFUSED: list[tuple[str, bytes | Callable[[], bytes], str]] = [
    ("empty.pdf", b"", "The file empty.pdf is empty."),
    ("big.pdf", PDF.ljust(LIMIT + 1), "The file big.pdf is larger than 10 MB."),
    ("", PDF, "A file has no name. Give it one and send it again."),
    ("..", PDF, "A file has no name. Give it one and send it again."),
    ("\x00\u202e", PDF, "A file has no name. Give it one and send it again."),
    ("x" * 252 + ".pdf", PDF, f"The name of the file {'x' * 40}… is longer than 255 characters."),
    ("contract\u202efdp.pdf", PDF, UNSEEN.format("contract fdp.pdf")),
    ("contract.exe\x00.pdf", PDF, UNSEEN.format("contract.exe .pdf")),
    ("con\u200btract.pdf", PDF, UNSEEN.format("con tract.pdf")),
    ("contract.pdf.exe", PDF, KIND.format("contract.pdf.exe")),
    ("contract", PDF, KIND.format("contract")),
    ("pdf", PDF, KIND.format("pdf")),
    ("picture.svg", b"<svg onload='alert(1)'/>", KIND.format("picture.svg")),
    ("page.html", b"<script>", KIND.format("page.html")),
    ("macro.docm", office(), KIND.format("macro.docm")),
    ("contract.exe.pdf", PDF, PROGRAM.format("contract.exe.pdf")),
    ("Contract.JS .pdf", PDF, PROGRAM.format("Contract.JS .pdf")),
    ("page.pdf", b"<html><script>alert(1)</script>", OTHER.format("page.pdf")),
    ("late.pdf", b"<html>" + PDF, OTHER.format("late.pdf")),
    ("scan.png", jpeg(), OTHER.format("scan.png")),
    ("scan.jpg", png(), OTHER.format("scan.jpg")),
    ("program.txt", b"MZ\x90\x00\x03\x00\x00\x00", OTHER.format("program.txt")),
    ("half.txt", b"\xff\xfea", OTHER.format("half.txt")),
    ("escape.csv", b"a\x1b]0;b\x07", OTHER.format("escape.csv")),
    ("sheet.docx", office(SHEET), OTHER.format("sheet.docx")),
    ("text.xlsx", office(TEXT), OTHER.format("text.xlsx")),
    ("archive.docx", archive({"a.txt": b"x"}), OTHER.format("archive.docx")),
    ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, OTHER.format("old.docx")),
    ("sfx.docx", b"MZ" + office(), OTHER.format("sfx.docx")),
    ("macro.xlsx", office(SHEET, **{"xl/vbaProject.bin": b"x"}), "The file macro.xlsx contains macros. Save it without them."),
    ("locked.docx", locked, "The file locked.docx is locked with a password."),
    ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "The file locked.xlsx is locked with a password."),
    ("broken.docx", office()[:-30], DAMAGED.format("broken.docx")),
    ("cut.docx", cut_off, DAMAGED.format("cut.docx")),
    ("up.docx", office(**{"../../evil": b"x"}), DAMAGED.format("up.docx")),
    ("root.docx", office(**{"/etc/evil": b"x"}), DAMAGED.format("root.docx")),
    ("link.docx", linked, DAMAGED.format("link.docx")),
    ("slow.docx", archive({"[Content_Types].xml": TEXT.encode()}, zipfile.ZIP_LZMA), DAMAGED.format("slow.docx")),
    ("bomb.docx", bomb, BOMB.format("bomb.docx")),
    ("lying.xlsx", lying_bomb, BOMB.format("lying.xlsx")),
    ("many.docx", many_entries, BOMB.format("many.docx")),
    ("same.docx", overlapping, BOMB.format("same.docx")),
    ("huge.png", png(50_000, 50_000), TOO_LARGE.format("huge.png", 50_000, 50_000)),
    ("long.jpg", jpeg(60_000, 1), TOO_LARGE.format("long.jpg", 60_000, 1)),
    ("flat.png", png(0, 10), DAMAGED.format("flat.png")),
    ("short.png", png()[:20], DAMAGED.format("short.png")),
    ("short.jpg", jpeg()[:12], DAMAGED.format("short.jpg")),
    ("odd.jpg", b"\xff\xd8\xff\xe0\0\x04abXY", DAMAGED.format("odd.jpg")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "reason"), REFUSED, ids=[ascii(r[0])[:20] for r in REFUSED]
)
def test_a_file_is_refused_with_a_sentence_that_names_it(
    name: str, content: bytes | Callable[[], bytes], reason: str
) -> None:
    given = content() if callable(content) else content

    with pytest.raises(FileRefused) as refusal:
        inspect_file(name, given, LIMIT)

    assert str(refusal.value.reason) == reason
    assert refusal.value.status == 422


def test_only_the_kinds_that_a_field_accepts_are_taken() -> None:
    assert inspect_file("scan.pdf", PDF, LIMIT, ("pdf", "png")).media_type == "application/pdf"

    with pytest.raises(FileRefused) as refusal:
        inspect_file("form.docx", office(), LIMIT, ("pdf", "png"))

    assert str(refusal.value.reason).endswith("Send one of: PDF, PNG.")


@pytest.mark.parametrize("make", [bomb, lying_bomb, many_entries, overlapping])
def test_a_bomb_takes_no_more_memory_than_its_limit(make: Callable[[], bytes]) -> None:
    content = make()
    tracemalloc.start()

    with pytest.raises(FileRefused):
        inspect_file("bomb.docx", content, LIMIT)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * MEGABYTE


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["docx", "xlsx", "png", "jpg", "pdf", "txt"]),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=6)), max_size=6),
    st.integers(0, 2000),
)
def test_a_mangled_file_is_taken_or_refused_but_never_an_accident(
    kind: str, edits: list[tuple[int, bytes]], cut: int
) -> None:
    whole = {
        "docx": office(),
        "xlsx": office(SHEET),
        "png": png(),
        "jpg": jpeg(),
        "pdf": PDF,
        "txt": b"x",
    }
    content = bytearray(whole[kind])
    for at, piece in edits:
        content[at % len(content) : at % len(content) + len(piece)] = piece
    del content[len(content) - cut % len(content) :]

    try:
        reason = ""
        inspect_file(f"file.{kind}", bytes(content), LIMIT)
    except FileRefused as refusal:
        reason = str(refusal.reason)

    assert not reason or f"file.{kind}" in reason

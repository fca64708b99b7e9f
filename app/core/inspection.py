"""What an uploaded file really is, and why it is refused: its name, type, size and inside."""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

import filetype

from app.core.errors import DomainError
from app.core.i18n import lazy

MEGABYTE = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
}
"""The file name extensions that are taken, and the media type that must be inside."""

MAX_NAME = 255
MAX_UNPACKED = 100 * MEGABYTE
MAX_ENTRIES = 2000
MAX_PIXELS = 50_000_000  # an A4 page scanned with 600 dots an inch has 35 million
MAX_SIDE = 20_000
CHUNK = 64 * 1024

PROGRAMS = re.compile(
    r"apk|app|bat|cmd|cpl|dll|dmg|exe|hta|html?|jar|jse?|lnk|msi|php|phtml|pif|ps1|py|reg|scr|sh"
    r"|svg|swf|vb|vbe|vbs|wsf|xhtml|xml"
)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What Office puts a file into that opens with a password: [MS-OFFCRYPTO] 2.3.4.4."""
FILL = re.compile(rb"\xff+")
MAIN_PARTS = {
    TYPES["docx"]: b"wordprocessingml.document.main+xml",
    TYPES["xlsx"]: b"spreadsheetml.sheet.main+xml",
}


class FileRefused(DomainError):
    """A file that is not taken; the reason names the file."""

    status = 422


@dataclass(frozen=True)
class FileFacts:
    """What is true of a file whatever its sender says of it. `size` is in bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


def inspect_file(
    name: str, content: bytes, limit: int, accept: Collection[str] = TYPES.keys()
) -> FileFacts:
    """Look at a file before it is stored; raises FileRefused with a sentence for the user.

    `limit` is in bytes, `accept` are extensions from TYPES. The type is that of the content, which
    must agree with the extension; what the browser says is not asked.
    """
    clean = _clean_name(name)
    if not content:
        raise FileRefused(lazy("The file %(name)s is empty.", name=clean))
    if len(content) > limit:
        size = limit // MEGABYTE or 1
        raise FileRefused(
            lazy("The file %(name)s is larger than %(size)s MB.", name=clean, size=size)
        )
    media_type = _expected_type(clean, accept)
    if media_type.startswith("text/"):
        _inspect_text(clean, content)
    elif media_type.startswith(OFFICE):
        _inspect_office(clean, content, media_type)
    elif (kind := filetype.guess(content)) is None or kind.mime != media_type:
        raise _disguised(clean)
    elif media_type.startswith("image/"):
        _inspect_image(clean, content, media_type)
    return FileFacts(clean, media_type, len(content), hashlib.sha256(content).hexdigest())


def _clean_name(name: str) -> str:
    """Take off the folders that a browser may have put before it, and refuse what misleads."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    clean = " ".join("".join(" " if _is_hidden(mark) else mark for mark in last).split())
    if clean in {"", ".", ".."}:
        raise FileRefused(lazy("A file has no name. Give it one and send it again."))
    if len(clean) > MAX_NAME:
        raise FileRefused(
            lazy(
                "The name of the file %(name)s… is longer than %(count)s characters.",
                name=clean[:40],
                count=MAX_NAME,
            )
        )
    if any(_is_hidden(mark) for mark in last):
        raise FileRefused(
            lazy(
                "The name of the file %(name)s contains characters that cannot be seen.", name=clean
            )
        )
    return clean


def _is_hidden(mark: str) -> bool:
    """Whether a character is a control, turns the direction of reading or is half of another."""
    return unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _expected_type(name: str, accept: Collection[str]) -> str:
    _, *inner, extension = name.lower().split(".") if "." in name else ("", "")
    if extension not in accept:
        kinds = ", ".join(dict.fromkeys(kind.upper() for kind in accept if kind != "jpeg"))
        raise FileRefused(
            lazy(
                "The file %(name)s is of a kind that is not taken here. Send one of: %(kinds)s.",
                name=name,
                kinds=kinds,
            )
        )
    if any(PROGRAMS.fullmatch(part.strip()) for part in inner):
        raise FileRefused(
            lazy("The name of the file %(name)s looks like that of a program.", name=name)
        )
    return TYPES[extension]


def _disguised(name: str) -> FileRefused:
    return FileRefused(
        lazy(
            "The file %(name)s is not what its name says: the content is of another kind.",
            name=name,
        )
    )


def _locked(name: str) -> FileRefused:
    return FileRefused(lazy("The file %(name)s is locked with a password.", name=name))


def _damaged(name: str) -> FileRefused:
    return FileRefused(lazy("The file %(name)s is damaged and cannot be read.", name=name))


def _inspect_text(name: str, content: bytes) -> None:
    """Take text in any encoding, as long as it is text: office programs still write old ones."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise _disguised(name) from None
    if CONTROLS.search(content):
        raise _disguised(name)


def _inspect_image(name: str, content: bytes, media_type: str) -> None:
    try:
        width, height = _png_size(content) if media_type == "image/png" else _jpeg_size(content)
    except (struct.error, ValueError):
        raise _damaged(name) from None
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise FileRefused(
            lazy(
                "The picture %(name)s is too large: %(width)s × %(height)s pixels.",
                name=name,
                width=width,
                height=height,
            )
        )
    if not (width and height):
        raise _damaged(name)


def _png_size(content: bytes) -> tuple[int, int]:
    first, width, height = struct.unpack_from(">4sII", content, 12)
    if first != b"IHDR":
        raise ValueError("The header must come first.")
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the segments until the one that starts the frame (ITU-T T.81, B.2.2)."""
    at = 2
    while True:
        mark, kind, length = struct.unpack_from(">BBH", content, at)
        if mark != 0xFF:
            raise ValueError("A segment must start with 0xFF.")
        if kind == 0xFF:
            fill = FILL.match(content, at)
            at = fill.end() - 1 if fill else at + 1  # any number may come before a marker
        elif 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        else:
            at += 2 + length


def _inspect_office(name: str, content: bytes, media_type: str) -> None:
    """Open the archive that a DOCX or XLSX is, without ever holding it unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        raise _locked(name) if LOCKED in content else _disguised(name)
    if content.count(b"PK\x01\x02") > MAX_ENTRIES:
        raise _bomb(name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _inspect_entries(name, content, entries)
            with archive.open("[Content_Types].xml") as part:
                types = part.read(MEGABYTE)
    except KeyError:
        raise _disguised(name) from None
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError):
        raise _damaged(name) from None
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise FileRefused(
            lazy("The file %(name)s contains macros. Save it without them.", name=name)
        )
    if MAIN_PARTS[media_type] not in types:
        raise _disguised(name)


def _inspect_entries(name: str, content: bytes, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _bomb(name)
    unpacked = 0
    for entry in entries:
        parts = re.split(r"[/\\]", entry.filename)
        if ".." in parts or not parts[0] or stat.S_ISLNK(entry.external_attr >> 16):
            raise _damaged(name)
        if entry.flag_bits & 1:
            raise _locked(name)
        unpacked += _unpacked_size(content, entry, MAX_UNPACKED - unpacked)
        if unpacked > MAX_UNPACKED:
            raise _bomb(name)


def _unpacked_size(content: bytes, entry: zipfile.ZipInfo, limit: int) -> int:
    """Unpack one entry for real, piece by piece, until it ends or passes the limit (in bytes).

    The sizes that an archive declares are claims; zipfile itself stops at the declared one and so
    would never see what another program unpacks.
    """
    name_length, extra_length = struct.unpack_from("<HH", content, entry.header_offset + 26)
    start = entry.header_offset + 30 + name_length + extra_length
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError("Office programs store or deflate.")
    inflate, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    for at in range(0, len(packed), CHUNK):
        piece = packed[at : at + CHUNK]
        while piece and size <= limit:
            size += len(inflate.decompress(piece, MEGABYTE))
            piece = inflate.unconsumed_tail
    if size <= limit:
        size += len(inflate.flush())
        if not inflate.eof:
            raise ValueError("The entry is cut off.")
    return size


def _bomb(name: str) -> FileRefused:
    return FileRefused(
        lazy(
            "The file %(name)s unpacks to more than %(size)s MB or %(count)s parts.",
            name=name,
            size=MAX_UNPACKED // MEGABYTE,
            count=MAX_ENTRIES,
        )
    )

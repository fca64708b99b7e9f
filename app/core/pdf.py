"""Typst templates to PDF, tagged and archivable (PDF/A-2a and PDF/UA-1)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import typst

from app.core.errors import DomainError
from app.core.i18n import lazy

_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed|the codepoint `"(.+?)"`')


class PdfError(RuntimeError):
    """A template could not be turned into a PDF; the message says where and why."""


class MissingGlyphError(PdfError, DomainError):
    r"""The data hold characters without a glyph, which an archivable document may not print.

    `characters` lists them, once each, as typst names them (`北`, `\u{7}`).
    """

    def __init__(self, characters: tuple[str, ...]) -> None:
        signs = " ".join(characters)
        self.reason = lazy(
            "The PDF cannot be made: its fonts lack these signs: %(signs)s", signs=signs
        )
        super().__init__(self.reason)
        self.characters = characters


def render(template: Path, data: Mapping[str, object]) -> bytes:
    """Compile a template with its data; equal input gives equal bytes.

    The template reads the data by `json(bytes(sys.inputs.data))`, so that text of users is a
    value and never source. It has to set title, language and date of the document: it has no
    clock, and without a title PDF/UA refuses it. It sees files of its own folder only, and only
    the fonts that come with typst: Libertinus Serif, and DejaVu Sans Mono as a fallback.

    Raises PdfError when the data are no JSON or the template is missing or wrong, and
    MissingGlyphError when a character has no glyph in these fonts.
    """
    try:
        inputs = {"data": json.dumps(data, ensure_ascii=False, allow_nan=False)}
        pdf = typst.compile(
            template,
            root=template.parent,
            format="pdf",
            sys_inputs=inputs,
            ignore_system_fonts=True,
            timestamp=0,
            pdf_standards=["a-2a", "ua-1"],
        )
    except typst.TypstError as error:
        report = error.diagnostic or error.message
        missing = dict.fromkeys(text or point for text, point in _NO_GLYPH.findall(report))
        if missing:
            raise MissingGlyphError(tuple(missing)) from error
        raise PdfError(f"{template.name}: {report}") from error
    except (TypeError, ValueError, RuntimeError) as error:
        raise PdfError(f"{template.name}: {error}") from error
    if not isinstance(pdf, bytes):
        raise PdfError(f"{template.name}: gave no single document.")
    return pdf

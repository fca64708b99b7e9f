"""What the PDF engine promises: inert data, equal bytes, accessible or refused."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.core.pdf import MissingGlyphError, PdfError, render

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: datetime(year: 2006, month: 8, day: 22))
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), lang: "en")
#data.title
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "letter.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_text_of_every_neighbour_is_printed(template):
    words = "Žuvėdra Łódź Åbo Ильин Ελλάδα Õunapuu"

    assert text_of(render(template, {"title": words})).strip() == words


def test_markup_in_data_stays_inert(template):
    markup = '#panic("x") *b* $x$ <a> @ref = Heading // gone \\ #read("letter.typ")'

    assert text_of(render(template, {"title": markup})).split() == markup.split()


def test_equal_input_gives_equal_bytes(template):
    assert render(template, {"title": "Same"}) == render(template, {"title": "Same"})


def test_pdf_claims_the_archive_and_the_accessible_standard(template):
    pdf = PdfReader(io.BytesIO(render(template, {"title": "Letter"})))
    claims = pdf.trailer["/Root"]["/Metadata"].get_object().get_data().decode()

    assert ("pdfaid:part>2<" in claims, "pdfaid:conformance>A<" in claims) == (True, True)
    assert "pdfuaid:part>1<" in claims
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert pdf.trailer["/Root"]["/Lang"] == "en"


def test_document_without_a_title_is_refused(template):
    template.write_text('#set text(lang: "en")\nx', encoding="utf-8")

    with pytest.raises(PdfError, match=r"letter\.typ: .*title"):
        render(template, {})


def test_template_has_no_clock(template):
    template.write_text(TEMPLATE + "#datetime.today().display()", encoding="utf-8")

    assert text_of(render(template, {"title": "Epoch"})).split() == ["Epoch", "1970-01-01"]


def test_template_cannot_read_outside_its_folder(template, tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    moved = template.rename(inside / "letter.typ")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    moved.write_text(TEMPLATE + '#read("../secret.txt")', encoding="utf-8")

    with pytest.raises(PdfError, match=r"letter\.typ: "):
        render(moved, {"title": "x"})


def test_characters_without_a_glyph_are_named(template):
    with pytest.raises(MissingGlyphError) as refusal:
        render(template, {"title": "北京 北 😀\x07"})

    assert refusal.value.characters == ("北", "京", "😀", "\\u{7}")


@pytest.mark.parametrize(
    "data", [{"title": Decimal(1)}, {"title": float("nan")}, {"title": "\ud800"}, {}]
)
def test_data_that_cannot_be_printed_are_an_error_of_ours(template, data):
    with pytest.raises(PdfError, match=r"letter\.typ: "):
        render(template, data)


def test_missing_template_is_an_error_of_ours(tmp_path):
    with pytest.raises(PdfError, match=r"gone\.typ: "):
        render(tmp_path / "gone.typ", {})

"""The printed agreement: everything that is agreed, the hash on each page, markup inert."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from app.agreements.document import Signature, agreement_pdf
from app.agreements.text import digest, draft
from app.agreements.wording import LANGUAGES, wording
from app.core.pdf import MissingGlyphError

SIGNED = (
    Signature(2, "B. Second", "Chief executive", "typed", date(2006, 8, 30), "Malmö"),
    Signature(3, "C. Third", "Direktorius", "scan", date(2006, 8, 28), "Vilnius"),
)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, with hyphenated words joined and white space collapsed."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return [" ".join(re.sub(r"[-\u00ad\u2010]\n", "", page).split()) for page in pages]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_holds_every_article_party_and_amount(make_facts, language):
    text = draft(make_facts(language=language), wording(language))
    printed = " ".join(pages_of(agreement_pdf(text)))

    def written(amount: str) -> str:
        return amount if language == "en" else amount.replace(",", " ").replace(".", ",")

    for article in text.articles:
        assert f"{article.number}. {article.title}" in printed
    for party in text.facts.parties:
        assert party.name in printed
        assert party.address in printed
    for amount in ("117,956.75", "11,795.68", "44,492.58", "1,675.26", "69,623.42", "0.00"):
        assert written(amount) in printed
    totals = written("106,161.07 99,057.02 1,675.26 72,801.16 279,694.51")
    assert totals in printed
    assert wording(language).labels["by_category"] in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_prints_the_registered_hash_on_every_page(make_facts, language):
    text = draft(make_facts(language=language), wording(language))
    pages = pages_of(agreement_pdf(text))

    assert len(pages) > 4
    assert [page.count(digest(text)) for page in pages] == [1] * (len(pages) - 1) + [2]


def test_paragraphs_are_printed_with_their_numbers(make_facts):
    text = draft(make_facts(), wording("en"), {"liability": "One.\n\nTwo."})

    assert "20. Liability 20.1 One. 20.2 Two. 21." in " ".join(pages_of(agreement_pdf(text)))


def test_signature_sheet_says_who_signed_and_who_has_not(make_facts):
    text = draft(make_facts(), wording("en"))
    sheet = pages_of(agreement_pdf(text, SIGNED))[-1]

    for words in ("Chief executive", "Malmö", "30 August 2006", "By hand, scan filed"):
        assert words in sheet
    assert sheet.count("Not signed yet") == 2
    assert "A. Lead Director Not signed yet" in sheet
    assert pages_of(agreement_pdf(text))[-1].count("Not signed yet") == 4


def test_signatures_do_not_change_the_hash_but_the_pdf(make_facts):
    text = draft(make_facts(), wording("en"))

    assert digest(text) in pages_of(agreement_pdf(text, SIGNED))[0]
    assert agreement_pdf(text, SIGNED) != agreement_pdf(text)


@pytest.mark.parametrize("wrong", [(SIGNED[0], SIGNED[0]), (replace(SIGNED[0], party=9),)])
def test_signature_of_nobody_or_twice_is_refused(make_facts, wrong):
    with pytest.raises(ValueError, match="each party signs once"):
        agreement_pdf(draft(make_facts(), wording("en")), wrong)


def test_markup_of_users_stays_inert(make_facts):
    markup = '#panic("x") *b* $x$ <a> @ref = H // c'
    parties = (replace(make_facts().parties[0], name=markup), *make_facts().parties[1:])
    text = draft(
        make_facts(title=markup, parties=parties), wording("en"), {"liability": f"- {markup}"}
    )
    signature = Signature(1, markup, markup, markup, date(2006, 8, 30), markup)
    printed = " ".join(pages_of(agreement_pdf(text, [signature])))

    flat = re.sub(r"\s", "", printed)
    assert flat.count(re.sub(r"\s", "", markup)) >= 8


def test_equal_text_gives_equal_bytes(make_facts):
    facts = make_facts()
    turned = replace(facts.annex[0], categories=dict(facts.annex[0].categories))
    again = make_facts(annex=(turned, *facts.annex[1:]))

    assert agreement_pdf(draft(facts, wording("en")), SIGNED) == agreement_pdf(
        draft(again, wording("en")), SIGNED
    )


def test_pdf_is_tagged_in_its_language_with_title_and_outline(make_facts):
    text = draft(make_facts(language="ru"), wording("ru"))
    pdf = PdfReader(io.BytesIO(agreement_pdf(text)))

    assert pdf.trailer["/Root"]["/Lang"] == "ru"
    assert pdf.metadata.title == "Соглашение о партнёрстве: European Quality Centre"
    assert pdf.metadata.creation_date.date() == date(2006, 8, 22)
    titles = [entry["/Title"] for entry in pdf.outline if not isinstance(entry, list)]
    assert titles[0] == "Партнёры"
    assert titles[-1] == "Лист подписей"


@pytest.mark.parametrize(("language", "mark"), [("en", "Demonstration"), ("ru", "Демонстрация")])
def test_demonstration_is_marked_on_every_page(make_facts, language, mark):
    text = draft(make_facts(language=language), wording(language))

    assert all(mark in page for page in pages_of(agreement_pdf(text, demonstration=True)))
    assert not any(mark in page for page in pages_of(agreement_pdf(text)))


def test_unresolved_placeholders_stay_visible(make_facts):
    text = draft(make_facts(law=""), wording("en"))

    assert "Applicable law: {law}." in " ".join(pages_of(agreement_pdf(text)))


def test_agreement_without_budget_says_so(make_facts):
    text = draft(make_facts(annex=()), wording("en"))

    assert "No partner has a budget yet." in " ".join(pages_of(agreement_pdf(text)))


def test_largest_partnership_is_printed(make_facts):
    """Fifty partners, five funds, all categories at the limit, names without a space."""
    first, *_ = make_facts().parties
    limit = Decimal("999999999.99")
    parties = tuple(
        replace(first, number=n, role="lead" if n == 1 else "partner", name=f"{n}-" + "Ы" * 90)
        for n in range(1, 51)
    )
    funds = dict.fromkeys(("ERDF", "TACIS", "NATIONAL", "NDICI", "Norway"), limit)
    categories = dict.fromkeys(wording("ru").categories, limit)
    annex = tuple(
        replace(
            make_facts().annex[0],
            partner=n,
            funds=funds,
            contribution=limit,
            total=limit,
            categories=categories,
        )
        for n in range(1, 51)
    )
    facts = make_facts(language="ru", parties=parties, annex=annex, title="Название " * 27)
    printed = " ".join(pages_of(agreement_pdf(draft(facts, wording("ru")))))

    assert printed.count("999 999 999,99") == 50 * (5 + 2 + 9 + 1)
    assert "49 999 999 999,50" in printed


def test_character_that_cannot_be_printed_is_named(make_facts):
    with pytest.raises(MissingGlyphError) as refusal:
        agreement_pdf(draft(make_facts(acronym="EQ😀"), wording("en")))

    assert refusal.value.characters == ("😀",)

"""The PDF of an agreement: text, budget annex and signature sheet, with the hash on each page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.agreements import figures
from app.agreements.facts import NOTHING, AgreementFacts, Party
from app.agreements.text import AgreementText, digest
from app.agreements.wording import Wording, wording
from app.core.pdf import render

TEMPLATE = Path(__file__).parent / "pdf" / "agreement.typ"


@dataclass(frozen=True)
class Signature:
    """A signature that was given for the party of this number.

    `method` is typed, paper, scan or qualified; any other word is printed as it stands.
    """

    party: int
    signatory: str
    capacity: str
    method: str
    signed_on: date
    place: str = ""


def agreement_pdf(
    text: AgreementText, signatures: Sequence[Signature] = (), *, demonstration: bool = False
) -> bytes:
    """Print an agreement in its own language; equal input gives equal bytes.

    A party without a signature gets an empty field to sign by hand. `demonstration` marks
    each page as an example. Raises ValueError for two signatures of one party or for one of
    nobody, and PdfError of `app.core.pdf` (MissingGlyphError where a character cannot be
    printed).
    """
    facts, words = text.facts, wording(text.facts.language)
    signed = {signature.party: signature for signature in signatures}
    if len(signed) != len(signatures) or not set(signed) <= {p.number for p in facts.parties}:
        raise ValueError("Each signature belongs to one party, and each party signs once.")
    return render(
        TEMPLATE,
        {
            "language": facts.language,
            "labels": dict(words.labels),
            "digest": digest(text),
            "demonstration": demonstration,
            "dated": [facts.dated.year, facts.dated.month, facts.dated.day],
            "reference": facts.reference,
            "title": facts.title,
            "version": words.labels["version_of"]
            % {"number": facts.version, "date": figures.day(facts.dated, facts.language)},
            "particulars": _particulars(facts, words.labels),
            "parties": [_party(party, facts.language, words) for party in facts.parties],
            "articles": [
                {"number": a.number, "title": a.title, "paragraphs": a.paragraphs}
                for a in text.articles
            ],
            "amounts": words.labels["amounts"] % {"currency": facts.currency},
            "tables": _tables(facts, words),
            "sheet": [
                _sheet_row(party, signed.get(party.number), facts.language, words)
                for party in facts.parties
            ],
        },
    )


def _particulars(facts: AgreementFacts, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """List the facts below the title; those without a value are left out."""
    begin, end = (figures.day(day, facts.language) for day in (facts.start, facts.end))
    rows = (
        ("acronym", facts.acronym),
        ("programme", facts.programme),
        ("duration", f"{begin} – {end}" if begin and end else begin or end),
        ("prepared_by", facts.agency),
        ("language", figures.language_name(facts.language)),
    )
    return [(labels[key], value) for key, value in rows if value]


def _party(party: Party, language: str, words: Wording) -> dict[str, object]:
    place = ", ".join(filter(None, (party.address, figures.country(party.country, language))))
    return {
        "number": party.number,
        "name": party.name,
        "role": words.roles.get(party.role, party.role),
        "place": place,
        "registration": party.registration,
        "signatory": [party.signatory_name, party.signatory_capacity],
    }


def _tables(facts: AgreementFacts, words: Wording) -> list[dict[str, object]]:
    """Build the tables of the annex: partners by funds and, where known, by cost category."""
    names = {party.number: party.name for party in facts.parties}
    labels = words.labels

    def table(
        caption: str, heads: list[str], rows: list[list[Decimal]], total: list[Decimal]
    ) -> dict[str, object]:
        written = [
            [f"{row.partner}", names[row.partner], *_written(amounts, facts.language)]
            for row, amounts in zip(facts.annex, rows, strict=True)
        ]
        return {
            "caption": labels[caption],
            "heads": [labels["number"], labels["partner"], *heads, labels["total"]],
            "rows": written,
            "totals": _written(total, facts.language),
        }

    if not facts.annex:
        return []
    by_fund = table(
        "by_fund",
        [*(words.funds.get(code, code) for code in facts.funds), labels["contribution"]],
        [
            [*(row.funds.get(code, NOTHING) for code in facts.funds), row.contribution, row.total]
            for row in facts.annex
        ],
        [*map(facts.fund_total, facts.funds), facts.contribution, facts.total],
    )
    if not facts.categories:
        return [by_fund]
    by_category = table(
        "by_category",
        [words.categories.get(code, code) for code in facts.categories],
        [
            [*(row.categories.get(code, NOTHING) for code in facts.categories), row.total]
            for row in facts.annex
        ],
        [*map(facts.category_total, facts.categories), facts.total],
    )
    return [by_fund, by_category]


def _written(amounts: list[Decimal], language: str) -> list[str]:
    return [figures.amount(amount, language) for amount in amounts]


def _sheet_row(
    party: Party, signature: Signature | None, language: str, words: Wording
) -> dict[str, object]:
    row: dict[str, object] = {
        "party": f"{party.number}. {party.name}",
        "role": words.roles.get(party.role, party.role),
        "signed": signature is not None,
    }
    if signature is None:
        return row | {"signatory": [party.signatory_name, party.signatory_capacity]}
    return row | {
        "signatory": [signature.signatory, signature.capacity],
        "method": words.methods.get(signature.method, signature.method),
        "when": [figures.day(signature.signed_on, language), signature.place],
    }

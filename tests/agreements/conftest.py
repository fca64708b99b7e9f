"""A partnership of four, with the budget of the worked example, in either language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from app.agreements.facts import AgreementFacts, AnnexRow, Party

PARTIES = (
    Party(1, "Regional Development Agency", "RU", "lead", "Kaliningrad", "", "A. Lead", "Director"),
    Party(2, "Öresund Certification AB", "SE", "partner", "Malmö", "SE-556000", "B. Second", "CEO"),
    Party(3, "Kokybės konsultacijos UAB", "LT", "partner", "Vilnius"),
    Party(4, "Pomorskie Laboratorium Badawcze", "PL", "partner", "Gdańsk"),
)


def row(partner: int, contribution: str, total: str, **funds: str) -> AnnexRow:
    amounts = {code: Decimal(amount) for code, amount in funds.items()}
    return AnnexRow(partner, amounts, Decimal(contribution), Decimal(total))


ANNEX = (
    AnnexRow(
        1,
        {"TACIS": Decimal("106161.07")},
        Decimal("11795.68"),
        Decimal("117956.75"),
        {"staff": Decimal("48333.33"), "external": Decimal("69623.42"), "other": Decimal("0.00")},
    ),
    row(2, "44492.58", "88985.16", ERDF="44492.58"),
    row(3, "14000.00", "55999.98", ERDF="41999.98"),
    row(4, "2512.90", "16752.62", ERDF="12564.46", NATIONAL="1675.26"),
)


@pytest.fixture
def make_facts() -> Callable[..., AgreementFacts]:
    def make(**changed: object) -> AgreementFacts:
        facts: dict[str, object] = {
            "reference": "PA-2006-007",
            "version": 4,
            "dated": date(2006, 8, 22),
            "language": "en",
            "title": "European Quality Centre",
            "acronym": "EQCK",
            "programme": "BSR INTERREG III B",
            "agency": "Agency of the Region",
            "parties": PARTIES,
            "annex": ANNEX,
            "start": date(2006, 9, 1),
            "end": date(2008, 8, 31),
            "duration_months": 24,
            "law": "law of Lithuania",
            "place": "Vilnius",
        }
        return AgreementFacts(**(facts | changed))

    return make

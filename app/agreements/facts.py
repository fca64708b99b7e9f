"""What an agreement is about: the parties, the project, the terms and the budget annex."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
LIMIT = Decimal("999999999.99")

_CODE = re.compile(r"\w(?:[\w .+/-]*\w)?")


def _is_in_cents(amount: Decimal) -> bool:
    if not amount.is_finite() or amount.is_signed() or amount > LIMIT:
        return False
    return amount == amount.quantize(CENT)


@dataclass(frozen=True)
class Party:
    """A partner as it stands in the agreement; `role` is lead, partner or associated."""

    number: int
    name: str
    country: str
    role: str
    address: str = ""
    registration: str = ""
    signatory_name: str = ""
    signatory_capacity: str = ""


@dataclass(frozen=True)
class AnnexRow:
    """The budget of one partner: amount of each fund, own contribution, total, in currency.

    `categories` may be left out; otherwise it holds the total of each cost category.
    Raises ValueError for an amount that is negative, no number, above the limit of budgets
    (999,999,999.99) or finer than a cent.
    """

    partner: int
    funds: Mapping[str, Decimal]
    contribution: Decimal
    total: Decimal
    categories: Mapping[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for code in (*self.funds, *self.categories):
            if not _CODE.fullmatch(code):
                raise ValueError(f"{code!r} is no name of a fund or a cost category.")
        amounts = (*self.funds.values(), *self.categories.values(), self.contribution, self.total)
        for amount in amounts:
            if not _is_in_cents(amount):
                raise ValueError(f"{amount} is no amount in whole cents.")

    @property
    def gap(self) -> Decimal:
        """What funds and contribution lack to the total; negative when they exceed it."""
        return self.total - sum(self.funds.values(), NOTHING) - self.contribution

    @property
    def category_gap(self) -> Decimal:
        """What the categories lack to the total; nothing where no categories are given."""
        return self.total - sum(self.categories.values(), NOTHING) if self.categories else NOTHING


@dataclass(frozen=True)
class Terms:
    """Periods and limits that the partners agree; the defaults are proposals of the template."""

    payment_days: int = 30
    repayment_days: int = 30
    report_days: int = 30
    notice_days: int = 60
    retention_years: int = 5
    flexibility_percent: int = 20


@dataclass(frozen=True)
class AgreementFacts:
    """Everything that is merged into the clauses or printed around them.

    `version` and `dated` tell one version of a text from the next; `effective_condition`,
    `law` and `place` are words in the language of the agreement, an empty condition means none.
    Raises ValueError unless parties and annex rows are in the order of their numbers, exactly
    one party leads, and each row belongs to a party.
    """

    reference: str
    version: int
    dated: date
    language: str
    title: str
    programme: str
    agency: str
    parties: tuple[Party, ...]
    annex: tuple[AnnexRow, ...] = ()
    acronym: str = ""
    start: date | None = None
    end: date | None = None
    duration_months: int | None = None
    effective_condition: str = ""
    law: str = ""
    place: str = ""
    currency: str = "EUR"
    terms: Terms = Terms()

    def __post_init__(self) -> None:
        numbers = [party.number for party in self.parties]
        rows = [row.partner for row in self.annex]
        if [party.role for party in self.parties].count("lead") != 1:
            raise ValueError("An agreement has exactly one lead partner.")
        if numbers != sorted(set(numbers)) or rows != sorted(set(rows)):
            raise ValueError("Parties and annex rows come once each, in order of their numbers.")
        if not set(rows) <= set(numbers):
            raise ValueError("A row of the annex belongs to no party.")

    @property
    def lead(self) -> Party:
        return next(party for party in self.parties if party.role == "lead")

    @property
    def funds(self) -> tuple[str, ...]:
        """The funds of the annex, in order of first appearance."""
        return tuple(dict.fromkeys(code for row in self.annex for code in row.funds))

    @property
    def categories(self) -> tuple[str, ...]:
        """The cost categories in which some partner has an amount, in order of appearance."""
        codes = dict.fromkeys(code for row in self.annex for code in row.categories)
        return tuple(code for code in codes if self.category_total(code))

    def fund_total(self, code: str) -> Decimal:
        return sum((row.funds.get(code, NOTHING) for row in self.annex), NOTHING)

    def category_total(self, code: str) -> Decimal:
        return sum((row.categories.get(code, NOTHING) for row in self.annex), NOTHING)

    @property
    def contribution(self) -> Decimal:
        return sum((row.contribution for row in self.annex), NOTHING)

    @property
    def total(self) -> Decimal:
        return sum((row.total for row in self.annex), NOTHING)

    @property
    def unbalanced(self) -> tuple[Party, ...]:
        """The parties whose row in the annex has a gap or is missing.

        Associated organisations have no budget, so theirs may be missing.
        """
        seen = {row.partner for row in self.annex}
        sound = {row.partner for row in self.annex if not (row.gap or row.category_gap)}
        sound |= {p.number for p in self.parties if p.role == "associated"} - seen
        return tuple(party for party in self.parties if party.number not in sound)

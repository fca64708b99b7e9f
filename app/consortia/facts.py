"""What is known of a consortium when its eligibility is checked: values only, None is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.directory.scope import Scope
from app.programmes.rules import RuleSet

LEAD, PARTNER, ASSOCIATED = "lead", "partner", "associated"
MOST_PARTNERS, MOST_ASSOCIATED = 50, 30
"""So many partners with a budget, and associated ones besides, may a project have, as in Jems."""


@dataclass(frozen=True)
class FundShare:
    """What a fund pays of a partner's total: the rate in percent and the amount it gave."""

    fund: str
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True)
class FixedCost:
    """A lump sum, or a unit cost, that a partner has planned.

    `period` is that of a lump sum: preparation, closure or the number of a period; empty is the
    last one. It is None for a unit cost, of which `amount` is the price of one unit.
    """

    name: str
    amount: Decimal
    period: str | None = None


@dataclass(frozen=True)
class ChosenOptions:
    """The cost options that an organisation has taken in another project of the programme."""

    project: str
    options: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class PartnerBudget:
    """The computed budget of a member, in euros.

    `sources` are the amounts of the origins of the contribution, `options` the flat rates by the
    names of the budget document, `real_office` the office costs that are budgeted line by line,
    `fixed_costs` the lump sums and unit costs, `management` what of the total is for managing a
    fund for small projects (None: not stated), `choices` what the organisation has chosen in other
    projects, `financed_once` whether it has declared that no other fund pays the same costs.
    """

    total: Decimal
    funds: tuple[FundShare, ...] = ()
    contribution: Decimal = Decimal(0)
    sources: tuple[Decimal, ...] | None = None
    options: Mapping[str, Decimal] = field(default_factory=dict)
    real_office: Decimal = Decimal(0)
    fixed_costs: tuple[FixedCost, ...] = ()
    management: Decimal | None = None
    choices: tuple[ChosenOptions, ...] = ()
    financed_once: bool | None = None

    @property
    def granted(self) -> Decimal:
        return sum((share.amount for share in self.funds), Decimal(0))


@dataclass(frozen=True)
class Member:
    """A lead partner, partner or associated organisation, as it is in this consortium.

    `organisation` identifies the body behind it, `region` is an ISO 3166-2 code, `adjacent` says
    whether it sits in an area adjacent to the programme's, `linked_to` is the id of the partner
    that an associated organisation belongs to.
    """

    id: str
    name: str
    country: str
    role: str = PARTNER
    partner_type: str = ""
    legal_status: str | None = None
    kind: str = ""
    organisation: str | None = None
    abbreviation: str = ""
    region: str | None = None
    adjacent: bool | None = None
    linked_to: str | None = None
    accreditations: tuple[Scope, ...] = ()
    budget: PartnerBudget | None = None
    recovers_vat: str | None = None
    """Whether it gets value added tax back: yes, partly or no; None where it is not stated."""
    number: int = 0
    """Its place in the project; 0 where a document names none."""

    @property
    def numbered(self) -> str:
        """Its number, where there is one, and name."""
        return f"{self.number}. {self.name}" if self.number else self.name

    @property
    def is_associated(self) -> bool:
        return self.role == ASSOCIATED


@dataclass(frozen=True)
class Slot:
    """A sought profile, its seats and the ids of the members who fill them; empty is any."""

    id: str
    title: str
    filled_by: tuple[str, ...] = ()
    seats: int = 1
    mandatory: bool = True
    partner_types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    accreditation_required: bool = False
    standards: tuple[str, ...] = ()
    iaf: frozenset[int] = frozenset()
    nace: tuple[str, ...] = ()
    legislation: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Consortium:
    """The active members under a rule set, on the date whose rules count."""

    rules: RuleSet
    as_of: date
    members: tuple[Member, ...]
    slots: tuple[Slot, ...] = ()
    ends_on: date | None = None
    months: int | None = None
    estimated_budget: Decimal | None = None

    @property
    def partners(self) -> tuple[Member, ...]:
        """The members with a budget: lead partner and partners."""
        return tuple(member for member in self.members if not member.is_associated)

    def member(self, member_id: str) -> Member:
        return next(member for member in self.members if member.id == member_id)

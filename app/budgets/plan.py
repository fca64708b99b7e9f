"""What a partner plans to spend and who shall pay: the input of the arithmetic, and what is legal.

Amounts and units carry at most two decimals and nine digits before the point, rates are percent
from 0 to 100: the edges (document, forms, columns) see to that. What concerns several of them
together is seen to here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from app.budgets.derivation import Derivation, Term, product
from app.core.choices import Choice
from app.core.i18n import lazy
from app.core.money import HUNDRED, MAX_AMOUNT, ZERO, Amount, Rate


class Category(Choice):
    """The nine columns of a budget, in the order in which they are shown."""

    STAFF = "staff", lazy("Staff")
    OFFICE = "office", lazy("Office and administration")
    TRAVEL = "travel", lazy("Travel and accommodation")
    EXTERNAL = "external", lazy("External expertise and services")
    EQUIPMENT = "equipment", lazy("Equipment")
    INFRASTRUCTURE = "infrastructure", lazy("Infrastructure and works")
    OTHER = "other", lazy("Other costs, as a flat rate")
    LUMP_SUMS = "lump_sums", lazy("Lump sums")
    UNIT_COSTS = "unit_costs", lazy("Unit costs")


class Option(StrEnum):
    """The flat rates a partner may choose instead of real costs."""

    STAFF_FLAT = "staff_flat"
    TRAVEL_FLAT = "travel_flat"
    OFFICE_ON_STAFF = "office_on_staff"
    OFFICE_ON_DIRECT = "office_on_direct"
    OTHER_FLAT = "other_flat"


C = Category
REAL_COSTS = (C.STAFF, C.OFFICE, C.TRAVEL, C.EXTERNAL, C.EQUIPMENT, C.INFRASTRUCTURE)
"""The categories that take lines and unit costs."""
WRITTEN = (*REAL_COSTS, C.LUMP_SUMS, C.UNIT_COSTS)
"""The categories that are written cost by cost, in the order of a budget."""

COMPUTES: Mapping[Option, frozenset[Category]] = MappingProxyType(
    {
        Option.STAFF_FLAT: frozenset({C.STAFF}),
        Option.TRAVEL_FLAT: frozenset({C.TRAVEL}),
        Option.OFFICE_ON_STAFF: frozenset({C.OFFICE}),
        Option.OFFICE_ON_DIRECT: frozenset({C.OFFICE}),
        Option.OTHER_FLAT: frozenset(REAL_COSTS) - {C.STAFF},
    }
)
"""The categories in which an option leaves no room for real costs."""

PREPARATION = "preparation"
CLOSURE = "closure"
CONTRIBUTION = "contribution"
MAX_FUNDS = 4
"""Four funds and the contribution make the five rows of a co-financing table."""
MAX_LINES = 300
"""Rows of one category, unit costs and lump sums being categories of their own."""
MAX_SOURCES = 10
"""So many origins may make up a contribution, on the page and in a workbook alike."""
ONE_UNIT = Decimal("1.00")
"""How much of its price a lump sum, or an amount alone, is."""


RealCosts = Mapping[Category, Sequence[Term]]
"""What was planned in each of the nine categories, before options compute some of them."""


class SourceStatus(Choice):
    """Where a part of the contribution comes from."""

    PUBLIC = "public", lazy("Public")
    AUTOMATIC_PUBLIC = "automatic_public", lazy("Automatic public")
    PRIVATE = "private", lazy("Private")


class Pledge(Choice):
    """How certain a part of the contribution is."""

    INTENDED = "intended", lazy("Intended"), "wait"
    COMMITTED = "committed", lazy("Committed"), "live"
    PROVED = "proved", lazy("Proved"), "good"


class Illegal(ValueError):
    """A plan that breaks a rule; `path` leads from the plan to the fault: `lines[2].category`."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True)
class Cost:
    """So many units at a price; `periods` maps the names of implementation periods to amounts."""

    category: Category | None
    units: Decimal
    unit_price: Amount
    description: str = ""
    periods: Mapping[str, Amount] = field(default_factory=dict)

    @cached_property
    def row(self) -> Derivation:
        return product(self.units, self.unit_price)

    @property
    def in_periods(self) -> Amount:
        return sum(self.periods.values(), ZERO)


@dataclass(frozen=True)
class Line(Cost):
    """A real cost."""

    category: Category


@dataclass(frozen=True)
class UnitCost(Cost):
    """A standard cost; with a category it counts, and triggers flat rates, like a line of it."""


@dataclass(frozen=True, slots=True)
class LumpSum:
    """A fixed amount, paid in one period (in the last one when none is named)."""

    amount: Amount
    period: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class FundRate:
    """The share of the total that a fund pays."""

    fund: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Source:
    """An origin of the contribution; `is_partner` marks the partner's own money."""

    name: str
    status: SourceStatus
    amount: Amount
    is_partner: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What one partner plans. A plan that breaks a rule cannot exist: it raises Illegal."""

    options: Mapping[Option, Rate] = field(default_factory=dict)
    lines: Sequence[Line] = ()
    lump_sums: Sequence[LumpSum] = ()
    unit_costs: Sequence[UnitCost] = ()
    funds: Sequence[FundRate] = ()
    sources: Sequence[Source] = ()

    def __post_init__(self) -> None:
        check_options(self.options)
        _check_rows(self)
        check_funds(self.funds)
        _check_sources(self.sources)

    @property
    def costs(self) -> tuple[Cost, ...]:
        """All that comes in units and may be spread over periods."""
        return (*self.lines, *self.unit_costs)

    def real(self) -> RealCosts:
        """List the real costs of each category: a unit cost counts in its own, if it has one."""
        terms: dict[Category, list[Term]] = {category: [] for category in Category}
        for cost in self.costs:
            terms[cost.category or C.UNIT_COSTS].append(Term(cost.description, cost.row.result))
        terms[C.LUMP_SUMS] += [Term(lump.description, lump.amount) for lump in self.lump_sums]
        return terms

    def real_in(self, period: str) -> RealCosts:
        """List the real costs that are planned for a period by name."""
        terms: dict[Category, list[Term]] = {category: [] for category in Category}
        for cost in self.costs:
            if period in cost.periods:
                planned = Term(cost.description, cost.periods[period])
                terms[cost.category or C.UNIT_COSTS].append(planned)
        terms[C.LUMP_SUMS] += [
            Term(lump.description, lump.amount) for lump in self.lump_sums if lump.period == period
        ]
        return terms


def computed_by(options: Mapping[Option, Rate]) -> dict[Category, Option]:
    """Map each category that takes no real costs to the option that computes it."""
    return {category: option for option in options for category in COMPUTES[option]}


def clash(options: Mapping[Option, Rate]) -> tuple[Option, Option] | None:
    """Return two options that may not stand together, the one to be dropped first.

    Office costs are computed on staff or on direct costs, not both; the rate for other costs
    excludes every other flat rate.
    """
    chosen = [option for option in Option if option in options]
    if Option.OTHER_FLAT in options and len(chosen) > 1:
        return Option.OTHER_FLAT, chosen[0]
    if Option.OFFICE_ON_STAFF in options and Option.OFFICE_ON_DIRECT in options:
        return Option.OFFICE_ON_DIRECT, Option.OFFICE_ON_STAFF
    return None


def check_options(options: Mapping[Option, Rate]) -> None:
    if pair := clash(options):
        raise Illegal(f"options.{pair[0]}", f"{pair[0]} cannot stand beside {pair[1]}")


def _check_rows(plan: Plan) -> None:
    computed = computed_by(plan.options)
    rows: tuple[tuple[str, Sequence[Cost]], ...] = (
        ("lines", plan.lines),
        ("unit_costs", plan.unit_costs),
    )
    for name, costs in rows:
        for i, cost in enumerate(costs):
            if cost.category in computed:
                raise Illegal(
                    f"{name}[{i}].category",
                    f"the option {computed[cost.category]} computes {cost.category}, "
                    "so it takes no real costs",
                )
            if cost.row.result > MAX_AMOUNT:
                raise Illegal(
                    f"{name}[{i}]",
                    f"units times unit price is {cost.row.result}, above {MAX_AMOUNT}",
                )


def check_funds(funds: Sequence[FundRate]) -> None:
    if len(funds) > MAX_FUNDS:
        raise Illegal("funds", f"there are {len(funds)} funds, at most {MAX_FUNDS} are possible")
    seen = set()
    for i, share in enumerate(funds):
        if share.fund == CONTRIBUTION:
            raise Illegal(f"funds[{i}].fund", "the name is kept for the partners' own money")
        if share.fund in seen:
            raise Illegal(f"funds[{i}].fund", "the fund stands twice")
        seen.add(share.fund)
    together = sum((share.rate for share in funds), ZERO)
    if together > HUNDRED:
        raise Illegal("funds", f"the rates sum to {together}, above 100")


def _check_sources(sources: Sequence[Source]) -> None:
    own = [i for i, source in enumerate(sources) if source.is_partner]
    if len(own) > 1:
        raise Illegal(f"contribution_sources[{own[1]}].is_partner", "another source is the partner")
    if own and sources[own[0]].status is SourceStatus.AUTOMATIC_PUBLIC:
        raise Illegal(
            f"contribution_sources[{own[0]}].status",
            "the partner's own money cannot be automatic_public",
        )

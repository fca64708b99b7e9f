"""What a rule set states, as frozen values; every fact carries its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from app.core.choices import Choice
from app.core.i18n import lazy
from app.programmes import countries
from app.programmes.vocabularies import LegalStatus

T = TypeVar("T")


class ParticipationStatus(Choice):
    OPEN = "open", lazy("Open"), "good", "pass"
    ASSOCIATED_ONLY = "associated-only", lazy("As associated organisation only"), "wait", "warn"
    SUSPENDED = "suspended", lazy("Suspended"), "bad", "block"


class FlatOption(Choice):
    """The flat rates of a partner budget, named as in the budget document."""

    STAFF = "staff_flat", lazy("Staff costs, of the other direct costs")
    TRAVEL = "travel_flat", lazy("Travel and accommodation, of staff costs")
    OFFICE_ON_STAFF = "office_on_staff", lazy("Office and administration, of staff costs")
    OFFICE_ON_DIRECT = "office_on_direct", lazy("Office and administration, of direct costs")
    OTHER = "other_flat", lazy("All other costs, of staff costs")


class Conversion(Choice):
    """The month whose exchange rate turns an amount into euros."""

    SUBMISSION = "submission-month", lazy("Of the month in which the partner submits its report")
    INCURRED = "incurred-month", lazy("Of the month in which the cost was incurred")
    REPORTED = "reported-month", lazy("Of the month in which it is reported to the lead partner")
    AVERAGE = "period-average", lazy("The average of the months of the reporting period")


class Phase(Choice):
    """When a lump sum is due."""

    PREPARATION = "preparation", lazy("Preparation")
    IMPLEMENTATION = "implementation", lazy("Implementation")
    CLOSURE = "closure", lazy("Closure")


FLEXIBILITY = Decimal(20)
"""Percent by which a budget may move without a major change, where the rules state nothing: a
choice of this house, to be shown as such."""


@dataclass(frozen=True)
class Evidence:
    """Whether a fact was verified, and where; an unverified fact has no source, never a guess."""

    verified: bool = False
    source: str = ""
    also: tuple[str, ...] = ()


UNVERIFIED = Evidence()


@dataclass(frozen=True)
class Fact(Generic[T]):
    """A stated value with its evidence. What is not stated is None instead of a Fact."""

    value: T
    evidence: Evidence


@dataclass(frozen=True)
class Priority:
    """A priority (with its measures or specific objectives); titles by language, English first."""

    code: str
    titles: Mapping[str, str]
    measures: tuple[Priority, ...] = ()

    def title(self, language: str) -> str:
        return self.titles.get(language) or self.titles["en"]


@dataclass(frozen=True)
class Programme:
    slug: str
    names: Mapping[str, str]
    strand: str
    period: str
    priorities: tuple[Priority, ...] = ()

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True)
class Fund:
    """A source of grants; `countries` is None where the rules do not say who may draw on it."""

    code: str
    names: Mapping[str, str]
    countries: tuple[str, ...] | None
    evidence: Evidence

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True)
class FundRate:
    """The largest share, in percent, that a fund pays of a partner's cost; `fixed`: just that."""

    fund: str
    countries: tuple[str, ...]
    legal_statuses: tuple[str, ...] | None
    maximum: Decimal
    fixed: bool
    evidence: Evidence


@dataclass(frozen=True)
class FlatRate:
    """A flat rate in percent of its base; `fixed`: no other rate than the maximum.

    `countries` is None for a rate that holds wherever no rate of the country's own does.
    """

    option: FlatOption
    maximum: Decimal
    fixed: bool
    evidence: Evidence
    countries: tuple[str, ...] | None = None


@dataclass(frozen=True)
class LumpSum:
    """A lump sum that the programme offers, in euros; `phase`: when it is due."""

    name: str
    phase: Phase
    amount: Decimal
    evidence: Evidence


@dataclass(frozen=True)
class UnitCost:
    """A unit cost that the programme offers: so many euros for each `unit`."""

    name: str
    unit: str
    amount: Decimal
    evidence: Evidence


@dataclass(frozen=True)
class Participation:
    """How countries take part between two days, both included; None is open-ended."""

    countries: tuple[str, ...]
    status: ParticipationStatus
    since: date | None
    until: date | None
    evidence: Evidence

    def holds(self, on: date) -> bool:
        return (self.since or on) <= on <= (self.until or on)


@dataclass(frozen=True)
class Combination:
    """So many partners at least must come from these countries, or from these regions of them."""

    countries: tuple[str, ...]
    regions: tuple[str, ...]
    minimum: int
    evidence: Evidence


@dataclass(frozen=True)
class Lead:
    """Who may be lead partner; `adjacent`: whether a partner from an adjacent area may."""

    countries: Fact[tuple[str, ...]] | None = None
    legal_statuses: Fact[tuple[LegalStatus, ...]] | None = None
    adjacent: Fact[bool] | None = None


@dataclass(frozen=True)
class RuleSet:
    """One version of a programme's rules. None means that the rules at hand do not state it."""

    programme: Programme
    version: int
    valid_from: date
    valid_to: date
    valid_evidence: Evidence
    priorities_evidence: Evidence
    funds: tuple[Fund, ...]
    rates: tuple[FundRate, ...]
    participations: tuple[Participation, ...]
    flat_rates: Fact[tuple[FlatRate, ...]] | None
    real_office: Fact[bool] | None
    min_partners: Fact[int] | None
    min_countries: Fact[int] | None
    min_member_state_partners: Fact[int] | None
    legal_statuses: Fact[tuple[LegalStatus, ...]] | None
    combinations: tuple[Combination, ...]
    area: Fact[tuple[str, ...]] | None
    outside_area: Fact[bool] | None
    adjacent_max_share: Fact[Decimal] | None
    lead: Lead
    grant_min: Fact[Decimal] | None
    grant_max: Fact[Decimal] | None
    max_months: Fact[int] | None
    lead_max_share: Fact[Decimal] | None = None
    """Percent of the funds that the lead partner gets at most."""
    partner_max_share: Fact[Decimal] | None = None
    """Percent of the funds that any one partner gets at most."""
    management_max_share: Fact[Decimal] | None = None
    """Percent of the whole that the management of a fund for small projects costs at most."""
    recoverable_vat: Fact[bool] | None = None
    """Whether value added tax counts as a cost though the partner gets it back."""
    flexibility: Fact[Decimal] | None = None
    conversion: Fact[Conversion] | None = None
    binding_options: Fact[bool] | None = None
    """Whether an organisation's choice of flat rates binds it in all its projects here."""
    lump_sums: Fact[tuple[LumpSum, ...]] | None = None
    unit_costs: Fact[tuple[UnitCost, ...]] | None = None

    def fund(self, code: str) -> Fund | None:
        return next((fund for fund in self.funds if fund.code == code), None)

    def max_rate(
        self, fund: str, country: str, legal_status: str | None, on: date
    ) -> FundRate | None:
        """Return the rate that fits best: the country before its group, the status before any.

        None where the rules state no rate for them; a rate that asks for a legal status does not
        fit a partner whose status is unknown.
        """
        fitting = [
            rate
            for rate in self.rates
            if rate.fund == fund
            and country in countries.expand(rate.countries, on)
            and (rate.legal_statuses is None or legal_status in rate.legal_statuses)
        ]
        return max(
            fitting,
            key=lambda rate: (country in rate.countries, rate.legal_statuses is not None),
            default=None,
        )

    def participation(self, country: str, on: date) -> Participation | None:
        """Return how the country takes part on that day: its own line before that of its group."""
        holding = [
            entry
            for entry in self.participations
            if entry.holds(on) and country in countries.expand(entry.countries, on)
        ]
        return max(holding, key=lambda entry: country in entry.countries, default=None)

    def flat_rate(self, option: str, country: str = "", on: date | None = None) -> FlatRate | None:
        """Return the flat rate: the country's own before that of its group, then the general one.

        None where it is not allowed or flat rates are not stated. Groups count as on the day given.
        """
        allowed = self.flat_rates.value if self.flat_rates else ()
        fitting = [
            rate
            for rate in allowed
            if rate.option == option
            and (
                rate.countries is None
                or country in countries.expand(rate.countries, on or self.valid_to)
            )
        ]
        return max(
            fitting,
            key=lambda rate: (country in (rate.countries or ()), rate.countries is not None),
            default=None,
        )

    @property
    def margin(self) -> Fact[Decimal]:
        """The percent by which a budget may move without a major change, stated or of the house."""
        return self.flexibility or Fact(FLEXIBILITY, UNVERIFIED)

    @property
    def allows_real_office(self) -> bool:
        """Whether office costs may be budgeted line by line; no where it is not stated."""
        return self.real_office is not None and self.real_office.value

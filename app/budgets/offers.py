"""What the rules of a programme offer to a partner's budget: funds with rates, flat rates."""

from __future__ import annotations

from dataclasses import dataclass

from app.budgets.models import Budget
from app.budgets.plan import COMPUTES, WRITTEN, Category, Option, computed_by
from app.consortia import assembly
from app.core.i18n import _, percent
from app.core.money import Rate
from app.programmes import countries
from app.programmes.ruleset import FlatOption, FlatRate, Fund, FundRate


@dataclass(frozen=True)
class FundOffer:
    """A fund that is open to the partner's country; `rate` is None where the rules state none."""

    fund: Fund
    rate: FundRate | None

    @property
    def proposal(self) -> Rate | None:
        """The rate to begin with: what the fund pays at most."""
        return self.rate.maximum if self.rate else None


@dataclass(frozen=True)
class OptionOffer:
    """A flat rate that a partner may choose; `rate` is None where the rules state none."""

    option: Option
    label: str
    rate: FlatRate | None

    @property
    def limit(self) -> str:
        """What the rules say of the rate; whether they were verified is shown beside it."""
        if self.rate is None:
            return _("The rules at hand do not state whether this rate is allowed.")
        return ceiling(self.rate.maximum, fixed=self.rate.fixed)


def ceiling(most: Rate, *, fixed: bool) -> str:
    """Say how high a rate may be, or that it is just that."""
    if fixed:
        return _("Fixed at %(rate)s.", rate=percent(most))
    return _("At most %(rate)s.", rate=percent(most))


def funds_for(budget: Budget) -> list[FundOffer]:
    """List the funds that the partner may draw on, those with a rate first."""
    rules, partner = assembly.rules_of(budget.partner.project), budget.partner
    if rules is None:
        return []
    on = assembly.as_of(partner.project)
    status = partner.legal_status.value if partner.legal_status else None
    offers = [
        FundOffer(fund, rules.max_rate(fund.code, partner.country, status, on))
        for fund in rules.funds
        if fund.countries is None or partner.country in countries.expand(fund.countries, on)
    ]
    return sorted(offers, key=lambda offer: offer.rate is None)


def options_for(budget: Budget) -> list[OptionOffer]:
    """List the flat rates to choose from: all of them where the rules do not speak of any."""
    labels = {one.value: one.label for one in FlatOption}
    partner = budget.partner
    rules, on = assembly.rules_of(partner.project), assembly.as_of(partner.project)
    offers = [
        OptionOffer(
            option,
            labels[option.value],
            rules.flat_rate(option, partner.country, on) if rules else None,
        )
        for option in Option
    ]
    if rules is None or rules.flat_rates is None:
        return offers
    return [offer for offer in offers if offer.rate is not None]


def categories_for(budget: Budget) -> list[Category]:
    """List the categories that take lines in this budget: no flat rate computes them."""
    closed = computed_by(budget.options)
    return [category for category in allowed_categories(budget) if category not in closed]


def allowed_categories(budget: Budget) -> list[Category]:
    """List what takes lines under the rules, whatever flat rates the partner has chosen."""
    rules = assembly.rules_of(budget.partner.project)
    no_office = rules is not None and rules.real_office is not None and not rules.real_office.value
    return [one for one in WRITTEN if not (one == Category.OFFICE and no_office)]


def covered_by(budget: Budget, options: set[Option]) -> list[Category]:
    """List the categories with lines for which these options would leave no room."""
    closed = {category for option in options for category in COMPUTES[option]}
    return [c for c in WRITTEN if c in closed and any(c == line.category for line in budget.lines)]

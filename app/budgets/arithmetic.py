"""The arithmetic of a budget: from what a partner plans to who pays, exact to the cent.

After the number format of the Jems manual (https://jems.scrollhelp.site/manual/v10): flat rates and
fund shares are cut to the cent, the contribution and the last period take the rest, totals are only
ever sums, and half up serves displayed percentages alone. Rates are percent. With at most nine
digits before the point and two behind it, every product is exact in the 28 digits of a Decimal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.budgets.derivation import Derivation, Term, rest_of, share_of, sum_of
from app.budgets.plan import (
    CLOSURE,
    CONTRIBUTION,
    PREPARATION,
    Category,
    FundRate,
    Option,
    Plan,
    RealCosts,
)
from app.budgets.sums import Sums
from app.core.money import HUNDRED, ZERO, Amount, Rate, half_up

C = Category
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Budget:
    """What one partner's plan comes to."""

    categories: Mapping[Category, Derivation]
    total: Derivation
    funds: Mapping[str, Derivation]
    contribution: Derivation


@dataclass(frozen=True, slots=True)
class Project:
    """The sum of the partners' budgets; never computed from a rate (rule 10)."""

    categories: Mapping[Category, Derivation]
    total: Derivation
    funds: Mapping[str, Derivation]
    contribution: Derivation
    shares: Mapping[str, Decimal]
    """Percent of the total by fund, then CONTRIBUTION, which takes the rest to 100.00."""


@dataclass(frozen=True, slots=True)
class Claim:
    """How a claimed amount is shared; `matched` is the part of the contribution by fund."""

    funds: Mapping[str, Derivation]
    contribution: Derivation
    matched: Mapping[str, Amount]


def compute(plan: Plan | Sums) -> Budget:
    """Compute all nine categories, the total, the funds and the contribution (rules 1 to 7).

    The sums of a plan give the same amounts as the plan; only the terms of its real costs differ.
    """
    categories = _with_flat_rates(plan.options, plan.real())
    total = sum_of(Term(category, amount.result) for category, amount in categories.items())
    funds, contribution = _co_finance(total.result, plan.funds)
    return Budget(categories, total, funds, contribution)


def consolidate(budgets: Mapping[str, Budget]) -> Project:
    """Add up the partners' budgets, given by partner; funds in order of first appearance."""
    funds = dict.fromkeys(fund for budget in budgets.values() for fund in budget.funds)
    total = sum_of(Term(name, budget.total.result) for name, budget in budgets.items())
    project_funds = {
        fund: sum_of(
            Term(name, budget.funds[fund].result)
            for name, budget in budgets.items()
            if fund in budget.funds
        )
        for fund in funds
    }
    return Project(
        categories={
            category: sum_of(
                Term(name, budget.categories[category].result) for name, budget in budgets.items()
            )
            for category in Category
        },
        total=total,
        funds=project_funds,
        contribution=sum_of(
            Term(name, budget.contribution.result) for name, budget in budgets.items()
        ),
        shares=shares(total.result, {fund: paid.result for fund, paid in project_funds.items()}),
    )


def shares(total: Amount, funds: Mapping[str, Amount]) -> dict[str, Decimal]:
    """Give each fund's percent of the total, half up; the contribution takes the rest to 100.00.

    A zero total has all shares 0.00. Several funds that are rounded up can leave a rest of -0.01:
    the amounts are the truth, percentages are decoration.
    """
    if not total:
        return dict.fromkeys((*funds, CONTRIBUTION), ZERO)
    percents = {fund: half_up(paid * 100 / total) for fund, paid in funds.items()}
    return percents | {CONTRIBUTION: HUNDRED - sum(percents.values(), ZERO)}


def period_names(count: int) -> tuple[str, ...]:
    """Name the periods: preparation, "1" to `count`, closure."""
    return (PREPARATION, *map(str, range(1, count + 1)), CLOSURE)


def spread(plan: Plan | Sums, budget: Budget, count: int) -> dict[str, dict[Category, Derivation]]:
    """Spread a budget over its periods (rule 9); `count` is the number of implementation periods.

    Flat rates are cut in each period; the last implementation period takes the rest of each
    category's total, and with it whatever is planned without a period.
    """
    last = str(count)
    table = {
        name: _with_flat_rates(plan.options, plan.real_in(name))
        for name in period_names(count)
        if name != last
    }
    rest = {
        category: rest_of(
            Term(TOTAL, amount.result),
            (Term(name, amounts[category].result) for name, amounts in table.items()),
        )
        for category, amount in budget.categories.items()
    }
    return {name: rest if name == last else table[name] for name in period_names(count)}


def fund_periods(
    plan: Plan | Sums, budget: Budget, periods: Mapping[str, Mapping[Category, Derivation]]
) -> dict[str, dict[str, Derivation]]:
    """Share the total of each period between the funds and the contribution: period to source.

    As for the categories (rule 9): a fund's share is cut in each period and the last implementation
    period takes the rest of the fund's amount; the contribution is the rest of each period. So both
    directions add up; the cents that were cut can exceed what is planned in the last period.
    """
    totals = {
        name: sum_of(Term(category, amount.result) for category, amount in amounts.items())
        for name, amounts in periods.items()
    }
    last = str(len(periods) - 2)
    paid = {
        name: {
            share.fund: share_of(share.rate, (Term(TOTAL, total.result),)) for share in plan.funds
        }
        for name, total in totals.items()
        if name != last
    }
    paid[last] = {
        fund: rest_of(
            Term(TOTAL, whole.result),
            (Term(name, amounts[fund].result) for name, amounts in paid.items()),
        )
        for fund, whole in budget.funds.items()
    }
    return {
        name: paid[name]
        | {
            CONTRIBUTION: rest_of(
                Term(TOTAL, total.result),
                (Term(fund, share.result) for fund, share in paid[name].items()),
            )
        }
        for name, total in totals.items()
    }


def split_claim(amount: Amount, funds: Sequence[FundRate]) -> Claim:
    """Share a claimed amount between the funds and the contribution (rule 12)."""
    paid, contribution = _co_finance(amount, funds)
    together = sum((share.result for share in paid.values()), ZERO)
    matched = {
        fund: half_up(contribution.result * share.result / together) if together else ZERO
        for fund, share in paid.items()
    }
    return Claim(paid, contribution, matched)


def _with_flat_rates(options: Mapping[Option, Rate], real: RealCosts) -> dict[Category, Derivation]:
    """Replace the categories that options compute, in the order that their bases demand."""
    amounts = {category: sum_of(terms) for category, terms in real.items()}

    def of(*bases: Category) -> Iterator[Term]:
        return (Term(base, amounts[base].result) for base in bases)

    direct = (C.EXTERNAL, C.EQUIPMENT, C.INFRASTRUCTURE)
    if (rate := options.get(Option.STAFF_FLAT)) is not None:
        travel_is_real = Option.TRAVEL_FLAT not in options
        amounts[C.STAFF] = share_of(rate, of(*((C.TRAVEL, *direct) if travel_is_real else direct)))
    if (rate := options.get(Option.TRAVEL_FLAT)) is not None:
        amounts[C.TRAVEL] = share_of(rate, of(C.STAFF))
    if (rate := options.get(Option.OFFICE_ON_STAFF)) is not None:
        amounts[C.OFFICE] = share_of(rate, of(C.STAFF))
    if (rate := options.get(Option.OFFICE_ON_DIRECT)) is not None:
        amounts[C.OFFICE] = share_of(rate, of(C.STAFF, C.TRAVEL, *direct))
    if (rate := options.get(Option.OTHER_FLAT)) is not None:
        amounts[C.OTHER] = share_of(rate, of(C.STAFF))
    return amounts


def _co_finance(
    amount: Amount, funds: Sequence[FundRate]
) -> tuple[dict[str, Derivation], Derivation]:
    paid = {share.fund: share_of(share.rate, (Term(TOTAL, amount),)) for share in funds}
    parts = (Term(fund, share.result) for fund, share in paid.items())
    return paid, rest_of(Term(TOTAL, amount), parts)

"""How an amount came about, in words: the sentences to a derivation, with the rule behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.budgets import arithmetic
from app.budgets.arithmetic import TOTAL, Budget, Project
from app.budgets.derivation import (
    EXCHANGE_RATE,
    FOREIGN,
    UNIT_PRICE,
    UNITS,
    Derivation,
    Formula,
    Rounding,
    Term,
    product,
)
from app.budgets.figures import Figures
from app.budgets.models import Line
from app.budgets.offers import funds_for
from app.budgets.periods import period_name
from app.budgets.plan import CLOSURE, CONTRIBUTION, PREPARATION, Category, Plan
from app.consortia import assembly
from app.core.i18n import _, amount, number, percent
from app.programmes.ruleset import Evidence
from app.programmes.vocabularies import fund_name

EXACT = "#,##0.00######"


@dataclass(frozen=True)
class Explanation:
    """One amount: what it is, the rule, its inputs, the calculation, the rounding, the evidence.

    `evidence` is that of the programme's rule behind a rate; None where there is no such rule.
    """

    title: str
    amount: Decimal
    rule: str
    inputs: str
    calculation: str
    rounding: str
    has_rate: bool = False
    evidence: Evidence | None = None
    terms: tuple[tuple[str, str], ...] = ()
    """The inputs one by one: the name of each, and its value as it is written."""


def explanations(figures: Figures) -> list[Explanation]:
    """Explain every amount of a partner's budget that is not zero, in the order of the ledger."""
    return [
        *_of_categories(figures),
        of_total(figures.computed.total),
        *of_funds(figures.computed.funds, _evidence_of_funds(figures)),
        of_contribution(figures.computed.contribution),
    ]


def explanations_of_project(project: Project) -> list[Explanation]:
    """Explain the sums of a project: each is the sum of its partners' amounts, never of a rate."""
    rule = _("The sum of the partners' amounts; never computed from a rate")
    amounts = {
        **{category.label: derived for category, derived in project.categories.items()},
        **{fund_name(fund): derived for fund, derived in project.funds.items()},
        _("Own contribution"): project.contribution,
        _("Total"): project.total,
    }
    return [explain(title, derived, rule) for title, derived in amounts.items() if derived.result]


def explanations_of_periods(plan: Plan, computed: Budget, count: int) -> list[Explanation]:
    """Explain what falls into each period, by category and by source; zeros are left out."""
    if not count:
        return []
    spread = arithmetic.spread(plan, computed, count)
    paid = arithmetic.fund_periods(plan, computed, spread)
    derivations = [
        (name, key, derived)
        for name in spread
        for key, derived in (*spread[name].items(), *paid[name].items())
    ]
    return [
        explain(f"{period_name(name)}: {_label(key)}", derived, _rule_in_period(derived))
        for name, key, derived in derivations
        if derived.result
    ]


def _rule_in_period(derived: Derivation) -> str:
    return {
        Formula.SUM: _("The sum of what is planned for this period"),
        Formula.SHARE: _("A share of the amounts of this period, cut to the cent"),
    }.get(derived.formula, _("What is left of the whole: it takes the cents that were cut"))


def _label(key: str) -> str:
    if isinstance(key, Category):
        return str(key.label)
    return _("Own contribution") if key == CONTRIBUTION else fund_name(key)


def _of_categories(figures: Figures) -> Iterator[Explanation]:
    partner = figures.budget.partner
    rules, on = assembly.rules_of(partner.project), assembly.as_of(partner.project)
    for category, derived in figures.computed.categories.items():
        for line in figures.lines_of(category):
            yield _of_line(line)
        if derived.formula == Formula.SHARE:
            option = figures.option_of(category).value
            rate = rules.flat_rate(option, partner.country, on) if rules else None
            rule = _("Flat rate: a share of the sum of the amounts it rests on, cut to the cent")
            evidence = rate.evidence if rate else None
            yield explain(category.label, derived, rule, evidence, rated=True)
        elif derived.result:
            rule = _("The sum of the lines of this category")
            yield explain(category.label, derived, rule)


def _of_line(line: Line) -> Explanation:
    derived = product(line.units, line.unit_price)
    rule = _("Units times unit price, cut to the cent")
    title = f"{line.category.label}: {line.description}"
    return explain(title, derived, rule)


def of_total(total: Derivation) -> Explanation:
    """Explain the total of a partner."""
    return explain(_("Total"), total, _("The sum of all cost categories"))


def of_funds(
    funds: Mapping[str, Derivation], evidence: Mapping[str, Evidence] | None = None
) -> Iterator[Explanation]:
    """Explain what funds pay; with the evidence of their rates where these are to be proved."""
    rule = _("Share of a fund: total times rate, cut to the cent")
    for fund, paid in funds.items():
        proof = None if evidence is None else evidence.get(fund)
        yield explain(fund_name(fund), paid, rule, proof, rated=evidence is not None)


def of_contribution(contribution: Derivation) -> Explanation:
    """Explain what a partner contributes."""
    rule = _("Total less all funds: the contribution takes the cents that were cut")
    return explain(_("Own contribution"), contribution, rule)


def _evidence_of_funds(figures: Figures) -> dict[str, Evidence]:
    return {
        offer.fund.code: offer.rate.evidence
        for offer in funds_for(figures.budget)
        if offer.rate is not None
    }


def _without_zeros(derived: Derivation) -> Derivation:
    """Leave out of a sum what adds nothing to it."""
    if derived.formula != Formula.SUM:
        return derived
    return derived._replace(terms=tuple(term for term in derived.terms if term.amount))


def explain(
    title: str,
    derived: Derivation,
    rule: str,
    evidence: Evidence | None = None,
    *,
    rated: bool = False,
) -> Explanation:
    """Put a derivation into words; `rated`: its rate has a rule of the programme behind it."""
    derived = _without_zeros(derived)
    terms = tuple((_name(term), _value(term)) for term in derived.terms)
    return Explanation(
        title=str(title),
        amount=derived.result,
        rule=rule,
        inputs="; ".join(f"{name} {value}" for name, value in terms),
        calculation=_calculation(derived),
        rounding=_rounding(derived),
        has_rate=rated,
        evidence=evidence,
        terms=terms,
    )


def _name(term: Term) -> str:
    if isinstance(term.name, Category):
        return str(term.name.label)
    known = {
        TOTAL: _("Total"),
        UNITS: _("Units"),
        UNIT_PRICE: _("Unit price"),
        FOREIGN: _("Amount in its currency"),
        EXCHANGE_RATE: _("Units for one euro"),
    }
    if term.name in {PREPARATION, CLOSURE} or term.name.isdecimal():
        return period_name(term.name)
    return known.get(term.name) or fund_name(term.name)


def _value(term: Term) -> str:
    """Write an input: an amount, or a rate of exchange with all its decimals."""
    is_rate = term.name == EXCHANGE_RATE
    return number(term.amount, EXACT) if is_rate else amount(term.amount)


def _calculation(derived: Derivation) -> str:
    """Write the calculation as one would on paper: 48 333.33 x 15 % = 7 249.9995, cut 7 249.99."""
    values = [_value(term) for term in derived.terms] or [amount(Decimal(0))]
    left = {
        Formula.PRODUCT: " × ".join(values),
        Formula.SUM: " + ".join(values),
        Formula.REST: " − ".join(values),
        Formula.CONVERSION: " ÷ ".join(values),
        Formula.SHARE: _share(values, derived.rate),
    }[derived.formula]
    exact, result = number(derived.exact, EXACT), amount(derived.result)
    return f"{left} = {exact}" if exact == result else f"{left} = {exact} → {result}"


def _share(values: list[str], rate: Decimal | None) -> str:
    base = values[0] if len(values) == 1 else f"({' + '.join(values)})"
    return f"{base} × {percent(rate)}"


def _rounding(derived: Derivation) -> str:
    if derived.rounding == Rounding.NONE or derived.exact == derived.result:
        return _("None: the result is exact.")
    if derived.rounding == Rounding.CUT:
        return _("Cut to the cent, never rounded up.")
    return _("Rounded half up to the cent.")

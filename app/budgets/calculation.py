"""The calculation sheet: how every amount of a budget or a project came about, and the proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.budgets import arithmetic
from app.budgets.derivation import Derivation, Term, sum_of
from app.budgets.explanation import (
    Explanation,
    explain,
    explanations,
    explanations_of_periods,
    explanations_of_project,
    of_contribution,
    of_funds,
    of_total,
)
from app.budgets.figures import Figures
from app.budgets.models import Budget
from app.budgets.overview import Overview
from app.budgets.periods import period_name
from app.budgets.plan import CONTRIBUTION
from app.budgets.summary import Summary
from app.consortia.models import Project
from app.core.i18n import _, locale
from app.core.money import ZERO
from app.programmes.vocabularies import fund_name


@dataclass(frozen=True)
class Proof:
    """Two ways to the same amount; where they differ, something is not right."""

    text: str
    left: Decimal
    right: Decimal

    @property
    def difference(self) -> Decimal:
        return self.left - self.right

    @property
    def holds(self) -> bool:
        return not self.difference


@dataclass(frozen=True)
class Calculation:
    """A calculation sheet; `rules` names the rule set that rates were taken from, or is empty."""

    title: str
    facts: Sequence[tuple[str, str]]
    groups: Sequence[tuple[str, Sequence[Explanation]]]
    proofs: Sequence[Proof]
    rules: str = ""

    def source(self, one: Explanation) -> str:
        """Name rule set and citation of a rate, or say that it was not verified."""
        if not one.has_rate:
            return ""
        evidence = one.evidence
        known = evidence.source if evidence and evidence.verified else _("Not verified")
        return "; ".join(filter(None, (self.rules, known)))


def calculation_of(figures: Figures) -> Calculation:
    """Write down how the budget of a partner is computed; all its rows have to be loaded."""
    budget = figures.budget
    partner, count = budget.partner, budget.partner.project.periods
    groups = [(_("Costs and who pays"), explanations(figures))]
    if periods := explanations_of_periods(figures.plan, figures.computed, count):
        groups.append((_("Periods"), periods))
    return Calculation(
        title=_("How the budget of partner %(number)s is computed", number=partner.number),
        facts=_facts(partner.project, [(_("Partner"), partner.name)], budget),
        groups=groups,
        proofs=[*_proofs(figures), *_proofs_of_periods(figures, count)],
        rules=rules_named(partner.project),
    )


def calculation_of_project(whole: Overview) -> Calculation:
    """Write down how the money of a project adds up; nothing is taken from an aggregate rate."""
    groups = [(_("The whole project"), explanations_of_project(whole.consolidated))]
    groups += [
        (budget.partner.numbered, _of_partner(summary)) for budget, summary in whole.figures.items()
    ]
    if periods := list(_periods_of_project(whole)):
        groups.append((_("Periods"), periods))
    return Calculation(
        title=_("How the budget of the project is computed"),
        facts=_facts(whole.project, []),
        groups=groups,
        proofs=_proofs_of_project(whole.consolidated),
        rules=rules_named(whole.project),
    )


def rules_named(project: Project) -> str:
    """Name the version of the rules that a project is pinned to; empty where there is none."""
    if project.rule_set is None:
        return ""
    version = _("version %(number)s of the rules", number=project.rule_set.version)
    name = project.programme.name_in(locale()) if project.programme else ""
    return ", ".join(filter(None, (name, version)))


def _facts(
    project: Project, own: list[tuple[str, str]], budget: Budget | None = None
) -> list[tuple[str, str]]:
    named = " – ".join(filter(None, (project.reference, project.acronym or project.title)))
    facts = [(_("Project"), named), *own]
    if budget is not None:
        facts.append((_("State"), str(budget.state.label)))
    return [*facts, (_("Rules"), rules_named(project) or _("None are chosen"))]


def _of_partner(summary: Summary) -> list[Explanation]:
    """Explain total, funds and contribution; what they rest on is the partner's to show."""
    computed = summary.computed
    return [
        of_total(computed.total),
        *of_funds(computed.funds),
        of_contribution(computed.contribution),
    ]


def _periods_of_project(whole: Overview) -> Iterator[Explanation]:
    count = whole.project.periods
    rule = _("The sum of the partners' amounts; never computed from a rate")
    if not count:
        return
    spread = {budget: summary.in_periods(count) for budget, summary in whole.figures.items()}
    for name in arithmetic.period_names(count):
        terms = (
            Term(
                budget.partner.numbered,
                sum((derived.result for derived in periods[name].values()), ZERO),
            )
            for budget, periods in spread.items()
        )
        total = sum_of(terms)
        if total.result:
            yield explain(period_name(name), total, rule)


def _proofs(figures: Figures) -> Iterator[Proof]:
    computed = figures.computed
    rows = sum((line.amount for line in figures.budget.lines), ZERO)
    flat = sum((d.result for d in computed.categories.values() if d.rate is not None), ZERO)
    yield Proof(_("Rows and flat rates = total"), rows + flat, computed.total.result)
    yield from _proofs_of_sums(computed)
    if figures.budget.sources:
        contribution = computed.contribution.result
        yield Proof(_("Origins = own contribution"), figures.origins, contribution)


def _proofs_of_sums(sums: arithmetic.Budget | arithmetic.Project) -> Iterator[Proof]:
    total = sums.total.result
    yield Proof(_("Categories = total"), _sum(sums.categories.values()), total)
    paid = _sum(sums.funds.values()) + sums.contribution.result
    yield Proof(_("Funds and own contribution = total"), paid, total)


def _proofs_of_periods(figures: Figures, count: int) -> Iterator[Proof]:
    if not count:
        return
    computed = figures.computed
    spread = arithmetic.spread(figures.plan, computed, count)
    paid = arithmetic.fund_periods(figures.plan, computed, spread)
    for category, derived in computed.categories.items():
        if derived.result:
            text = _("All periods of %(name)s = its amount", name=category.label)
            yield Proof(text, _sum(one[category] for one in spread.values()), derived.result)
    for fund, derived in {**computed.funds, CONTRIBUTION: computed.contribution}.items():
        name = _("Own contribution") if fund == CONTRIBUTION else fund_name(fund)
        text = _("All periods of %(name)s = its amount", name=name)
        yield Proof(text, _sum(one[fund] for one in paid.values()), derived.result)


def _proofs_of_project(project: arithmetic.Project) -> list[Proof]:
    by_partner: dict[str, Decimal] = {}
    parts: Iterable[Derivation] = (*project.funds.values(), project.contribution)
    for derived in parts:
        for term in derived.terms:
            by_partner[term.name] = by_partner.get(term.name, ZERO) + term.amount
    totals: Mapping[str, Decimal] = {term.name: term.amount for term in project.total.terms}
    return [
        *_proofs_of_sums(project),
        *(
            Proof(_("Funds and own contribution of %(name)s = its total", name=name),
                  by_partner.get(name, ZERO), total)
            for name, total in totals.items()
        ),
    ]  # fmt: skip


def _sum(amounts: Iterable[Derivation]) -> Decimal:
    return sum((derived.result for derived in amounts), ZERO)

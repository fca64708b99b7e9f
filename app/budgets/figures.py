"""From rows to figures: what is kept of a budget, as the arithmetic and the checks want it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.budgets import arithmetic, plan
from app.budgets.models import Budget, Line
from app.budgets.plan import REAL_COSTS, Category, Option, Plan, computed_by
from app.budgets.problems import Problem, problems_of_partner
from app.budgets.sheet import Written
from app.budgets.statement import read_lines, statement_of
from app.consortia import assembly, facts
from app.consortia.budget_checks import PARTNER_CHECKS
from app.consortia.facts import Consortium
from app.consortia.findings import Finding, Outcome, verdict
from app.core.money import ZERO, Amount


def plan_of(budget: Budget, costs: Sequence[Line | Written] | None = None) -> Plan:
    """Plan what is kept of a budget, or other costs in place of its lines.

    Raises plan.Illegal for rows that may not stand together.
    """
    lines: Sequence[Line | Written] = budget.lines if costs is None else costs
    return Plan(
        options=budget.options,
        lines=[
            plan.Line(
                line.category, line.units, line.unit_price, line.description, _periods_of(line)
            )
            for line in lines
            if line.category in REAL_COSTS
        ],
        lump_sums=[
            plan.LumpSum(line.amount, line.period or None, line.description)
            for line in lines
            if line.category == Category.LUMP_SUMS
        ],
        unit_costs=[
            plan.UnitCost(
                line.costs_as, line.units, line.unit_price, line.description, _periods_of(line)
            )
            for line in lines
            if line.category == Category.UNIT_COSTS
        ],
        funds=[plan.FundRate(share.fund, share.rate) for share in budget.funding],
        sources=[
            plan.Source(source.name, source.status, source.amount, source.is_partner)
            for source in budget.sources
        ],
    )


def _periods_of(line: Line | Written) -> dict[str, Amount]:
    return {name: Decimal(text) for name, text in (line.periods or {}).items()}


@dataclass(frozen=True)
class Figures:
    """A budget with what it comes to; everything a page or a check asks is computed once.

    With `costs`, it is what the budget would come to if these stood in place of its lines.
    `choices` are what the organisation chose in other projects: see choices.choices_of.
    """

    budget: Budget
    costs: Sequence[Line | Written] | None = None
    choices: tuple[facts.ChosenOptions, ...] = ()

    @cached_property
    def plan(self) -> Plan:
        return plan_of(self.budget, self.costs)

    @cached_property
    def computed(self) -> arithmetic.Budget:
        return arithmetic.compute(self.plan)

    @cached_property
    def problems(self) -> list[Problem]:
        """What the figures themselves show to be wrong (B1, B2, B4)."""
        return problems_of_partner(self.plan, self.computed)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the rules of the project's programme say; empty where no rules are chosen."""
        project = self.budget.partner.project
        rules = assembly.rules_of(project)
        if rules is None:
            return []
        member = assembly.member_of(self.budget.partner, self.as_facts)
        alone = Consortium(rules, assembly.as_of(project), (member,))
        return [
            finding
            for one in PARTNER_CHECKS.values()
            for finding in one(alone, member, self.as_facts)
        ]

    @cached_property
    def as_facts(self) -> facts.PartnerBudget:
        """The budget as the checks of a consortium see it."""
        lines = self.budget.lines if self.costs is None else self.costs
        read = read_lines(lines, self.budget.partner.project.for_management)
        return statement_of(self.budget, self.computed, read, self.choices)

    @property
    def outcome(self) -> Outcome:
        return verdict(self.findings)

    @property
    def origins(self) -> Amount:
        """What the origins of the contribution sum to."""
        return sum((source.amount for source in self.budget.sources), ZERO)

    @property
    def difference(self) -> Amount:
        """What the contribution lacks, as in check B4; negative where origins are too many."""
        return self.computed.contribution.result - self.origins

    def option_of(self, category: Category) -> Option:
        """Return the flat rate that gives a category its amount; KeyError where none does."""
        if category == Category.OTHER:
            return Option.OTHER_FLAT
        return computed_by(self.budget.options)[category]

    def lines_of(self, category: Category) -> Sequence[Line]:
        return [line for line in self.budget.lines if line.category == category]

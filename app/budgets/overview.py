"""The money of a whole project: partners by funds, categories by partners."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from app.budgets import arithmetic, tables
from app.budgets.cofinancing import CoFinancing, co_financing
from app.budgets.counting import as_they_count, changes_in
from app.budgets.crosstable import CrossTable
from app.budgets.models import Budget, BudgetState
from app.budgets.queries import SETTLED, stated
from app.budgets.summary import summaries_of
from app.budgets.tables import OverTime
from app.consortia import assembly
from app.consortia.budget_checks import check_budgets
from app.consortia.facts import Consortium
from app.consortia.finance import FinancePlan, FinanceRow, finance_plan
from app.consortia.findings import Finding, Outcome, verdict
from app.consortia.models import Project
from app.core.money import Amount

BEFORE_THE_BASELINE = frozenset(
    {BudgetState.DRAFT, BudgetState.SUBMITTED, BudgetState.RETURNED, BudgetState.ACCEPTED}
)


class Overview:
    """All budgets of a project, computed once; nothing is ever taken from an aggregate rate.

    What counts is shown: of a budget that is being changed, the baseline that holds; `with_changes`
    shows the copy that is written. The lines of the budgets are read as sums and need not be
    loaded; `project` is a project_in_money or a get_project.
    """

    def __init__(
        self, project: Project, budgets: Sequence[Budget], *, with_changes: bool = False
    ) -> None:
        self.project, self.with_changes = project, with_changes
        written = summaries_of(budgets, by_period=bool(project.periods))
        self.changes = changes_in(written)
        summaries = written if with_changes else as_they_count(written, self.changes)
        self.figures = {summary.budget: summary for summary in summaries}
        said = stated(project, summaries)
        self.members = tuple(
            assembly.member_of(partner, said.get(partner.id)) for partner in project.partners
        )
        self.plan: FinancePlan = finance_plan(self.members)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the rules say to the budgets; empty where none are chosen."""
        return check_budgets(self.consortium) if self.consortium else []

    @cached_property
    def consortium(self) -> Consortium | None:
        """What the checks of budgets want: no slots; None where no rules are chosen."""
        project, rules = self.project, assembly.rules_of(self.project)
        if rules is None:
            return None
        return Consortium(
            rules=rules,
            as_of=assembly.as_of(project),
            members=self.members,
            ends_on=project.ends_on,
            months=assembly.months_of(project),
            estimated_budget=project.search.estimated_budget if project.search else None,
        )

    @cached_property
    def consolidated(self) -> arithmetic.Project:
        return arithmetic.consolidate(
            {budget.partner.numbered: figures.computed for budget, figures in self.figures.items()}
        )

    @cached_property
    def budgets(self) -> dict[str, Budget]:
        """The budgets by the key of their rows."""
        return {str(budget.partner_id): budget for budget in self.figures}

    @cached_property
    def finance(self) -> dict[str, FinanceRow]:
        """Who finances a partner, by the key of its row."""
        return {row.member.id: row for row in self.plan.rows}

    @property
    def is_accepted(self) -> bool:
        """Whether finance has accepted the budget of every partner that has to have one."""
        settled = {one.partner_id for one in self.figures if one.state in SETTLED}
        partners = {int(one.id) for one in self.members if not one.is_associated}
        return bool(partners) and partners <= settled

    @property
    def granted(self) -> dict[int, Amount]:
        """What the funds pay each partner, by its id."""
        return {int(one.id): one.budget.granted for one in self.members if one.budget}

    @property
    def outcome(self) -> Outcome:
        return verdict(self.findings)

    @property
    def waits_for_the_director(self) -> bool:
        """Whether there is a budget that is not fixed for the agreement yet."""
        return any(budget.state in BEFORE_THE_BASELINE for budget in self.figures)

    @cached_property
    def sources(self) -> CoFinancing:
        """Who pays the whole project, and how certain that is."""
        origins = [source for one in self.figures.values() for source in one.terms.sources]
        return co_financing(self.plan, origins)

    @cached_property
    def partners_by_source(self) -> CrossTable:
        return tables.partners_by_source(self.plan, self.consolidated)

    @cached_property
    def partners_by_category(self) -> CrossTable:
        return tables.partners_by_category(self.plan, self.figures.values(), self.consolidated)

    @cached_property
    def over_time(self) -> OverTime | None:
        """Categories and sources by period; None where the project has no periods."""
        count = self.project.periods
        return OverTime(self.figures.values(), self.consolidated, count) if count else None

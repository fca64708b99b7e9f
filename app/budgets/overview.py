"""The money of a whole project: partners by funds, categories by partners, and as a sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from app.budgets import arithmetic
from app.budgets.figures import Figures
from app.budgets.models import Budget, BudgetState
from app.budgets.plan import CONTRIBUTION, Category
from app.budgets.queries import stated
from app.consortia.assembly import rules_of
from app.consortia.budget_checks import check_budgets
from app.consortia.facts import Consortium
from app.consortia.finance import FinancePlan, finance_plan
from app.consortia.findings import Finding, Outcome, verdict
from app.consortia.models import Project
from app.consortia.queries import facts_of, members_of
from app.core.i18n import _, country

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Overview:
    """All budgets of a project, computed once; nothing is ever taken from an aggregate rate."""

    def __init__(self, project: Project, budgets: Sequence[Budget]) -> None:
        self.project = project
        self.figures = {budget: Figures(budget) for budget in budgets}
        self.members = members_of(project, stated(self.figures))
        self.plan: FinancePlan = finance_plan(self.members)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the rules say to the budgets; empty where none are chosen."""
        return check_budgets(self.consortium) if self.consortium else []

    @cached_property
    def consortium(self) -> Consortium | None:
        """What the checks want; None where no rules are chosen."""
        rules = rules_of(self.project)
        return facts_of(self.project, self.members, rules) if rules else None

    @cached_property
    def consolidated(self) -> arithmetic.Project:
        return arithmetic.consolidate(
            {
                f"{budget.partner.number}. {budget.partner.name}": figures.computed
                for budget, figures in self.figures.items()
            }
        )

    @property
    def outcome(self) -> Outcome:
        return verdict(self.findings)

    @property
    def waits_for_the_director(self) -> bool:
        """Whether there is a budget that is not fixed for the agreement yet."""
        return any(budget.state != BudgetState.BASELINE for budget in self.figures)

    @property
    def shares(self) -> list[tuple[str, Decimal, Decimal]]:
        """List source, amount and percent; the contribution comes last and takes the rest."""
        whole = self.consolidated
        funds = [(fund, paid.result, whole.shares[fund]) for fund, paid in whole.funds.items()]
        return [*funds, (CONTRIBUTION, whole.contribution.result, whole.shares[CONTRIBUTION])]

    @property
    def categories(self) -> list[tuple[Category, list[Decimal], Decimal]]:
        """List the categories in which something is planned: amounts by partner, and the sum."""
        return [
            (
                category,
                [figures.computed.categories[category].result for figures in self.figures.values()],
                derived.result,
            )
            for category, derived in self.consolidated.categories.items()
            if derived.result
        ]

    @property
    def totals(self) -> list[Decimal]:
        return [figures.computed.total.result for figures in self.figures.values()]

    @property
    def gap(self) -> Decimal:
        """What the categories lack to the partners' totals; zero, or something is broken."""
        categories = sum((amount for _, _, amount in self.categories), Decimal(0))
        return self.consolidated.total.result - categories


def sheet(whole: Overview) -> str:
    """Write the overview as CSV, amounts with a point; no cell can act as a formula."""
    text = io.StringIO()
    text.write("\ufeff")  # spreadsheets take it for UTF-8 only with this mark
    rows = csv.writer(text, lineterminator="\r\n")
    funds = whole.plan.funds
    headings = [_("Number"), _("Partner"), _("Country"), *(c.label for c in Category)]
    rows.writerow([_safe(h) for h in [*headings, *funds, _("Own contribution"), _("Total")]])
    for budget, figures in whole.figures.items():
        partner, computed = budget.partner, figures.computed
        amounts = [
            *(amount.result for amount in computed.categories.values()),
            *(computed.funds[f].result if f in computed.funds else Decimal("0.00") for f in funds),
            computed.contribution.result,
            computed.total.result,
        ]
        named = [str(partner.number), _safe(partner.name), _safe(country(partner.country))]
        rows.writerow([*named, *map(str, amounts)])
    total = whole.consolidated
    sums = [
        *(amount.result for amount in total.categories.values()),
        *(total.funds[fund].result for fund in funds),
        total.contribution.result,
        total.total.result,
    ]
    rows.writerow(["", _safe(_("Total")), "", *map(str, sums)])
    return text.getvalue()


def _safe(text: object) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    written = str(text)
    return f"'{written}" if written.startswith(FORMULA_STARTS) else written

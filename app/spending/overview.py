"""The spending of a whole project: partners, categories, sources, periods; only ever sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.budgets.arithmetic import period_names, spread
from app.budgets.plan import CLOSURE, CONTRIBUTION, PREPARATION, Category
from app.consortia.finance import fund_order
from app.consortia.models import Partner, Project
from app.core.money import ZERO, Amount
from app.programmes.vocabularies import fund_name
from app.spending.models import Report, ReportState
from app.spending.progress import SENT, TOTAL, Level, PartnerProgress, Progress


@dataclass(frozen=True)
class PeriodRow:
    """One period: what was planned and spent in it, and up to its end."""

    name: str
    planned: Amount
    spent: Amount
    planned_so_far: Amount
    spent_so_far: Amount


@dataclass(frozen=True)
class ProjectProgress:
    """The partners' plans against their reports, by partner in the order of their numbers."""

    project: Project
    partners: Mapping[Partner, PartnerProgress]

    @cached_property
    def rows(self) -> list[tuple[Partner, Progress]]:
        return [(partner, one.total) for partner, one in self.partners.items()]

    @cached_property
    def total(self) -> Progress:
        return _sum(TOTAL, "", (one.total for one in self.partners.values()))

    @cached_property
    def categories(self) -> list[Progress]:
        found = [row for one in self.partners.values() for row in one.categories]
        order = [category.value for category in Category]
        keys = sorted({row.key for row in found}, key=order.index)
        labels = {category.value: category.label for category in Category}
        return [_sum(key, labels[key], (r for r in found if r.key == key)) for key in keys]

    @cached_property
    def sources(self) -> list[Progress]:
        """The funds, then the contribution."""
        found = [row for one in self.partners.values() for row in one.sources]
        funds = sorted({row.key for row in found} - {CONTRIBUTION}, key=fund_order)
        names = {fund: fund_name(fund) for fund in funds} | {CONTRIBUTION: ""}
        return [
            _sum(key, name, (row for row in found if row.key == key)) for key, name in names.items()
        ]

    @property
    def gap(self) -> Amount:
        """What sources or categories lack to the partners: zero, or something is broken."""
        apart = ZERO
        for table in (self.sources, self.categories):
            planned = self.total.planned - sum((row.planned for row in table), ZERO)
            spent = self.total.spent - sum((row.spent for row in table), ZERO)
            apart = apart or planned or spent
        return apart

    @cached_property
    def periods(self) -> list[PeriodRow]:
        """Planned against spent over time; empty where the project has no periods or no start.

        A report counts in the period in which it ends.
        """
        count = self.project.periods
        if not count or self.project.starts_on is None:
            return []
        planned: dict[str, Amount] = {}
        spent: dict[str, Amount] = {}
        for one in self.partners.values():
            table = spread(one.baseline.plan, one.baseline.computed, count)
            for name, amounts in table.items():
                whole = sum((amount.result for amount in amounts.values()), ZERO)
                planned[name] = planned.get(name, ZERO) + whole
            for figures in one.reports:
                if figures.report.state in {*SENT, ReportState.CERTIFIED}:
                    name = period_of(figures.report, self.project)
                    spent[name] = spent.get(name, ZERO) + figures.certified.total.result
        return _run_up(period_names(count), planned, spent)

    @property
    def certified_by_fund(self) -> dict[Partner, dict[str, Amount]]:
        """What each fund pays the partners of what is certified."""
        return {partner: one.certified_by_fund() for partner, one in self.partners.items()}

    @property
    def warnings(self) -> list[tuple[Partner, list[Progress]]]:
        """What the partners have used from 80 per cent on, the worst first."""
        found = ((partner, one.warnings) for partner, one in self.partners.items())
        order = list(Level)
        warned = [(partner, warnings) for partner, warnings in found if warnings]
        return sorted(warned, key=lambda one: -order.index(one[1][0].level))


def period_of(report: Report, project: Project) -> str:
    """Name the period in which a report ends: preparation before the project, closure after it."""
    ends = report.ends_on
    if project.starts_on is not None and ends < project.starts_on:
        return PREPARATION
    if project.ends_on is not None and ends > project.ends_on:
        return CLOSURE
    last_days = ((str(one.number), one.last_day) for one in project.schedule)
    return next((name for name, last in last_days if last and ends <= last), CLOSURE)


def _run_up(
    names: Sequence[str], planned: Mapping[str, Amount], spent: Mapping[str, Amount]
) -> list[PeriodRow]:
    rows, planned_so_far, spent_so_far = [], ZERO, ZERO
    for name in names:
        here, used = planned.get(name, ZERO), spent.get(name, ZERO)
        planned_so_far += here
        spent_so_far += used
        if here or used or name not in {PREPARATION, CLOSURE}:
            rows.append(PeriodRow(name, here, used, planned_so_far, spent_so_far))
    return rows


def _sum(key: str, label: str, rows: Iterable[Progress]) -> Progress:
    found = list(rows)
    return Progress(
        key,
        label,
        sum((row.planned for row in found), ZERO),
        sum((row.waiting for row in found), ZERO),
        sum((row.certified for row in found), ZERO),
    )

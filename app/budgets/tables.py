"""The tables of a whole project: partners and periods by category and by source of money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import cached_property

from app.budgets import arithmetic
from app.budgets.chart import Chart, chart
from app.budgets.crosstable import CrossTable, Row, cross
from app.budgets.derivation import Derivation
from app.budgets.periods import period_name, short_period_name
from app.budgets.plan import CLOSURE, CONTRIBUTION, PREPARATION, Category
from app.budgets.summary import Summary
from app.consortia.finance import FinancePlan
from app.core.i18n import _
from app.core.money import ZERO
from app.programmes.vocabularies import fund_name

Sums = dict[str, Decimal]


def partners_by_source(plan: FinancePlan, whole: arithmetic.Project) -> CrossTable:
    """Lay out who finances which partner; every partner has a row, with or without a budget."""
    rows = [
        (
            row.member.id,
            row.member.numbered,
            {**row.funds, CONTRIBUTION: row.contribution},
            row.total,
        )
        for row in plan.rows
    ]
    return cross(
        _sources(plan.funds),
        rows,
        _results(whole.funds) | {CONTRIBUTION: whole.contribution.result},
    )


def partners_by_category(
    plan: FinancePlan, summaries: Iterable[Summary], whole: arithmetic.Project
) -> CrossTable:
    """Lay out what each partner spends in which category."""
    computed = {str(one.budget.partner_id): one.computed for one in summaries}
    nothing: Sums = {}
    rows = [
        (
            row.member.id,
            row.member.numbered,
            _results(computed[row.member.id].categories) if row.member.id in computed else nothing,
            row.total,
        )
        for row in plan.rows
    ]
    return cross(_categories(), rows, _results(whole.categories))


class OverTime:
    """The budgets of a project, or one alone, over the periods; `whole` is what they come to."""

    def __init__(
        self,
        summaries: Collection[Summary],
        whole: arithmetic.Project | arithmetic.Budget,
        count: int,
    ) -> None:
        self.whole = whole
        self.names = arithmetic.period_names(count)
        self._costs: dict[str, Sums] = {name: _no_sums() for name in self.names}
        self._paid: dict[str, Sums] = {name: _no_sums() for name in self.names}
        self._totals: dict[str, Decimal] = dict.fromkeys(self.names, ZERO)
        for one in summaries:
            self._add(one, count)

    @cached_property
    def by_category(self) -> CrossTable:
        """Periods by category."""
        return cross(_categories(), self._rows(self._costs), _results(self.whole.categories))

    @cached_property
    def by_source(self) -> CrossTable:
        """Periods by fund, and the contribution."""
        totals = _results(self.whole.funds) | {CONTRIBUTION: self.whole.contribution.result}
        return cross(_sources(self.whole.funds), self._rows(self._paid), totals)

    @cached_property
    def curve(self) -> Chart:
        """Draw what each period costs, by source, and what is spent up to its end."""
        table = self.by_source
        keys = ["own" if key == CONTRIBUTION else key for key, _name in table.columns]
        stacks = (list(zip(keys, row.cells, strict=True)) for row in table.rows)
        names = (short_period_name(row.key) for row in table.rows)
        return chart(list(zip(names, stacks, strict=True)))

    @property
    def peak(self) -> Row:
        """The period that costs most; of several, the first."""
        return max(self.by_source.rows, key=lambda row: row.total)

    @property
    def half(self) -> Row:
        """The period in which half of the whole is spent."""
        table = self.by_source
        spent = zip(table.rows, table.running, strict=True)
        return next(row for row, so_far in spent if so_far * 2 >= table.by_rows)

    def _add(self, one: Summary, count: int) -> None:
        periods = one.in_periods(count)
        paid = arithmetic.fund_periods(one.sums, one.computed, periods)
        for name, amounts in periods.items():
            for category, derived in amounts.items():
                self._costs[name][category] += derived.result
                self._totals[name] += derived.result
            for source, derived in paid[name].items():
                self._paid[name][source] += derived.result

    def _rows(self, cells: Mapping[str, Sums]) -> list[tuple[str, str, Sums, Decimal]]:
        return [
            (name, period_name(name), cells[name], self._totals[name])
            for name in self.names
            if self._totals[name] or any(cells[name].values()) or name not in {PREPARATION, CLOSURE}
        ]


def _categories() -> list[tuple[str, str]]:
    return [(category.value, str(category.label)) for category in Category]


def _sources(funds: Iterable[str]) -> list[tuple[str, str]]:
    return [*((fund, fund_name(fund)) for fund in funds), (CONTRIBUTION, _("Own contribution"))]


def _results(derived: Mapping[Category, Derivation] | Mapping[str, Derivation]) -> Sums:
    return {str(name): amount.result for name, amount in derived.items()}


def _no_sums() -> Sums:
    return defaultdict(lambda: ZERO)

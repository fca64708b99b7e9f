"""Planned against spent: how much of a plan is used, and from where on it warns; pure."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.budgets.plan import CONTRIBUTION, Category
from app.core.choices import Choice
from app.core.i18n import lazy
from app.core.look import per_cent
from app.core.money import HUNDRED, ZERO, Amount, Rate, cut
from app.programmes.vocabularies import fund_name
from app.spending.baseline import Baseline, PlannedLine
from app.spending.figures import ReportFigures
from app.spending.models import ReportState

Read = Callable[[ReportFigures], Amount]
"""Reads one amount of a report, as the controller leaves it."""

TOTAL = "total"
"""The key of a row that is a sum."""
MOST = Decimal(80)
NEARLY_ALL = Decimal(90)
SENT = frozenset({ReportState.SUBMITTED, ReportState.IN_CONTROL})


class Level(Choice):
    """How far a plan is used."""

    FINE = "fine", lazy("Within the plan"), "", "check"
    MOST = "most", lazy("80 per cent or more used"), "wait", "warn"
    NEARLY_ALL = "nearly-all", lazy("90 per cent or more used"), "turn", "warn"
    OVER = "over", lazy("Above the plan, within the flexibility"), "turn", "warn"
    ABOVE = "above", lazy("Above the plan"), "bad", "block"
    BEYOND = "beyond", lazy("Above the limit of the flexibility"), "bad", "block"


@dataclass(frozen=True)
class Margin:
    """The flexibility in percent: stated by the rules, proved or not, or a choice of the house."""

    rate: Rate
    is_stated: bool
    is_verified: bool


@dataclass(frozen=True)
class Progress:
    """One row: what was planned, what waits for control, what is certified.

    `margin` is the percent by which the row may exceed the plan: 0 for what may not.
    """

    key: str
    label: str
    planned: Amount
    waiting: Amount = ZERO
    certified: Amount = ZERO
    margin: Rate = ZERO

    @property
    def spent(self) -> Amount:
        return self.waiting + self.certified

    @property
    def left(self) -> Amount:
        """What is left of the plan; negative where more was spent."""
        return self.planned - self.spent

    @property
    def used(self) -> Decimal | None:
        """Percent of the plan, half up, 100 at the very cent; None where nothing was planned."""
        return per_cent(self.spent, self.planned, 2) if self.planned else None

    @property
    def limit(self) -> Amount:
        """The most that the flexibility allows, cut to the cent."""
        return cut(self.planned * (HUNDRED + self.margin) / HUNDRED)

    @property
    def level(self) -> Level:
        """Compare amounts, not rounded percentages: a limit is reached at the very cent.

        What has no flexibility, as totals and funds have none, is simply above its plan.
        """
        spent, planned = self.spent, self.planned
        if spent > self.limit:
            return Level.BEYOND if self.margin else Level.ABOVE
        if spent > planned:
            return Level.OVER
        if planned and spent * HUNDRED >= planned * NEARLY_ALL:
            return Level.NEARLY_ALL
        if planned and spent * HUNDRED >= planned * MOST:
            return Level.MOST
        return Level.FINE


@dataclass(frozen=True)
class PartnerProgress:
    """The plan of one partner against its reports.

    What is not certified counts in the states in which it `waits`; drafts usually count nowhere.
    """

    baseline: Baseline
    reports: Sequence[ReportFigures]
    margin: Rate
    waits: Container[ReportState] = SENT

    @cached_property
    def total(self) -> Progress:
        return self._progress(TOTAL, "", self.baseline.computed.total.result, _total)

    @cached_property
    def categories(self) -> list[Progress]:
        """The categories in which something is planned or spent."""
        rows = [
            self._progress(one.value, one.label, planned.result, _in(one), self.margin)
            for one, planned in self.baseline.computed.categories.items()
        ]
        return [row for row in rows if row.planned or row.spent]

    @cached_property
    def sources(self) -> list[Progress]:
        """The funds in the order of the plan, then the contribution."""
        planned = self.baseline.computed
        spent = (one.reported.funds for one in self.reports)
        funds = dict.fromkeys([*planned.funds, *(fund for funds in spent for fund in funds)])
        rows = [
            self._progress(
                fund,
                fund_name(fund),
                planned.funds[fund].result if fund in planned.funds else ZERO,
                _by(fund),
            )
            for fund in funds
        ]
        rest = planned.contribution.result
        return [*rows, self._progress(CONTRIBUTION, "", rest, _contribution)]

    @cached_property
    def lines(self) -> dict[Category, list[Progress]]:
        """The lines of the plan by category; what was spent apart from lines is not among them."""
        rows: dict[Category, list[Progress]] = {}
        for line in self.baseline.lines:
            row = self._progress(str(line.uid), line.description, line.amount, _on(line))
            rows.setdefault(line.category, []).append(row)
        return rows

    @property
    def warnings(self) -> list[Progress]:
        """The total and the categories that are used from 80 per cent on, the worst first."""
        order = list(Level)
        rows = [row for row in (self.total, *self.categories) if row.level != Level.FINE]
        return sorted(rows, key=lambda row: -order.index(row.level))

    @property
    def funds(self) -> list[Progress]:
        return [row for row in self.sources if row.key != CONTRIBUTION]

    @property
    def exceeded(self) -> list[Progress]:
        """The total, the categories and the funds of which more is spent than planned."""
        return [row for row in (self.total, *self.categories, *self.funds) if row.left < 0]

    @property
    def uncovered(self) -> Progress | None:
        """The total or the first fund of which more is spent than was granted."""
        return next((row for row in (self.total, *self.funds) if row.left < 0), None)

    def certified_by_fund(self) -> dict[str, Amount]:
        """What the funds owe for certified reports."""
        return {row.key: row.certified for row in self.funds}

    def _progress(
        self, key: str, label: str, planned: Amount, of: Read, margin: Rate = ZERO
    ) -> Progress:
        waiting, certified = ZERO, ZERO
        for one in self.reports:
            if one.report.state == ReportState.CERTIFIED:
                certified += of(one)
            elif one.report.state in self.waits:
                waiting += of(one)
        return Progress(key, label, planned, waiting, certified, margin)


def _total(one: ReportFigures) -> Amount:
    return one.certified.total.result


def _contribution(one: ReportFigures) -> Amount:
    return one.certified.contribution.result


def _in(category: Category) -> Read:
    return lambda one: one.certified.categories[category].result


def _by(fund: str) -> Read:
    return lambda one: one.certified.funds[fund].result if fund in one.certified.funds else ZERO


def _on(line: PlannedLine) -> Read:
    return lambda one: sum(
        (
            (one.euro(item) or ZERO) - item.cut
            for item in one.report.items
            if line.uid is not None and item.line_uid == line.uid
        ),
        ZERO,
    )

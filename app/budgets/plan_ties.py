"""Which partners' costs stand on the plan of a project, and what they come to.

The plan is its work packages with their activities, which have to be loaded, and its periods.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from app.budgets.counting import changes_in
from app.budgets.models import Budget, BudgetVersion, Line, VersionKind
from app.budgets.summary import Summary, budgets_in, row_in_cents, summaries_of
from app.budgets.version_document import COSTS, Document, amount_of
from app.budgets.versions import UNDER_CHANGE
from app.consortia.models import Partner, Project
from app.consortia.schedule import Costs, Ties
from app.core.db import db
from app.core.money import ZERO, Amount


class Tied(NamedTuple):
    """A cost with the ids of the work package and the activity on which it stands."""

    package: int | None
    activity: int | None
    periods: frozenset[str]
    amount: Amount = ZERO


def ties_of(project: Project) -> Ties:
    """Name the partners, in the order of their numbers.

    What is written counts, and what the baseline says that holds while it is changed.
    """
    packages, activities, periods = (defaultdict[int, list[str]](list) for _ in range(3))
    found = sorted([*_written(project), *_held(project)], key=lambda one: one[0])
    for _number, name, cost in found:
        if cost.package:
            packages[cost.package].append(name)
        if cost.activity:
            activities[cost.activity].append(name)
        for period in cost.periods:
            if period.isdecimal():
                periods[int(period)].append(name)
    return Ties(_once(packages), _once(activities), _once(periods), _is_fixed(project))


def costs_of(project: Project) -> Costs:
    """Sum up the budgets as they count: of one that is being changed, the baseline that holds."""
    written = summaries_of(budgets_in(project), by_period=bool(project.periods))
    changes = {change.budget: change for change in changes_in(written)}
    costs = Costs()
    sums = _sums([one.budget.id for one in written if one.budget not in changes])
    for one in written:
        name = one.budget.partner.numbered
        change = changes.get(one.budget)
        tied = _tied_in(change.baseline, project) if change else sums[one.budget.id]
        for cost in tied:
            if cost.activity:
                _add(costs.activities[cost.activity], name, cost.amount)
            _add(costs.packages[cost.package], name, cost.amount)
        _compute(costs, name, change.counts if change else one, project.periods)
    return costs


def _compute(costs: Costs, name: str, summary: Summary, periods: int) -> None:
    """Add what is not written line by line: flat rates, and everything by period."""
    planned = sum(summary.read.planned.values(), ZERO)
    _add(costs.flat_rates, name, summary.computed.total.result - planned)
    for period, amounts in summary.in_periods(periods).items() if periods else ():
        in_period = sum((amount.result for amount in amounts.values()), ZERO)
        _add(costs.periods[period], name, in_period)


def _add(shares: dict[str, Amount], name: str, amount: Amount) -> None:
    if amount:
        shares[name] = shares.get(name, ZERO) + amount


def _sums(ids: list[int]) -> dict[int, list[Tied]]:
    """Sum up the lines of budgets by the places where they stand."""
    key = (Line.budget_id, Line.work_package_id, Line.activity_id)
    found = sa.select(*key, sa.func.sum(row_in_cents())).where(Line.budget_id.in_(ids))
    sums = defaultdict[int, list[Tied]](list)
    for budget_id, package, activity, cents in db.session.execute(found.group_by(*key)):
        amount = Decimal(cents).scaleb(-2)
        sums[budget_id].append(Tied(package, activity, frozenset(), amount))
    return sums


def _written(project: Project) -> Iterator[tuple[int, str, Tied]]:
    """Go through the lines of all budgets, with number and name of the partner."""
    found = sa.select(
        Partner.number, Partner.name,
        Line.work_package_id, Line.activity_id, Line.periods, Line.period,
    )  # fmt: skip
    mine = found.join_from(Line, Line.budget).join(Budget.partner)
    for number, name, package, activity, periods, period in db.session.execute(
        mine.where(Partner.project_id == project.id).order_by(Line.id)
    ):
        yield number, name, Tied(package, activity, frozenset({*periods, period}))


def _held(project: Project) -> Iterator[tuple[int, str, Tied]]:
    """Go through the lines of the baselines that hold while their budgets are changed."""
    found = sa.select(Partner.number, Partner.name, BudgetVersion.document)
    mine = found.join_from(BudgetVersion, BudgetVersion.budget).join(Budget.partner)
    for number, name, document in db.session.execute(
        mine.where(
            Partner.project_id == project.id,
            Budget.state.in_(UNDER_CHANGE),
            BudgetVersion.kind == VersionKind.BASELINE,
            BudgetVersion.baseline == Budget.baseline,
        )
    ):
        for cost in _tied_in(document, project):
            yield number, name, cost


def _is_fixed(project: Project) -> bool:
    """Whether there is a baseline of any partner's budget."""
    fixed = sa.select(Budget.id).join(Budget.partner)
    mine = fixed.where(Partner.project_id == project.id, Budget.baseline > 0)
    return bool(db.session.scalar(sa.select(mine.exists())))


def _tied_in(document: Document, project: Project) -> Iterator[Tied]:
    """Find where the costs of a version stand, by the numbers that it names."""
    packages = {package.number: package for package in project.work_packages}
    for row in (row for name in COSTS for row in document[name]):
        package = packages.get(row.get("work_package"))
        steps = {step.number: step.id for step in package.activities} if package else {}
        periods = frozenset({*(row.get("periods") or {}), row.get("period") or ""})
        activity = steps.get(row.get("activity"))
        yield Tied(package.id if package else None, activity, periods, amount_of(row))


def _once(names: dict[int, list[str]]) -> dict[int, tuple[str, ...]]:
    return {key: tuple(dict.fromkeys(found)) for key, found in names.items()}

"""Which figures of a budget count: while it is changed, those of the baseline that holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.budgets.models import Budget
from app.budgets.plan import ONE_UNIT, Category
from app.budgets.sheet import Written
from app.budgets.statement import read_lines
from app.budgets.summary import Summary
from app.budgets.version_document import COSTS, Document
from app.budgets.versions import as_it_was, what_counts
from app.core.money import Amount


@dataclass(frozen=True)
class Change:
    """A budget that is being changed: the baseline that counts, and the copy that is written."""

    counts: Summary
    written: Summary
    baseline: Document
    """The version that counts, with where its lines stand in the plan of the project."""

    @property
    def budget(self) -> Budget:
        return self.written.budget

    @cached_property
    def total(self) -> Amount:
        """By how much the total moves; more money is positive."""
        return self.written.computed.total.result - self.counts.computed.total.result

    @cached_property
    def contribution(self) -> Amount:
        """By how much the partner's own contribution moves."""
        written, counts = self.written.computed, self.counts.computed
        return written.contribution.result - counts.contribution.result


def changes_in(written: Sequence[Summary]) -> list[Change]:
    """Set the baseline that counts beside each budget that is being changed; one statement."""
    kept = what_counts([one.budget for one in written])
    return [
        Change(_kept(one.budget, kept[one.budget.id]), one, kept[one.budget.id])
        for one in written
        if one.budget.id in kept
    ]


def as_they_count(written: Iterable[Summary], changes: Iterable[Change]) -> list[Summary]:
    """Put the baselines that count in the place of the budgets that are being changed."""
    counting = {change.budget: change.counts for change in changes}
    return [counting.get(one.budget, one) for one in written]


def _kept(budget: Budget, document: Document) -> Summary:
    past = as_it_was({**document, **dict.fromkeys(COSTS, ())}, budget.partner)
    project = budget.partner.project
    packages = {package.number: package.id for package in project.work_packages}
    lines = read_lines(_lines_of(document, packages), project.for_management)
    return Summary(budget, lines, past)


def _lines_of(document: Document, packages: Mapping[int, int]) -> Iterator[Written]:
    """Read the lines of a version, without what they say besides numbers.

    `packages` are the ids of work packages by their numbers.
    """
    for name, row in ((kind, row) for kind in COSTS for row in document[kind]):
        own = row.get("category")
        yield Written(
            Category(own if name == "lines" else name),
            row["description"],
            Decimal(row.get("units", ONE_UNIT)),
            Decimal(row["amount"] if "amount" in row else row["unit_price"]),
            costs_as=Category(own) if own and name == "unit_costs" else None,
            period=row.get("period") or "",
            periods=row.get("periods") or {},
            work_package_id=packages.get(row.get("work_package")),
        )

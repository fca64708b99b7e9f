"""The budgets of a project read as sums, so that its overview costs the same at any length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.budgets import arithmetic
from app.budgets.derivation import Derivation
from app.budgets.models import Budget, Line
from app.budgets.plan import REAL_COSTS, Category, FundRate
from app.budgets.statement import Read, statement_of
from app.budgets.sums import Sums
from app.consortia import facts
from app.consortia.models import Partner, Project
from app.core.db import db

C = Category


@dataclass(frozen=True)
class Summary:
    """A partner's budget and what it comes to; of `budget`, the lines need not be loaded.

    `past` is the budget as it was, outside the database, where a version of it is summed up: it
    has the flat rates, the funds and the origins of then.
    """

    budget: Budget
    read: Read
    past: Budget | None = None

    @property
    def terms(self) -> Budget:
        """What the flat rates, the funds and the origins are read from."""
        return self.past or self.budget

    @cached_property
    def sums(self) -> Sums:
        """Raises plan.Illegal for rows that may not stand together."""
        rates = [FundRate(share.fund, share.rate) for share in self.terms.funding]
        return Sums(self.terms.options, self.read.planned, self.read.in_periods, rates)

    @cached_property
    def computed(self) -> arithmetic.Budget:
        return arithmetic.compute(self.sums)

    def in_periods(self, count: int) -> dict[str, dict[Category, Derivation]]:
        """Spread the categories over the project's periods."""
        return arithmetic.spread(self.sums, self.computed, count)

    @property
    def says_something(self) -> bool:
        """Whether anything is planned: a budget in which nothing stands is not a zero."""
        return bool(self.read.planned)

    @cached_property
    def as_facts(self) -> facts.PartnerBudget:
        """The budget as the checks of a consortium see it."""
        return statement_of(self.terms, self.computed, self.read)


def project_in_money(reference: str) -> Project:
    """Raises NoResultFound. As consortia.queries.get_project, without slots and accreditations."""
    found = sa.select(Project).where(Project.reference == reference)
    loaded = found.options(
        joinedload(Project.programme),
        joinedload(Project.rule_set),
        joinedload(Project.search),
        joinedload(Project.work_packages),
        selectinload(Project.partners).joinedload(Partner.organisation),
    )
    return db.session.scalars(loaded).unique().one()


def budgets_in(project: Project) -> Sequence[Budget]:
    """List the budgets of the partners, in their order, without lines; `project` is loaded whole.

    The partners are those that the project has in memory: see consortia.queries.get_project.
    """
    found = sa.select(Budget).join(Budget.partner).where(Partner.project_id == project.id)
    listed = db.session.scalars(
        found.order_by(Partner.number, Budget.number).options(
            joinedload(Budget.funding), joinedload(Budget.sources)
        )
    ).unique()
    return list({budget.partner_id: budget for budget in listed}.values())  # the newest of each


def summaries_of(budgets: Sequence[Budget], *, by_period: bool) -> list[Summary]:
    """Read what budgets come to, with what is planned for each period where that is asked for."""
    read = {budget.id: Read(budget.partner.project.for_management) for budget in budgets}
    for budget_id, category, package, period, cents in db.session.execute(
        _sums_of(read, by_period)
    ):
        amount = Decimal(cents).scaleb(-2)
        if period is not None:
            read[budget_id].spend(period, category, amount)
            continue
        read[budget_id].plan(category, amount)
        read[budget_id].tie(package, category, amount)
    for line in db.session.execute(_fixed_costs_of(read)):
        read[line.budget_id].fix(line)
    return [Summary(budget, read[budget.id]) for budget in budgets]


def row_in_cents() -> sa.ColumnElement[int]:
    """What a line comes to: cut to the cent, as the division of whole numbers does."""
    units, price = (sa.type_coerce(c, sa.BigInteger) for c in (Line.units, Line.unit_price))
    return units * price // sa.literal(100, sa.BigInteger)


def _sums_of(ids: Iterable[int], by_period: bool) -> sa.Executable:
    """Sum up real costs in whole cents: by category and work package, and by category and period.

    The period is None for the sums over all rows, the work package for those of a period.
    """
    real = sa.and_(Line.budget_id.in_(ids), Line.category.in_(REAL_COSTS))
    row = row_in_cents()
    key = (Line.budget_id, Line.category)
    no_period = sa.cast(sa.null(), sa.Text).label("period")
    whole = sa.select(*key, Line.work_package_id, no_period, sa.func.sum(row))
    whole = whole.where(real).group_by(*key, Line.work_package_id)
    if not by_period:
        return whole
    unfold = {"sqlite": sa.func.json_each, "postgresql": sa.func.jsonb_each_text}
    each = unfold[db.engine.dialect.name](Line.periods).table_valued("key", "value")
    # An amount is written with at most two decimals: its hundredths are a whole number, which a
    # float of SQLite meets exactly once it is rounded.
    cents = sa.cast(sa.func.round(sa.cast(each.c.value, sa.Numeric) * 100), sa.BigInteger)
    no_package = sa.cast(sa.null(), sa.Integer)
    parts = sa.select(*key, no_package, each.c.key, sa.func.sum(cents))
    parts = parts.join_from(Line, each, sa.true()).where(real).group_by(*key, each.c.key)
    return sa.union_all(whole, parts)


def _fixed_costs_of(ids: Iterable[int]) -> sa.Executable:
    """Select lump sums and unit costs, one by one: rules look at each."""
    what = (Line.budget_id, Line.category, Line.costs_as, Line.description, Line.work_package_id)
    return (
        sa.select(*what, Line.units, Line.unit_price, Line.period, Line.periods)
        .where(Line.budget_id.in_(ids), Line.category.in_((C.LUMP_SUMS, C.UNIT_COSTS)))
        .order_by(Line.budget_id, Line.position, Line.id)
    )

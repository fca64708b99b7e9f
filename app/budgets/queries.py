"""What budgets there are, and what they come to."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.budgets.figures import Figures
from app.budgets.models import Budget, BudgetState, Line
from app.consortia.assembly import PartnerBudgets
from app.consortia.models import Partner, Project, WorkPackage
from app.core.db import db
from app.core.history import entries_of
from app.searches.models import PartnerRole

SETTLED = frozenset({BudgetState.ACCEPTED, BudgetState.BASELINE})


@dataclass(frozen=True)
class AnnexFigures:
    """A partner's row in the budget annex of an agreement; the key of amounts is fund or category.

    Only the categories in which something is planned are there.
    """

    partner: int
    funds: Mapping[str, Decimal]
    contribution: Decimal
    total: Decimal
    categories: Mapping[str, Decimal]


def get_budget(uid: uuid.UUID) -> Budget:
    """Raises NoResultFound. The project with its partners, the interest and all rows are loaded."""
    return db.session.scalars(sa.select(Budget).where(Budget.uid == uid).options(*_whole())).one()


def get_line(budget: Budget, uid: uuid.UUID) -> Line:
    """Raises NoResultFound where the budget has no such line."""
    found = sa.select(Line).where(Line.uid == uid, Line.budget_id == budget.id)
    return db.session.scalars(found).one()


def budgets_of(project: Project) -> Sequence[Budget]:
    """List the newest budget of each partner, in the order of the partners, with all rows."""
    mine = Partner.project_id == project.id
    found = sa.select(Budget).join(Budget.partner).where(mine, _is_newest())
    ordered = found.order_by(Partner.number, Budget.id).options(*_whole())
    return db.session.scalars(ordered).all()


def own_budgets(organisation_ids: Collection[int]) -> Sequence[Budget]:
    """List the newest budgets of some organisations, those of new projects first, all loaded."""
    theirs = Partner.organisation_id.in_(organisation_ids)
    found = sa.select(Budget).join(Budget.partner).where(theirs, _is_newest())
    return db.session.scalars(found.order_by(Budget.id.desc()).options(*_whole())).all()


def partner_budgets(project: Project) -> PartnerBudgets:
    """Compute the budgets of a project, as the checks of its consortium want them."""
    return stated({budget: Figures(budget) for budget in budgets_of(project)})


def stated(figures: Mapping[Budget, Figures]) -> PartnerBudgets:
    """Return the budgets that say something: one in which nothing stands is not a zero."""
    return {budget.partner_id: one.as_facts for budget, one in figures.items() if budget.lines}


def annex_rows(project: Project) -> list[AnnexFigures]:
    """Compute the rows of the budget annex, in the order of the partners' numbers."""
    rows = []
    for budget in budgets_of(project):
        computed = Figures(budget).computed
        rows.append(
            AnnexFigures(
                partner=budget.partner.number,
                funds={fund: paid.result for fund, paid in computed.funds.items()},
                contribution=computed.contribution.result,
                total=computed.total.result,
                categories={
                    category.value: amount.result
                    for category, amount in computed.categories.items()
                    if amount.result
                },
            )
        )
    return rows


def all_accepted(project: Project) -> bool:
    """Whether finance has accepted the budget of every partner that has to have one."""
    partners = sa.select(Partner.id).where(
        Partner.project_id == project.id, Partner.role != PartnerRole.ASSOCIATED
    )
    settled = sa.select(Budget.partner_id).where(_is_newest(), Budget.state.in_(SETTLED)).subquery()
    there = db.session.scalar(sa.select(sa.func.count()).select_from(partners.subquery()))
    waiting = partners.where(Partner.id.not_in(sa.select(settled.c.partner_id)))
    return bool(there) and db.session.scalar(waiting.limit(1)) is None


def _is_newest() -> sa.ColumnElement[bool]:
    other = aliased(Budget)
    newest = sa.select(sa.func.max(other.number)).where(other.partner_id == Budget.partner_id)
    return Budget.number == newest.correlate(Budget).scalar_subquery()


def question_of(budget: Budget) -> str:
    """What finance asked when it returned the budget; empty unless the answer is awaited."""
    if budget.state != BudgetState.RETURNED:
        return ""
    return next((e.note or "" for e in entries_of(budget) if e.action == "budget.return"), "")


def _whole() -> list[sa.sql.base.ExecutableOption]:
    whose = joinedload(Budget.partner)
    project = whose.joinedload(Partner.project)
    return [
        whose.joinedload(Partner.organisation),
        whose.joinedload(Partner.interest),
        project.joinedload(Project.programme),
        project.joinedload(Project.rule_set),
        project.selectinload(Project.partners),
        project.selectinload(Project.work_packages).selectinload(WorkPackage.activities),
        selectinload(Budget.lines),
        selectinload(Budget.funding),
        selectinload(Budget.sources),
    ]

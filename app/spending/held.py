"""What the reports of a partner are held against, read: its baseline, what is certified before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.budgets.models import Budget, BudgetVersion, VersionKind
from app.budgets.plan import CLOSURE, PREPARATION
from app.budgets.record import document_of
from app.consortia import assembly
from app.consortia.models import Partner, Project, WorkPackage
from app.core.db import db
from app.programmes.ruleset import FLEXIBILITY
from app.spending.baseline import EMPTY, Baseline
from app.spending.figures import ReportFigures
from app.spending.models import Report, ReportState
from app.spending.progress import Margin, PartnerProgress
from app.spending.rates import rates_of


def baseline_of(partner: Partner) -> Baseline:
    """Return the newest baseline of a partner, else the budget as it stands."""
    return baselines_of([partner])[partner.id]


def baselines_of(partners: Sequence[Partner]) -> dict[int, Baseline]:
    """Find the newest baseline of each; only where there is none the budget itself is read."""
    ids = [one.id for one in partners]
    other = aliased(BudgetVersion)
    newest = (
        sa.select(sa.func.max(other.number))
        .where(other.budget_id == BudgetVersion.budget_id, other.kind == VersionKind.BASELINE)
        .correlate(BudgetVersion)
        .scalar_subquery()
    )
    found = (
        sa.select(Budget.partner_id, BudgetVersion.document, BudgetVersion.baseline)
        .join(Budget, Budget.id == BudgetVersion.budget_id)
        .where(Budget.partner_id.in_(ids), BudgetVersion.number == newest)
        .order_by(Budget.id)
    )
    baselines = {id_: Baseline(one, number) for id_, one, number in db.session.execute(found)}
    rest = [id_ for id_ in ids if id_ not in baselines]
    if rest:
        budgets = sa.select(Budget).where(Budget.partner_id.in_(rest)).order_by(Budget.number)
        for budget in db.session.scalars(budgets.options(*_rows())):
            baselines[budget.partner_id] = Baseline(document_of(budget))
    return {id_: baselines.get(id_) or Baseline(EMPTY) for id_ in ids}


def margin_of(project: Project) -> Margin:
    """Return the flexibility of the project's rules, else the choice of the house."""
    rules = assembly.rules_of(project)
    stated = rules.flexibility if rules else None
    if stated is None:
        return Margin(FLEXIBILITY, is_stated=False, is_verified=False)
    return Margin(stated.value, is_stated=True, is_verified=stated.evidence.verified)


def is_in_time(partner: Partner, starts_on: date, ends_on: date) -> bool:
    """Whether a time lies within the project, which preparation and closure widen where planned."""
    project = partner.project
    early = project.starts_on is not None and starts_on < project.starts_on
    late = project.ends_on is not None and ends_on > project.ends_on
    if not early and not late:
        return True
    plan = baseline_of(partner)
    return (not early or plan.plans(PREPARATION)) and (not late or plan.plans(CLOSURE))


def once_certified(report: Report) -> PartnerProgress:
    """Hold a report, whatever its state, together with all that is certified against the plan."""
    found = (
        sa.select(Report)
        .where(
            Report.partner_id == report.partner_id,
            Report.id != report.id,
            Report.state == ReportState.CERTIFIED,
        )
        .order_by(Report.number)
    )
    before = db.session.scalars(found.options(selectinload(Report.items))).all()
    baseline, rates = baseline_of(report.partner), rates_of([report])
    figures = [ReportFigures(one, baseline, rates) for one in (*before, report)]
    margin = margin_of(report.partner.project).rate
    return PartnerProgress(baseline, figures, margin, waits=frozenset(ReportState))


def _rows() -> list[ExecutableOption]:
    project = joinedload(Budget.partner).joinedload(Partner.project)
    return [
        project.selectinload(Project.work_packages).selectinload(WorkPackage.activities),
        *(selectinload(rows) for rows in (Budget.lines, Budget.funding, Budget.sources)),
    ]

"""Reports, payments and rates, loaded with what their pages show."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Load, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.budgets.models import Budget, Source
from app.consortia import assembly
from app.consortia.models import Partner, Project
from app.core.db import db
from app.core.history import entries_of
from app.core.money import Amount
from app.directory.choices import PartnerRole
from app.spending.exchange import EURO
from app.spending.figures import ReportFigures
from app.spending.held import baseline_of, baselines_of, margin_of
from app.spending.models import (
    ExchangeRate,
    Expenditure,
    Payment,
    PaymentKind,
    Report,
    ReportState,
)
from app.spending.overview import ProjectProgress
from app.spending.progress import PartnerProgress
from app.spending.rates import rates_of
from app.spending.wording import vat_warning

AROUND_THE_BALTIC = ("DKK", "NOK", "PLN", "RUB", "SEK")


def get_partner(uid: uuid.UUID) -> Partner:
    """Raises NoResultFound. The organisation and the project with its partners are loaded."""
    whose = (*_whose(Load(Partner)),)
    return db.session.scalars(sa.select(Partner).where(Partner.uid == uid).options(*whose)).one()


def get_report(uid: uuid.UUID) -> Report:
    """Raises NoResultFound. Items, documents, the partner and its project are loaded."""
    found = sa.select(Report).where(Report.uid == uid)
    return db.session.scalars(found.options(*_whole())).one()


def get_item(report: Report, uid: uuid.UUID) -> Expenditure:
    """Raises NoResultFound where the report has no such item."""
    found = sa.select(Expenditure).where(Expenditure.uid == uid, Expenditure.report_id == report.id)
    return db.session.scalars(found.options(joinedload(Expenditure.document))).one()


def reports_of(partner: Partner) -> Sequence[Report]:
    """List the reports of a partner, the newest first, with their items."""
    found = sa.select(Report).where(Report.partner_id == partner.id)
    return db.session.scalars(found.order_by(Report.number.desc()).options(*_whole())).all()


def sent_reports(project: Project) -> Sequence[Report]:
    """List what the partners of a project have sent, with the items, by partner and number."""
    found = (
        sa.select(Report)
        .join(Report.partner)
        .where(Partner.project_id == project.id, Report.state != ReportState.DRAFT)
    )
    ordered = found.order_by(Partner.number, Report.number)
    return db.session.scalars(ordered.options(*_whole())).all()


def figures_of(report: Report) -> ReportFigures:
    """Compute a report against the baseline of its partner."""
    return ReportFigures(report, baseline_of(report.partner), rates_of([report]))


def progress_of(partner: Partner) -> PartnerProgress:
    """Hold all reports of a partner against its plan; drafts are among them but count nowhere."""
    reports, baseline = reports_of(partner), baseline_of(partner)
    rates = rates_of(reports)
    figures = [ReportFigures(report, baseline, rates) for report in reports]
    return PartnerProgress(baseline, figures, margin_of(partner.project).rate)


def progress_of_project(project: Project) -> ProjectProgress:
    """Hold what the partners have sent against their plans; associated ones have none."""
    partners = [one for one in project.partners if one.role != PartnerRole.ASSOCIATED]
    baselines, margin = baselines_of(partners), margin_of(project).rate
    reports = sent_reports(project)
    rates = rates_of(reports)
    mine: dict[int, list[ReportFigures]] = defaultdict(list)
    for report in reports:
        base = baselines[report.partner_id]
        mine[report.partner_id].append(ReportFigures(report, base, rates))
    return ProjectProgress(
        project,
        {one: PartnerProgress(baselines[one.id], mine[one.id], margin) for one in partners},
    )


def sources_of(project: Project) -> dict[int, list[Source]]:
    """List the origins of the partners' contributions as the budgets name them, by partner id."""
    found = (
        sa.select(Budget.partner_id, Source)
        .join(Source, Source.budget_id == Budget.id)
        .join(Partner, Partner.id == Budget.partner_id)
        .where(Partner.project_id == project.id)
        .order_by(Partner.number, Source.id)
    )
    sources: dict[int, list[Source]] = defaultdict(list)
    for partner_id, source in db.session.execute(found):
        sources[partner_id].append(source)
    return sources


def payments_of(project: Project) -> Sequence[Payment]:
    """List the payments of a project, the newest first."""
    return db.session.scalars(newest_payments(project)).all()


def newest_payments(project: Project) -> sa.Select[Payment]:
    """Select the payments of a project, the newest first."""
    found = sa.select(Payment).where(Payment.project_id == project.id)
    loaded = found.options(joinedload(Payment.partner))
    return loaded.order_by(Payment.on.desc(), Payment.id.desc())


def place_of(payment: Payment) -> int:
    """Count the payments of the project that stand before this one, the newest first."""
    later = sa.or_(
        Payment.on > payment.on, sa.and_(Payment.on == payment.on, Payment.id > payment.id)
    )
    found = sa.select(sa.func.count(Payment.id)).where(
        Payment.project_id == payment.project_id, later
    )
    return db.session.scalars(found).one()


def paid_by_kind(project: Project) -> dict[PaymentKind, Amount]:
    """Sum up all payments of a project by the way the money went."""
    found = (
        sa.select(Payment.kind, sa.func.sum(Payment.amount).label("sum"))
        .where(Payment.project_id == project.id)
        .group_by(Payment.kind)
    )
    sums = {row.kind: row.sum for row in db.session.execute(found)}
    return {kind: sums[kind] for kind in PaymentKind if kind in sums}


def get_payment(uid: uuid.UUID) -> Payment:
    """Raises NoResultFound. The partner and the project with its partners are loaded."""
    project = joinedload(Payment.project)
    found = sa.select(Payment).where(Payment.uid == uid)
    return db.session.scalars(
        found.options(
            joinedload(Payment.partner).joinedload(Partner.organisation),
            project.selectinload(Project.partners).joinedload(Partner.organisation),
        )
    ).one()


def reason_of_return(report: Report) -> str:
    """What the controller wrote when it sent the report back; empty once it is sent again."""
    if report.state != ReportState.DRAFT:
        return ""
    return next((e.note or "" for e in entries_of(report) if e.action == "report.return"), "")


def vat_warning_of(report: Report) -> str:
    """Say what value added tax inside the amounts means (B13); empty where there is none."""
    if not any(item.vat for item in report.items):
        return ""
    body, rules = report.partner.organisation, assembly.rules_of(report.partner.project)
    allows = rules.recoverable_vat.value if rules and rules.recoverable_vat else None
    return vat_warning(body.vat_recovery if body else None, allows)


def currencies() -> set[str]:
    """List the currencies whose rates are wanted: of items, of rates kept, of the Baltic Sea."""
    used = sa.union(sa.select(Expenditure.currency), sa.select(ExchangeRate.currency))
    return {*db.session.scalars(used), *AROUND_THE_BALTIC} - {EURO}


def rates_by_month(currency: str = "", month: date | None = None) -> sa.Select[ExchangeRate]:
    """Select the rates that are kept, the newest month first; of one currency or month only."""
    found = sa.select(ExchangeRate).options(joinedload(ExchangeRate.author))
    if currency:
        found = found.where(ExchangeRate.currency == currency)
    if month:
        found = found.where(ExchangeRate.month == month)
    return found.order_by(ExchangeRate.month.desc(), ExchangeRate.currency, ExchangeRate.id)


def get_rate(uid: uuid.UUID) -> ExchangeRate:
    """Raises NoResultFound."""
    return db.session.scalars(sa.select(ExchangeRate).where(ExchangeRate.uid == uid)).one()


def _whose(partner: Any) -> list[ExecutableOption]:
    project = partner.joinedload(Partner.project)
    return [
        partner.joinedload(Partner.organisation),
        project.joinedload(Project.rule_set),
        project.joinedload(Project.programme),
        project.selectinload(Project.partners).joinedload(Partner.organisation),
    ]


def _whole() -> list[ExecutableOption]:
    return [
        *_whose(joinedload(Report.partner)),
        joinedload(Report.controller),
        selectinload(Report.items).joinedload(Expenditure.document),
    ]

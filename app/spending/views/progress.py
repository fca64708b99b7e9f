"""Planned against spent: the pages of a partner and of a project, and both as files."""

from __future__ import annotations

import uuid

from flask.typing import ResponseReturnValue

from app.consortia.models import Project
from app.consortia.queries import get_project
from app.core.sheets import CSV_TYPE, XLSX_TYPE
from app.core.web import actor, as_file, authorise, page
from app.spending import files, policy, queries
from app.spending.held import margin_of
from app.spending.transfers import Transfers, origins_of
from app.spending.views.blueprint import bp
from app.spending.views.parts import part_of

REPORTS_A_PAGE = 20


@bp.get("/projects/<reference>/spending")
def project(reference: str) -> ResponseReturnValue:
    found = get_project(reference)
    authorise(policy.read_project, found)
    whole = queries.progress_of_project(found)
    payments, sources = queries.payments_of(found), queries.sources_of(found)
    return page(
        "spending/project.html",
        project=found,
        whole=whole,
        margin=margin_of(found),
        transfers=Transfers(whole.certified_by_fund, payments),
        origins=[
            row
            for partner in whole.partners
            for row in origins_of(partner, sources.get(partner.id, ()), payments)
        ],
    )


@bp.get("/partners/<uuid:uid>/spending")
def partner(uid: uuid.UUID) -> ResponseReturnValue:
    found = queries.get_partner(uid)
    authorise(policy.read_partner, found)
    progress = queries.progress_of(found)
    payments = queries.payments_of(found.project)
    sources = queries.sources_of(found.project).get(found.id, [])
    received = [one for one in payments if one.partner_id == found.id]
    return page(
        "spending/partner.html",
        partner=found,
        progress=progress,
        reports=part_of(progress.reports, REPORTS_A_PAGE),
        margin=margin_of(found.project),
        transfers=Transfers({found: progress.certified_by_fund()}, received),
        origins=origins_of(found, sources, payments),
        may_write=policy.begin.allows(actor(), found),
    )


@bp.get("/projects/<reference>/spending.csv")
def project_csv(reference: str) -> ResponseReturnValue:
    found = _readable(reference)
    file = files.project_csv(queries.progress_of_project(found))
    return as_file(file, CSV_TYPE, f"{reference}-spending.csv")


@bp.get("/projects/<reference>/spending.xlsx")
def project_xlsx(reference: str) -> ResponseReturnValue:
    found = _readable(reference)
    whole, payments = queries.progress_of_project(found), queries.payments_of(found)
    file = files.project_xlsx(whole, payments)
    return as_file(file, XLSX_TYPE, f"{reference}-spending.xlsx")


@bp.get("/reports/<uuid:uid>.csv")
def report_csv(uid: uuid.UUID) -> ResponseReturnValue:
    report = queries.get_report(uid)
    authorise(policy.view, report)
    file = files.items_csv(queries.figures_of(report))
    return as_file(file, CSV_TYPE, f"{files.name_of(report)}-spending.csv")


@bp.get("/reports/<uuid:uid>.xlsx")
def report_xlsx(uid: uuid.UUID) -> ResponseReturnValue:
    report = queries.get_report(uid)
    authorise(policy.view, report)
    file = files.report_xlsx(queries.figures_of(report))
    return as_file(file, XLSX_TYPE, f"{files.name_of(report)}-spending.xlsx")


def _readable(reference: str) -> Project:
    found = get_project(reference)
    authorise(policy.read_project, found)
    return found

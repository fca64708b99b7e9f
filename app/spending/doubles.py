"""Costs that may have been claimed twice: the same invoice of the same supplier."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import sqlalchemy as sa

from app.consortia.models import Partner, Project
from app.core.db import db
from app.spending.models import Expenditure, Report, ReportState


class Double(NamedTuple):
    """An item with the same supplier and invoice as another: where it stands."""

    partner: Partner
    report: int
    """The number of the report."""
    reference: str
    """That of the project."""


def doubles_of(report: Report) -> dict[int, list[Double]]:
    """Find by the id of an item where others have its supplier and invoice: maybe one cost twice.

    Looked at are all items of the organisation, in any project, and what other partners of this
    project have sent. One invoice may well be split over several lines: this is for people to see.
    """
    invoices = {item.invoice.casefold() for item in report.items if item.invoice}
    if not invoices:
        return {}
    place, body = report.partner, report.partner.organisation_id
    is_own = Partner.organisation_id == body if body else Partner.id == place.id
    was_sent = sa.and_(Partner.project_id == place.project_id, Report.state != ReportState.DRAFT)
    looked_at = (
        sa.select(Expenditure.id, Expenditure.invoice)
        .join(Report, Report.id == Expenditure.report_id)
        .join(Partner, Partner.id == Report.partner_id)
        .where(Expenditure.invoice != "", sa.or_(is_own, was_sent))
    )
    # Not every database knows capitals beyond ASCII: letters are compared here.
    alike = [id_ for id_, one in db.session.execute(looked_at) if one.casefold() in invoices]
    found = (
        sa.select(Expenditure, Partner, Report.number, Project.reference)
        .join(Report, Report.id == Expenditure.report_id)
        .join(Partner, Partner.id == Report.partner_id)
        .join(Project, Project.id == Partner.project_id)
        .where(Expenditure.id.in_(alike))
        .order_by(Expenditure.id)
    )
    others: dict[tuple[str, str], list[tuple[int, Double]]] = defaultdict(list)
    for other, partner, number, reference in db.session.execute(found):
        others[_invoice(other)].append((other.id, Double(partner, number, reference)))
    doubles = {
        item.id: list(dict.fromkeys(one for id_, one in others[_invoice(item)] if id_ != item.id))
        for item in report.items
        if item.invoice
    }
    return {id_: found for id_, found in doubles.items() if found}


def _invoice(item: Expenditure) -> tuple[str, str]:
    return item.supplier.casefold(), item.invoice.casefold()

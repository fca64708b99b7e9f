"""Who is told what of reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.accounts.models import User
from app.budgets.queries import writers_of
from app.consortia.models import Partner
from app.core.workflow import Event
from app.directory.choices import PartnerRole, Role
from app.directory.queries import staff
from app.inbox.telling import Notice, tell
from app.spending.models import Report


def controllers(event: Event) -> Iterable[User]:
    """Finance people, without those who wrote in the report: they may not control it."""
    report: Report = event.subject
    return [person for person in staff(Role.FINANCE) if person.id not in report.preparers]


def writers(event: Event) -> Iterable[User]:
    return writers_of(event.subject.partner)


def writers_and_the_lead_partner(event: Event) -> Iterable[User]:
    """The partner, and whoever forwards the money to it."""
    partner: Partner = event.subject.partner
    leads = [one for one in partner.project.partners if one.role == PartnerRole.LEAD]
    people = [person for one in (partner, *leads) for person in writers_of(one)]
    return list({person.id: person for person in people}.values())


def _report(event: Event) -> tuple[str, dict[str, Any]]:
    return "spending.show", {"uid": event.subject.uid}


def _project(event: Event) -> tuple[str, dict[str, Any]]:
    return "spending.project", {"reference": event.subject.partner.project.reference}


tell(
    Notice("report.submit", to=controllers, mail="report_submitted", link=_report, action=True),
    Notice("report.return", to=writers, mail="report_returned", link=_report, action=True),
    Notice(
        "report.certify", to=writers_and_the_lead_partner, mail="report_certified", link=_project
    ),
)

"""What the desk says of a row: its name, why it waits, since when, and by when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from app.accounts.models import User
from app.agreements.models import Agreement
from app.budgets.models import Budget, BudgetState, Declaration, VersionKind
from app.budgets.versions import SENT_CHANGE, UNDER_CHANGE
from app.consortia.models import Project
from app.core.choices import Choice
from app.core.i18n import _, money, ngettext
from app.core.times import localdate
from app.desk.turn import Turn
from app.directory.models import Accreditation, Organisation
from app.entries.models import Claim
from app.interests.models import Interest
from app.searches.models import PartnerSearch
from app.spending.models import Report


@dataclass(frozen=True)
class Subject:
    """A row in words: what it is called, what belongs to it, since when it stands so."""

    what: str
    why: str
    since: datetime | None
    standing: Choice | None
    address: dict[str, Any]


@dataclass(frozen=True)
class Task:
    """One thing to do, or to wait for. `by` and `since` are days where the agency is."""

    title: str
    href: str
    why: str
    action: str
    who: str
    standing: Choice | None
    by: date | None
    since: date | None
    today: date

    @property
    def is_late(self) -> bool:
        return self.by is not None and self.by < self.today

    @property
    def in_words(self) -> str:
        """Say how far away the day is, or how long it has waited where there is no day."""
        if self.by is None:
            return _waits((self.today - self.since).days) if self.since else ""
        days = (self.by - self.today).days
        if days == 0:
            return _("today")
        if days < 0:
            return ngettext("%(num)s day late", "%(num)s days late", -days)
        return ngettext("in %(num)s day", "in %(num)s days", days)

    @property
    def urgency(self) -> date:
        """The sooner, the more urgent; what has no day counts from when it began to wait."""
        return self.by or self.since or self.today


def task_of(turn: Turn, entity: Any) -> Task:
    """Word a row; what its subject is named by must be loaded."""
    subject = SUBJECTS[turn.model](entity)
    return Task(
        title=str(turn.title) % {"what": subject.what},
        href=url_for(turn.to, **subject.address),
        why=subject.why,
        action=str(turn.action),
        who=str(turn.who) % {"what": subject.what},
        standing=subject.standing,
        by=_day(turn.by(entity)),
        since=_day(subject.since),
        today=localdate(),
    )


def _search(search: PartnerSearch) -> Subject:
    name = search.title or search.reference
    where = {"reference": search.reference}
    return Subject(name, search.reference, search.updated_at, search.standing, where)


def _interest(interest: Interest) -> Subject:
    why = _(
        "%(reference)s, for “%(slot)s” in “%(search)s”.",
        reference=interest.reference,
        slot=interest.slot.title,
        search=interest.search.title,
    )
    since = interest.decided_at or interest.submitted_at or interest.created_at
    return Subject(interest.organisation.name, why, since, None, {"uid": interest.uid})


def _organisation(organisation: Organisation) -> Subject:
    since = organisation.submitted_at or organisation.created_at
    where = {"slug": organisation.slug}
    kind = str(organisation.kind.label)
    return Subject(organisation.name, kind, since, organisation.standing, where)


def _accreditation(held: Accreditation) -> Subject:
    why = _(
        "%(standard)s, certificate %(number)s.",
        standard=held.standard,
        number=held.certificate_number,
    )
    since = held.evidence.uploaded_at if held.evidence else None
    return Subject(held.organisation.name, why, since, held.standing, {"uid": held.uid})


def _claim(claim: Claim) -> Subject:
    why = f"{claim.person.name}, {claim.function}"
    where = {"uid": claim.uid}
    return Subject(claim.organisation.name, why, claim.asked_at, claim.standing, where)


def _budget(budget: Budget) -> Subject:
    """What is judged or was returned waits since it was kept, what is written since it was edited.

    Of a change, the totals of the baseline and of what was sent are said.
    """
    why = _("For the project “%(title)s”.", title=budget.partner.project.title)
    last = budget.versions[-1] if budget.versions else None
    if budget.state in SENT_CHANGE and last is not None:
        before = next((v for v in budget.versions[::-1] if v.kind == VersionKind.BASELINE), last)
        why += " " + _(
            "Its total goes from %(before)s to %(after)s.",
            before=money(before.total),
            after=money(last.total),
        )
    is_written = budget.state in {BudgetState.DRAFT, BudgetState.CHANGING}
    since = budget.updated_at if is_written or last is None else last.at
    return Subject(budget.partner.name, why, since, budget.state, {"uid": budget.uid})


def _declaration(issued: Declaration) -> Subject:
    partner = issued.budget.partner
    why = _("For the project “%(title)s”.", title=partner.project.title)
    if issued.budget.state in UNDER_CHANGE:
        why += " " + _(
            "A change of the budget is under way: if it raises the contribution, "
            "a new declaration takes its place."
        )
    return Subject(partner.name, why, issued.issued_at, issued.state, {"uid": issued.uid})


def _report(report: Report) -> Subject:
    partner = report.partner
    what = _("report %(number)s of %(name)s", number=report.number, name=partner.name)
    why = _("For the project “%(title)s”.", title=partner.project.title)
    return Subject(what, why, report.updated_at, report.state, {"uid": report.uid})


def _project(project: Project) -> Subject:
    where = {"reference": project.reference}
    return Subject(project.title, project.reference, None, project.state, where)


def _agreement(agreement: Agreement) -> Subject:
    title, where = agreement.project.title, {"uid": agreement.uid}
    return Subject(title, agreement.reference, agreement.created_at, agreement.state, where)


def _person(person: User) -> Subject:
    why = _("Without it, the person has no rights of staff.")
    return Subject(person.name, why, person.created_at, None, {})


SUBJECTS: dict[type[Any], Callable[[Any], Subject]] = {
    PartnerSearch: _search,
    Interest: _interest,
    Organisation: _organisation,
    Accreditation: _accreditation,
    Claim: _claim,
    Budget: _budget,
    Declaration: _declaration,
    Report: _report,
    Project: _project,
    Agreement: _agreement,
    User: _person,
}


def _waits(days: int) -> str:
    return ngettext("for %(num)s day", "for %(num)s days", days) if days else _("since today")


def _day(value: date | datetime | None) -> date | None:
    return localdate(value) if isinstance(value, datetime) else value

"""Budgets as files: out to a spreadsheet, and back in after one has seen what this would do."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import IO, TypeVar

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from app.budgets import calculation_files as files
from app.budgets import commands, drafts, overview_table, policy, queries
from app.budgets.calculation import Calculation, calculation_of, calculation_of_project
from app.budgets.figures import Figures
from app.budgets.forms.workbook import Versions, WorkbookForm
from app.budgets.models import Budget
from app.budgets.overview import Overview
from app.budgets.summary import budgets_in
from app.budgets.views.access import to_edit, to_read
from app.budgets.views.blueprint import bp
from app.budgets.workbook.columns import costs_of
from app.budgets.workbook.content import Part
from app.budgets.workbook.layout import workbook
from app.budgets.workbook.project import Member, ProjectProposal, propose_for_project
from app.budgets.workbook.proposal import Proposal, Target, propose
from app.budgets.workbook.records import Rows, rows_of, rows_of_project
from app.budgets.workbook.stored import hold_all, member_of, part_of, target_of
from app.budgets.workbook.table import table
from app.consortia.models import Project
from app.consortia.queries import get_project
from app.core.db import snapshot
from app.core.documents import storage
from app.core.errors import DomainError, NotFound
from app.core.i18n import _
from app.core.refusals import NO_SUCH_PAGE
from app.core.sheets import CSV_TYPE, XLSX_TYPE
from app.core.times import localdate
from app.core.web import actor, as_file, authorise, page, see_other

S = TypeVar("S")
T = TypeVar("T")
MOST_SHOWN = 200
"""Faults that a page shows; the rest are counted."""


@bp.get("/budgets/<uuid:uid>.xlsx")
def as_workbook(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_read(uid)
    return as_file(workbook([part_of(budget, localdate())]), XLSX_TYPE, f"{stem(budget)}.xlsx")


@bp.get("/budgets/<uuid:uid>.csv")
def as_table(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_read(uid)
    return as_file(table([part_of(budget, localdate())]), CSV_TYPE, f"{stem(budget)}.csv")


@bp.get("/projects/<reference>/budget.xlsx")
def project_as_workbook(reference: str) -> ResponseReturnValue:
    """Everybody in the project has its totals; the lines are of the budgets one may see."""
    parts = _parts_of(reference)
    return as_file(workbook(parts, alone=False), XLSX_TYPE, f"{reference}-budget.xlsx")


@bp.get("/projects/<reference>/budget/lines.csv")
def project_as_table(reference: str) -> ResponseReturnValue:
    """The same as one table."""
    return as_file(table(_parts_of(reference)), CSV_TYPE, f"{reference}-budget-lines.csv")


@bp.get("/projects/<reference>/budget.csv")
def overview_csv(reference: str) -> ResponseReturnValue:
    whole = _whole(reference)
    return as_file(overview_table.overview_csv(whole), CSV_TYPE, f"{reference}-budget.csv")


@bp.get("/budgets/<uuid:uid>/calculation.pdf")
def calculation_pdf(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_read(uid)
    sheet = calculation_of(Figures(budget))
    return _pdf(sheet, f"{stem(budget)}-calculation.pdf")


@bp.get("/budgets/<uuid:uid>/calculation.xlsx")
def calculation_xlsx(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_read(uid)
    file = files.calculation_xlsx(calculation_of(Figures(budget)))
    return as_file(file, XLSX_TYPE, f"{stem(budget)}-calculation.xlsx")


@bp.get("/projects/<reference>/budget/calculation.pdf")
def project_calculation_pdf(reference: str) -> ResponseReturnValue:
    return _pdf(calculation_of_project(_whole(reference)), f"{reference}-calculation.pdf")


@bp.get("/projects/<reference>/budget/calculation.xlsx")
def project_calculation_xlsx(reference: str) -> ResponseReturnValue:
    file = files.calculation_xlsx(calculation_of_project(_whole(reference)))
    return as_file(file, XLSX_TYPE, f"{reference}-calculation.xlsx")


@bp.route("/budgets/<uuid:uid>/import", methods=["GET", "POST"])
def bring_in(uid: uuid.UUID) -> ResponseReturnValue:
    """Read a file that was sent, show what it would do, and do it when the person says so."""
    with snapshot():
        budget = to_edit(uid)
        form = WorkbookForm(budget)
        rows = _read(form, partial(rows_of, partner=budget.partner.number))
        compare = _once(partial(propose, rows)) if rows else None
        proposal = compare and _allowed(form, partial(_proposal, budget, compare))
        if not (compare and proposal and proposal.does_something and _is_agreed(form)):
            return _page(form, budget, proposal)
    drafts.hold(uid)
    budget = to_edit(uid)
    form = WorkbookForm(budget)
    proposal = _allowed(form, partial(_proposal, budget, compare)) if form.accepted() else None
    if not (proposal and proposal.does_something and form.file.stashed):
        return _page(form, budget, proposal)
    commands.bring_in(budget, actor(), proposal.document, form.file.stashed.name)
    flash(_("The budget is now as your file says."), "success")
    return see_other("budgets.show", uid=uid)


@bp.route("/projects/<reference>/budget/import", methods=["GET", "POST"])
def bring_in_project(reference: str) -> ResponseReturnValue:
    """Read a file of all budgets, show what it would do, and do all of it or nothing."""
    with snapshot():
        project = get_project(reference)
        form = WorkbookForm(_to_write(project))
        rows = _read(form, rows_of_project)
        compare = _once(partial(propose_for_project, rows)) if rows else None
        proposal = compare and _allowed(form, partial(_proposal_for, project, compare))
        if not (compare and proposal and proposal.does_something and _is_agreed(form)):
            return _page_for(form, project, proposal)
    hold_all(reference)
    project = get_project(reference)
    form = WorkbookForm(_to_write(project))
    ask = partial(_proposal_for, project, compare)
    proposal = _allowed(form, ask) if form.accepted() else None
    if not (proposal and proposal.does_something and form.file.stashed):
        return _page_for(form, project, proposal)
    for wish in proposal.changes:
        budget = queries.get_budget(wish.uid)
        commands.bring_in(budget, actor(), wish.proposal.document, form.file.stashed.name)
    flash(_("The budgets are now as your file says."), "success")
    return see_other("budgets.overview", reference=reference)


def _page(form: WorkbookForm, budget: Budget, proposal: Proposal | None) -> ResponseReturnValue:
    shown = {"budget": budget, "proposal": proposal, "most_shown": MOST_SHOWN}
    return page("budgets/import.html", form, **shown)


def _page_for(
    form: WorkbookForm, project: Project, proposal: ProjectProposal | None
) -> ResponseReturnValue:
    shown = {"project": project, "proposal": proposal, "most_shown": MOST_SHOWN}
    return page("budgets/import_project.html", form, shown=form.entity, **shown)


def _once(compare: Callable[[S], T]) -> Callable[[S], T]:
    """Compare again only with what is not equal to what was compared before.

    A file is compared before anything is held, and again with what is held then: nearly always
    the same, and found to be so faster than compared.
    """
    last: list[tuple[S, T]] = []

    def known(state: S) -> T:
        if not last or last[0][0] != state:
            last[:] = [(state, compare(state))]
        return last[0][1]

    return known


def _read(form: WorkbookForm, read: Callable[[IO[bytes], str], Rows]) -> Rows | None:
    """Read the file that was sent, which takes seconds: before anything is held.

    If None, there is none, or its field says why.
    """
    stashed = form.file.stashed if form.accepted() else None
    if stashed is None:
        return None
    file = BytesIO(storage().get(stashed.key))
    return _allowed(form, partial(read, file, stashed.name))


def _allowed(form: WorkbookForm, ask: Callable[[], T]) -> T | None:
    """Let the field say why a file is refused; it keeps the file."""
    try:
        return ask()
    except DomainError as refusal:
        form.file.errors = [str(refusal.reason)]
        return None


def _is_agreed(form: WorkbookForm) -> bool:
    """Whether the person wants a file to be taken over: one that they have looked at."""
    return "apply" in request.form and form.file.upload is None


def stem(budget: Budget) -> str:
    """Name the files of a budget: PR-2026-001-partner-2."""
    return f"{budget.partner.project.reference}-partner-{budget.partner.number}"


def _whole(reference: str) -> Overview:
    project = get_project(reference)
    authorise(policy.read_project, project)
    return Overview(project, budgets_in(project))


def _pdf(sheet: Calculation, name: str) -> Response:
    return as_file(files.calculation_pdf(sheet, localdate()), "application/pdf", name)


def _parts_of(reference: str) -> list[Part]:
    project = get_project(reference)
    authorise(policy.read_project, project)
    today, reader = localdate(), actor()
    return [
        part_of(budget, today, is_open=policy.view.allows(reader, budget))
        for budget in queries.each_budget_of(project)
    ]


def _to_write(project: Project) -> Versions:
    """Let whoever writes in one of the budgets go on; who sees one learns that it is for others."""
    budgets, person = budgets_in(project), actor()
    written = [one for one in budgets if policy.edit.allows(person, one)]
    nearest = [*written, *(one for one in budgets if policy.view.allows(person, one)), *budgets]
    if not nearest:
        raise NotFound(NO_SUCH_PAGE)
    authorise(policy.edit, nearest[0], sight=policy.view)
    return Versions(written)


def _proposal_for(
    project: Project, compare: Callable[[Sequence[Member]], ProjectProposal]
) -> ProjectProposal:
    """Compare a file with all budgets; raises DomainError where a change is not allowed."""
    proposal = compare([member_of(one, actor()) for one in queries.each_budget_of(project)])
    for wish in proposal.changes:
        if not wish.changes_flat_rates:
            continue
        try:
            commands.keep_rates(queries.get_budget(wish.uid), wish.proposal.document)
        except DomainError as refusal:
            name = costs_of(wish.member.target.partner, alone=False)
            said = _("Sheet %(sheet)s: %(reason)s", sheet=name, reason=refusal.reason)
            raise DomainError(said) from None
    return proposal


def _proposal(budget: Budget, compare: Callable[[Target], Proposal]) -> Proposal:
    """Compare a file with a budget; raises DomainError where a change is not allowed."""
    proposal = compare(target_of(budget))
    if not proposal.faults:
        commands.keep_rates(budget, proposal.document)
    return proposal

"""The pages on which staff send a list of organisations, read what it would do, and import it."""

from __future__ import annotations

import uuid

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.forms import Confirm
from app.core.i18n import _
from app.core.inspection import FileRefused
from app.core.paging import Page
from app.core.web import actor, authorise, page, see_other
from app.entries import commands, policy, queries, wording
from app.entries.columns import FIELDS
from app.entries.forms import ListForm
from app.entries.report import Outcome, Report
from app.entries.views.blueprints import BOTH, entries

PER_PAGE = 100


@entries.route("/imports", methods=BOTH)
def imports() -> ResponseReturnValue:
    authorise(policy.bring_in, None)
    form = ListForm()
    if form.accepted() and form.file.stashed:
        received = commands.receive(form.file.stashed, form.source.data or "", actor())
        db.session.flush()  # its address is given only now
        return see_other(".show_import", uid=received.uid)
    return page("entries/imports.html", form, imports=queries.imports(), columns=sorted(FIELDS))


@entries.get("/imports/<uuid:uid>")
def show_import(uid: uuid.UUID) -> ResponseReturnValue:
    received = queries.get_import(uid)
    authorise(policy.bring_in, received)
    report, unreadable = None, ""
    if received.applied_at is None:
        try:
            report = commands.report_of(received)
        except FileRefused as refusal:
            unreadable = str(refusal.reason)
    return page(
        "entries/import.html",
        received=received,
        report=report,
        unreadable=unreadable,
        summary=wording.summary(report) if report else "",
        lines=_page_of(report, request.args.get("page", 1, type=int)) if report else None,
    )


@entries.post("/imports/<uuid:uid>/apply")
def apply_import(uid: uuid.UUID) -> ResponseReturnValue:
    received = queries.get_import(uid)
    authorise(policy.bring_in, received)
    form = Confirm()
    if form.accepted():
        commands.apply_import(received, actor())
        flash(_("The list is imported."), "success")
    return see_other(".show_import", uid=uid)


def _page_of(report: Report, number: int) -> Page[object]:
    """Show what the list would do; the rows that it leaves alone are only counted."""
    does = [line for line in report.lines if line.outcome != Outcome.UNCHANGED]
    rows: list[object] = [*report.faults] if report.faults else [*does]
    pages = max(1, -(-len(rows) // PER_PAGE))
    shown = min(max(number, 1), pages)
    return Page(rows[(shown - 1) * PER_PAGE : shown * PER_PAGE], shown, PER_PAGE, len(rows))

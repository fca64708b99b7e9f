"""The pages of one report: its items, what the controller cuts, what is claimed."""

from __future__ import annotations

import uuid

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from app.core import documents
from app.core.forms import Confirm
from app.core.history import entries_of
from app.core.i18n import _
from app.core.timeline import timeline
from app.core.web import actor, authorise, page, see_other
from app.spending import commands, explanation, policy, queries, wording
from app.spending.doubles import doubles_of
from app.spending.forms.reports import ItemForm, PeriodForm, cuts_form
from app.spending.held import baseline_of, once_certified
from app.spending.models import Expenditure, Report
from app.spending.rates import conversion_of
from app.spending.views.blueprint import bp
from app.spending.views.parts import in_address, part_of
from app.spending.workflow import FLOW

ITEMS_A_PAGE = 50


@bp.route("/partners/<uuid:uid>/reports/new", methods=["GET", "POST"])
def begin(uid: uuid.UUID) -> ResponseReturnValue:
    partner = queries.get_partner(uid)
    authorise(policy.begin, partner, sight=policy.read_partner)
    form = PeriodForm(partner)
    if form.accepted():
        report = commands.begin_report(partner, actor(), **form.values)
        return see_other("spending.show", uid=report.uid)
    return page("spending/period.html", form, partner=partner, report=None)


@bp.get("/reports/<uuid:uid>")
def show(uid: uuid.UUID) -> ResponseReturnValue:
    report = queries.get_report(uid)
    authorise(policy.view, report)
    figures = queries.figures_of(report)
    shown = part_of(report.items, ITEMS_A_PAGE)
    return page(
        "spending/report.html",
        report=report,
        items=shown,
        figures=figures,
        conversion=conversion_of(report),
        conversions=list(explanation.of_items(figures, shown.items)),
        explanations=explanation.of_claim(figures),
        exceeded=[] if report.certified_at else once_certified(report).exceeded,
        doubles=doubles_of(report),
        vat=queries.vat_warning_of(report),
        reason=queries.reason_of_return(report),
        offers=FLOW.offers(report, actor()),
        history=timeline(entries_of(report), FLOW, wording.EVENTS, wording.COLUMNS),
    )


@bp.route("/reports/<uuid:uid>/edit", methods=["GET", "POST"])
def edit(uid: uuid.UUID) -> ResponseReturnValue:
    report = _to_edit(uid)
    form = PeriodForm(report.partner, report)
    if form.accepted():
        commands.change_period(report, actor(), **form.values)
        flash(_("Saved."), "success")
        return see_other("spending.show", uid=uid)
    return page("spending/period.html", form, partner=report.partner, report=report)


@bp.route("/reports/<uuid:uid>/items/new", methods=["GET", "POST"])
def add_item(uid: uuid.UUID) -> ResponseReturnValue:
    report = _to_edit(uid)
    form = ItemForm(report, baseline_of(report.partner))
    if form.accepted():
        item = commands.add_item(report, actor(), form.values, form.document.stashed)
        flash(_("Saved."), "success")
        return _go_to(report, item)
    return page("spending/item.html", form, report=report, item=None)


@bp.route("/reports/<uuid:uid>/items/<uuid:item_uid>", methods=["GET", "POST"])
def edit_item(uid: uuid.UUID, item_uid: uuid.UUID) -> ResponseReturnValue:
    report = _to_edit(uid)
    item = queries.get_item(report, item_uid)
    form = ItemForm(report, baseline_of(report.partner), item)
    if form.accepted():
        commands.edit_item(report, item, actor(), form.values, form.document.stashed)
        flash(_("Saved."), "success")
        return _go_to(report, item)
    return page("spending/item.html", form, report=report, item=item)


@bp.post("/reports/<uuid:uid>/items/<uuid:item_uid>/delete")
def remove_item(uid: uuid.UUID, item_uid: uuid.UUID) -> ResponseReturnValue:
    report = _to_edit(uid)
    item = queries.get_item(report, item_uid)
    if Confirm(report).accepted():
        commands.remove_item(report, item, actor())
    return see_other("spending.show", uid=uid)


@bp.get("/reports/<uuid:uid>/items/<uuid:item_uid>/document")
def document(uid: uuid.UUID, item_uid: uuid.UUID) -> ResponseReturnValue:
    report = queries.get_report(uid)
    authorise(policy.view, report)
    item = queries.get_item(report, item_uid)
    if item.document is None:
        raise NoResultFound
    return documents.send(item.document)


@bp.route("/reports/<uuid:uid>/cuts", methods=["GET", "POST"])
def cut(uid: uuid.UUID) -> ResponseReturnValue:
    """The controller writes what it does not accept of each item, and why."""
    report = queries.get_report(uid)
    authorise(policy.cut, report, sight=policy.view)
    shown = part_of(report.items, ITEMS_A_PAGE)
    form = cuts_form(report, shown.items, first=shown.first)
    if form.accepted():
        commands.cut_items(report, actor(), form.cuts)
        flash(_("Saved."), "success")
        return see_other("spending.show", uid=uid, page=in_address(shown.number))
    return page("spending/cuts.html", form, report=report, items=shown, doubles=doubles_of(report))


def _to_edit(uid: uuid.UUID) -> Report:
    report = queries.get_report(uid)
    authorise(policy.edit, report, sight=policy.view)
    return report


def _go_to(report: Report, item: Expenditure) -> Response:
    """Go on to the page of the report where the item stands."""
    number = report.items.index(item) // ITEMS_A_PAGE + 1
    return see_other("spending.show", uid=report.uid, page=in_address(number))

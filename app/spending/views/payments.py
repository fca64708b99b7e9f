"""Payments: what the programme paid, what was forwarded, what came of contributions."""

from __future__ import annotations

import uuid

from flask import flash
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.consortia.queries import get_project
from app.core.db import db
from app.core.forms import Confirm
from app.core.paging import paginate
from app.core.web import actor, authorise, page, see_other
from app.directory.choices import PartnerRole
from app.spending import commands, policy, queries, wording
from app.spending.forms.payments import ContributionForm, TransferForm
from app.spending.models import Payment, PaymentKind
from app.spending.transfers import Transfers
from app.spending.views.blueprint import bp
from app.spending.views.parts import asked, in_address

PER_PAGE = 50


@bp.get("/projects/<reference>/payments")
def payments(reference: str) -> ResponseReturnValue:
    project = get_project(reference)
    authorise(policy.read_project, project)
    certified = queries.progress_of_project(project).certified_by_fund
    return page(
        "spending/payments.html",
        project=project,
        transfers=Transfers(certified, queries.payments_of(project)),
        payments=paginate(queries.newest_payments(project), asked(), PER_PAGE),
        sums=queries.paid_by_kind(project),
    )


@bp.route("/projects/<reference>/payments/new", methods=["GET", "POST"])
def transfer(reference: str) -> ResponseReturnValue:
    project = get_project(reference)
    authorise(policy.forward, project, sight=policy.read_project)
    partners = [one for one in project.partners if one.role == PartnerRole.PARTNER]
    form = TransferForm(partners, queries.progress_of_project(project).certified_by_fund)
    if form.accepted():
        return _go_to(commands.pay(project, actor(), form.values))
    return page("spending/transfer.html", form, project=project)


@bp.route("/partners/<uuid:uid>/contributions/new", methods=["GET", "POST"])
def contribution(uid: uuid.UUID) -> ResponseReturnValue:
    partner = queries.get_partner(uid)
    authorise(policy.receive, partner, sight=policy.read_partner)
    form = ContributionForm(queries.sources_of(partner.project).get(partner.id, []))
    if form.accepted():
        payment = commands.pay(partner.project, actor(), form.values | {"partner": partner})
        flash(wording.written_down(payment), "success")
        return see_other("spending.partner", uid=uid, _anchor="co-financing")
    return page("spending/contribution.html", form, partner=partner)


@bp.post("/payments/<uuid:uid>/delete")
def remove_payment(uid: uuid.UUID) -> ResponseReturnValue:
    payment = queries.get_payment(uid)
    project, partner = payment.project, payment.partner
    if payment.kind == PaymentKind.CONTRIBUTION and partner is not None:
        authorise(policy.receive, partner, sight=policy.read_partner)
    else:
        authorise(policy.forward, project, sight=policy.read_project)
    if Confirm(payment).accepted():
        commands.remove_payment(payment, actor())
        flash(wording.taken_back(payment), "success")
    return see_other("spending.payments", reference=project.reference)


def _go_to(payment: Payment) -> Response:
    """Go on to the page of the list where the new payment stands."""
    db.session.flush()  # its place in the list is counted by its number
    flash(wording.written_down(payment), "success")
    return see_other(
        "spending.payments",
        reference=payment.project.reference,
        page=in_address(queries.place_of(payment) // PER_PAGE + 1),
        _anchor=f"payment-{payment.uid}",
    )

"""Payments: what the programme paid, what was forwarded, what came of contributions."""

from __future__ import annotations

import uuid

from flask import flash
from flask.typing import ResponseReturnValue

from app.consortia.queries import get_project
from app.core.forms import Confirm
from app.core.i18n import _
from app.core.web import actor, authorise, page, see_other
from app.searches.models import PartnerRole
from app.spending import commands, policy, queries
from app.spending.forms import ContributionForm, TransferForm
from app.spending.models import PaymentKind
from app.spending.views.blueprint import bp


@bp.get("/projects/<reference>/payments")
def payments(reference: str) -> ResponseReturnValue:
    project = get_project(reference)
    authorise(policy.read_project, project)
    return page("spending/payments.html", project=project, payments=queries.payments_of(project))


@bp.route("/projects/<reference>/payments/new", methods=["GET", "POST"])
def transfer(reference: str) -> ResponseReturnValue:
    project = get_project(reference)
    authorise(policy.forward, project, sight=policy.read_project)
    partners = [one for one in project.partners if one.role == PartnerRole.PARTNER]
    form = TransferForm(partners, queries.funds_of(project))
    if form.accepted():
        commands.pay(project, actor(), form.values)
        flash(_("The payment is written down."), "success")
        return see_other("spending.project", reference=reference)
    return page("spending/transfer.html", form, project=project)


@bp.route("/partners/<uuid:uid>/contributions/new", methods=["GET", "POST"])
def contribution(uid: uuid.UUID) -> ResponseReturnValue:
    partner = queries.get_partner(uid)
    authorise(policy.receive, partner, sight=policy.read_partner)
    form = ContributionForm(queries.sources_of(partner.project).get(partner.id, []))
    if form.accepted():
        commands.pay(partner.project, actor(), form.values | {"partner": partner})
        flash(_("The payment is written down."), "success")
        return see_other("spending.partner", uid=uid)
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
    return see_other("spending.payments", reference=project.reference)

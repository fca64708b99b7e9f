"""The pages of State aid: the partners of a project, and the ledger of an undertaking."""

from __future__ import annotations

import uuid
from datetime import date
from functools import partial

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from app.aid import commands, policy, queries, undertakings
from app.aid.ceilings import ceiling_on
from app.aid.forms import AnswersForm, EntryForm, TieForm
from app.aid.ledger import Standing
from app.aid.models import DeMinimisAid
from app.aid.questions import QUESTIONS
from app.consortia.assembly import as_of
from app.consortia.findings import Finding, verdict
from app.consortia.models import Partner
from app.consortia.queries import get_project, partner_budgets
from app.core import documents
from app.core.errors import NotFound
from app.core.forms import Confirm
from app.core.i18n import _
from app.core.money import Amount
from app.core.refusals import NO_SUCH_PAGE
from app.core.times import localdate
from app.core.web import actor, authorise, page, see_other
from app.directory.models import Organisation
from app.directory.parts import on_profile
from app.directory.queries import get_organisation, organisations

bp = Blueprint("aid", __name__)
BOTH = ["GET", "POST"]


@on_profile("state-aid", "aid/_profile.html")
def on_the_profile(organisation: Organisation) -> list[object] | None:
    """Say what is left today to those who may see the ledger; nothing where nothing is kept."""
    if not policy.view_ledger.allows(actor(), organisation):
        return None
    undertaking = undertakings.undertaking_of(organisation)
    return [undertaking.entries and undertaking.standings(localdate()), organisation]


@bp.app_template_global("aid_of")
def aid_of(partner: Partner, granted: Amount) -> list[Finding]:
    """Check the State aid of one partner, for the page of its budget; its project is loaded."""
    known = {partner.id: granted}
    return queries.aid_findings(partner.project, known, actor(), of=[partner], everywhere=True)


@bp.get("/projects/<reference>/aid")
def of_project(reference: str) -> ResponseReturnValue:
    """Show everybody in the project what the answers of each partner mean."""
    project = get_project(reference)
    authorise(policy.read_results, project)
    granted = {id_: budget.granted for id_, budget in partner_budgets(project).items()}
    findings = queries.aid_findings(project, granted, actor(), everywhere=True)
    return page(
        "aid/project.html",
        project=project,
        partners=queries.partners_with_money(project),
        answers=queries.answers_of(project),
        findings=findings,
        outcome=verdict(findings),
    )


@bp.route("/projects/<reference>/aid/<uuid:uid>", methods=BOTH)
def questions(reference: str, uid: uuid.UUID) -> ResponseReturnValue:
    """The questions to one partner; who may not answer them reads the answers."""
    project = get_project(reference)
    partner = queries.get_partner(project, uid)
    rule = policy.answer if request.method == "POST" else policy.read_answers
    authorise(rule, partner, sight=policy.sees_the_project)
    answers = queries.find_answers(partner)
    form = AnswersForm(answers)
    if form.accepted():
        commands.answer(partner, answers, actor(), form.values)
        flash(_("Saved."), "success")
        return see_other("aid.of_project", reference=reference)
    may, body = policy.answer.allows(actor(), partner), partner.organisation
    left: list[Standing] = []
    if body is not None and policy.view_ledger.allows(actor(), body):
        left = undertakings.undertaking_of(body).standings(as_of(project))
    return page(
        "aid/questions.html",
        form if may else None,
        project=project,
        partner=partner,
        answers=answers,
        asked=QUESTIONS,
        standings=left,
    )


@bp.get("/organisations/<slug>/aid")
def ledger(slug: str) -> ResponseReturnValue:
    organisation = get_organisation(slug)
    authorise(policy.view_ledger, organisation)
    undertaking = undertakings.undertaking_of(organisation)
    today, asked = localdate(), request.args.get("on", type=date.fromisoformat)
    on = asked or today
    bodies = organisations(undertaking.bodies - {organisation.id})
    planned = queries.planned_for(undertaking)
    return page(
        "aid/ledger.html",
        organisation=organisation,
        entries=undertaking.entries,
        others=list(bodies.values()),
        planned=planned,
        overbooked=queries.overbooked(undertaking, planned, on),
        ties=undertakings.ties_of(organisation),
        ceiling=ceiling_on(on, undertaking.activities),
        standings=undertaking.standings(on),
        on=on,
        today=today,
        is_wrong=bool(request.args.get("on")) and asked is None,
    )


@bp.route("/organisations/<slug>/aid/new", methods=BOTH)
def enter(slug: str) -> ResponseReturnValue:
    organisation = get_organisation(slug)
    authorise(policy.keep_ledger, organisation, sight=policy.view_ledger)
    undertaking = _undertaking_to_write(organisation)
    form = EntryForm(_projects(organisation), undertaking.standing)
    if form.accepted():
        commands.enter(organisation, actor(), form.values, form.evidence_file.stashed)
        flash(_("Saved."), "success")
        return see_other("aid.ledger", slug=slug)
    left = undertaking.standings(localdate())
    return page("aid/entry.html", form, organisation=organisation, entry=None, standings=left)


@bp.route("/aid/<uuid:uid>/edit", methods=BOTH)
def correct(uid: uuid.UUID) -> ResponseReturnValue:
    entry = _entry_to_edit(uid)
    organisation = entry.organisation
    undertaking = _undertaking_to_write(organisation)
    room = partial(undertaking.standing, besides=entry)
    form = EntryForm(_projects(organisation), room, entry)
    if form.accepted():
        commands.correct(entry, form.values, form.evidence_file.stashed)
        flash(_("Saved."), "success")
        return see_other("aid.ledger", slug=organisation.slug)
    left = undertaking.standings(localdate())
    return page("aid/entry.html", form, organisation=organisation, entry=entry, standings=left)


@bp.post("/aid/<uuid:uid>/delete")
def take_out(uid: uuid.UUID) -> ResponseReturnValue:
    entry = _entry_to_edit(uid)
    slug = entry.organisation.slug
    if Confirm(entry).accepted():
        commands.take_out(entry, actor())
        flash(_("The entry is taken out."), "success")
    return see_other("aid.ledger", slug=slug)


@bp.get("/aid/<uuid:uid>/evidence")
def evidence(uid: uuid.UUID) -> ResponseReturnValue:
    entry = queries.get_entry(uid)
    authorise(policy.view_entry, entry)
    if entry.evidence is None:
        raise NotFound(NO_SUCH_PAGE)
    return documents.send(entry.evidence)


@bp.route("/organisations/<slug>/aid/ties", methods=BOTH)
def tie(slug: str) -> ResponseReturnValue:
    """Staff say that two organisations are one undertaking."""
    organisation = get_organisation(slug)
    authorise(policy.tie, organisation, sight=policy.view_ledger)
    form = TieForm()
    if form.accepted():
        commands.tie(organisation, form.other, actor(), form.reason.data)
        flash(_("Saved."), "success")
        return see_other("aid.ledger", slug=slug)
    return page("aid/tie.html", form, organisation=organisation)


@bp.post("/organisations/<slug>/aid/ties/<uuid:uid>/delete")
def untie(slug: str, uid: uuid.UUID) -> ResponseReturnValue:
    organisation = get_organisation(slug)
    authorise(policy.tie, organisation, sight=policy.view_ledger)
    made = undertakings.get_tie(organisation, uid)
    if Confirm(organisation).accepted():
        commands.untie(made, actor())
    return see_other("aid.ledger", slug=slug)


def _undertaking_to_write(organisation: Organisation) -> undertakings.Undertaking:
    """Hold it where something was sent, so that what is left stays true until the commit."""
    if request.method == "POST":
        undertakings.hold_undertaking_of(organisation)
    return undertakings.undertaking_of(organisation)


def _entry_to_edit(uid: uuid.UUID) -> DeMinimisAid:
    entry = queries.get_entry(uid)
    authorise(policy.edit_entry, entry, sight=policy.view_entry)
    return entry


def _projects(organisation: Organisation) -> list[tuple[int, str]]:
    found = queries.projects_with(organisation)
    return [(one.id, f"{one.reference} {one.acronym or one.title}") for one in found]

"""Pages about partnership agreements."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.agreements import commands, policy, queries
from app.agreements import text as texts
from app.agreements.document import Signature as Sheet
from app.agreements.document import agreement_pdf
from app.agreements.forms import AcceptForm, PaperForm, SignForm, TermsForm, wording_form
from app.agreements.models import Agreement
from app.agreements.wording import wording
from app.agreements.workflow import FLOW, outstanding_acceptances, outstanding_signatures, parties
from app.consortia.models import Partner
from app.consortia.policy import view as view_project
from app.consortia.queries import get_project, lapses_of
from app.core import documents
from app.core.errors import DomainError
from app.core.forms import pairs
from app.core.history import entries_of
from app.core.i18n import _, lazy
from app.core.policy import Rule
from app.core.timeline import timeline
from app.core.web import actor, add_moves, as_file, authorise, page, see_other

bp = Blueprint("agreements", __name__)
EVENTS = {
    "agreement.prepare": lazy("Begun"),
    "agreement.redraft": lazy("New version of the text"),
    "agreement.accept": lazy("Text accepted"),
    "agreement.sign": lazy("Signature given"),
    "agreement.edit": lazy("Terms changed"),
}


@bp.route("/projects/<reference>/agreement", methods=["GET", "POST"])
def of_project(reference: str) -> ResponseReturnValue:
    """Lead to the project's agreement, begin it, or say that the agency still writes it."""
    project = get_project(reference)
    authorise(view_project, project)
    agreement = queries.agreement_of(project)
    if agreement and policy.view.allows(actor(), agreement):
        return see_other("agreements.show", uid=agreement.uid)
    if request.method == "GET" and not policy.draft.allows(actor(), None):
        return page("agreements/awaited.html", project=project)
    authorise(policy.draft, None)
    form = TermsForm()
    if form.accepted():
        agreement = commands.prepare(project, actor(), form.values)
        return see_other("agreements.show", uid=agreement.uid)
    return page("agreements/terms.html", form, project=project, agreement=None, clauses=[])


@bp.get("/agreements/<uuid:uid>")
def show(uid: UUID) -> ResponseReturnValue:
    agreement = queries.get_agreement(uid)
    authorise(policy.view, agreement)
    return page("agreements/show.html", **_shown(agreement))


@bp.route("/agreements/<uuid:uid>/edit", methods=["GET", "POST"])
def edit(uid: UUID) -> ResponseReturnValue:
    agreement = queries.get_agreement(uid)
    authorise(policy.edit, agreement, sight=policy.view)
    clauses = list(wording(agreement.language).clauses)
    form = wording_form(clauses, agreement.overrides)(agreement)
    if form.accepted():
        terms = {name: value for name, value in form.values.items() if name in TermsForm()}
        bodies = {key.removeprefix("clause_"): form.values[key] for key in form.values}
        commands.reword(
            agreement, actor(), terms, {k: v for k, v in bodies.items() if k not in terms}
        )
        return see_other("agreements.show", uid=uid)
    return page(
        "agreements/terms.html",
        form,
        project=agreement.project,
        agreement=agreement,
        clauses=clauses,
    )


@bp.post("/agreements/<uuid:uid>/draft")
def draft(uid: UUID) -> ResponseReturnValue:
    """Draft the text anew from today's facts and budgets."""
    agreement = queries.get_agreement(uid)
    authorise(policy.edit, agreement, sight=policy.view)
    if commands.draft(agreement, actor()) is None:
        raise DomainError(_("Nothing has changed since this version was drafted."))
    return see_other("agreements.show", uid=uid)


@bp.post("/agreements/<uuid:uid>/parties/<uuid:party>/accept")
def accept(uid: UUID, party: UUID) -> ResponseReturnValue:
    agreement, partner = _for_a_party(uid, party, policy.accept)
    form = AcceptForm()
    if form.accepted():
        commands.accept(agreement, partner, form.digest.data, actor())
        return see_other("agreements.show", uid=uid)
    return page("agreements/show.html", form, **_shown(agreement, accept_form=form))


@bp.post("/agreements/<uuid:uid>/parties/<uuid:party>/sign")
def sign(uid: UUID, party: UUID) -> ResponseReturnValue:
    agreement, partner = _for_a_party(uid, party, policy.sign)
    form = SignForm(actor().name)
    if form.accepted():
        commands.sign(
            agreement,
            partner,
            form.digest.data,
            actor(),
            signatory=form.signatory.data,
            capacity=form.capacity.data,
            place=form.place.data,
        )
        return see_other("agreements.show", uid=uid)
    return page("agreements/show.html", form, **_shown(agreement, sign_form=form))


@bp.route("/agreements/<uuid:uid>/paper", methods=["GET", "POST"])
def record_paper(uid: UUID) -> ResponseReturnValue:
    """Record a signature on paper with its scan."""
    agreement = queries.get_agreement(uid)
    authorise(policy.record_paper, agreement, sight=policy.view)
    form = PaperForm(data={"digest": agreement.text.digest})
    waiting = {str(partner.uid): partner for partner in outstanding_signatures(agreement)}
    form.partner.choices = pairs([(uid, partner.name) for uid, partner in waiting.items()])
    if form.accepted():
        given = {name: form[name].data for name in ("signatory", "capacity", "place", "signed_on")}
        scan = documents.claim(cast("documents.Stashed", form.scan.data), "signed agreement")
        party = waiting[form.partner.data]
        commands.sign(agreement, party, form.digest.data, actor(), scan=scan, **given)
        return see_other("agreements.show", uid=uid)
    return page("agreements/paper.html", form, agreement=agreement)


@bp.get("/agreements/<uuid:uid>/agreement.pdf")
def download(uid: UUID) -> ResponseReturnValue:
    agreement = queries.get_agreement(uid)
    authorise(policy.view, agreement)
    sheets = [
        Sheet(s.partner.number, s.signatory, s.capacity, s.method.value, s.signed_on, s.place)
        for s in agreement.text.signatures
    ]
    pdf = agreement_pdf(
        texts.from_json(agreement.text.text),
        sheets,
        demonstration=agreement.project.is_demonstration,
    )
    name = f"{agreement.reference}-version-{agreement.text.number}.pdf"
    return as_file(pdf, "application/pdf", name)


@bp.get("/agreements/<uuid:uid>/scans/<uuid:signature>")
def scan(uid: UUID, signature: UUID) -> ResponseReturnValue:
    agreement = queries.get_agreement(uid)
    authorise(policy.view, agreement)
    signed = queries.get_signature(agreement, signature)
    if signed.scan is None:
        raise NoResultFound
    return documents.send(signed.scan)


add_moves(bp, "/agreements/<uuid:uid>", FLOW, queries.get_agreement, sight=policy.view)


def _for_a_party(uid: UUID, party: UUID, rule: Rule[Agreement]) -> tuple[Agreement, Partner]:
    """Load an agreement and the party that the actor acts for; 404 for a party of others."""
    agreement = queries.get_agreement(uid)
    authorise(policy.view, agreement)
    authorise(rule, agreement, sight=policy.view)
    for partner in _own_parties(agreement):
        if partner.uid == party:
            return agreement, partner
    raise NoResultFound


def _own_parties(agreement: Agreement) -> list[Partner]:
    return [partner for partner in parties(agreement) if policy.signs_for(actor(), partner)]


def _shown(agreement: Agreement, **forms: Any) -> dict[str, Any]:
    version = agreement.text
    text = texts.from_json(version.text)
    older = agreement.versions[-2] if len(agreement.versions) > 1 else None
    own = _own_parties(agreement)
    fresh = {"digest": version.digest}
    return {
        "agreement": agreement,
        "version": version,
        "text": text,
        "changes": texts.diff(texts.from_json(older.text), text) if older else [],
        "parties": parties(agreement),
        "names": {party.number: party.name for party in text.facts.parties},
        "signed": {s.partner_id: s for s in version.signatures},
        "accepted": {a.partner_id: a for a in version.acceptances},
        "to_accept": [p for p in own if p in outstanding_acceptances(agreement)],
        "to_sign": [p for p in own if p in outstanding_signatures(agreement)],
        "unsigned": outstanding_signatures(agreement),
        "accept_form": AcceptForm(data=fresh),
        "sign_form": SignForm(actor().name, data=fresh),
        "lapses": lapses_of(agreement.project),
        "offers": FLOW.offers(agreement, actor()),
        "history": timeline(entries_of(agreement), FLOW, EVENTS) if actor().is_staff else [],
    } | forms

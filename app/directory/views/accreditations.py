"""The pages of accreditations."""

from __future__ import annotations

import uuid

from flask.typing import ResponseReturnValue

from app.core import documents
from app.core.errors import NotFound
from app.core.history import entries_of
from app.core.refusals import NO_SUCH_PAGE
from app.core.timeline import timeline
from app.core.times import localdate
from app.core.web import actor, add_moves, authorise, page, see_other
from app.directory import attested, commands, policy, queries, wording
from app.directory.forms import (
    AccreditationForm,
    labels_of,
)
from app.directory.models import Accreditation, Organisation
from app.directory.parts import on_profile
from app.directory.views.blueprints import BOTH, accreditations, directory
from app.directory.watch import Use, uses_of
from app.directory.workflow import ACCREDITATION_FLOW

add_moves(
    accreditations,
    "/<uuid:uid>",
    ACCREDITATION_FLOW,
    queries.get_accreditation,
    sight=policy.view_accreditation,
)


accreditations.app_template_global("uses_of")(uses_of)


@on_profile("accreditation-watch", "directory/_watch.html")
def falling_short(organisation: Organisation) -> list[tuple[Accreditation, list[Use]]] | None:
    """List the accreditations that do not last as long as they are needed, with what needs them.

    What an organisation has answered is for its people and for staff.
    """
    if not policy.see_people.allows(actor(), organisation):
        return None
    uses = uses_of(organisation.accreditations)
    short = [
        (held, wanting)
        for held in organisation.accreditations
        if (wanting := [use for use in uses[held.id] if use.said])
    ]
    return short or None


@accreditations.get("/ending")
def ending() -> ResponseReturnValue:
    """List for staff what ends within 90 days or has ended lately, with what it is needed for."""
    authorise(policy.see_waiting, None)
    found = queries.ending_accreditations(localdate())
    return page("directory/accreditations_ending.html", accreditations=found, uses=uses_of(found))


@directory.route("/organisations/<slug>/accreditations/new", methods=BOTH)
def declare(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.declare, organisation, sight=policy.view)
    form = AccreditationForm()
    if form.accepted():
        commands.declare(organisation, actor(), form.values, form.evidence_file.stashed)
        return see_other("directory.show", slug=slug)
    return page("directory/accreditation_edit.html", form, organisation=organisation)


@accreditations.get("/<uuid:uid>", endpoint="show")
def show_accreditation(uid: uuid.UUID) -> ResponseReturnValue:
    accreditation = queries.get_accreditation(uid)
    authorise(policy.view_accreditation, accreditation)
    sees_history = policy.see_history.allows(actor(), accreditation.organisation)
    history = entries_of(accreditation) if sees_history else []
    return page(
        "directory/accreditation.html",
        accreditation=accreditation,
        offers=ACCREDITATION_FLOW.offers(accreditation, actor()),
        history=timeline(history, ACCREDITATION_FLOW, wording.EVENTS, labels_of(AccreditationForm)),
        reach=attested.reach_of(accreditation),
        uses=uses_of([accreditation])[accreditation.id],
    )


@accreditations.route("/<uuid:uid>/edit", methods=BOTH, endpoint="edit")
def edit_accreditation(uid: uuid.UUID) -> ResponseReturnValue:
    accreditation = queries.get_accreditation(uid)
    authorise(policy.edit_accreditation, accreditation, sight=policy.view_accreditation)
    form = AccreditationForm(accreditation)
    if form.accepted():
        commands.amend(accreditation, actor(), form.values, form.evidence_file.stashed)
        return see_other(".show", uid=uid)
    return page(
        "directory/accreditation_edit.html",
        form,
        organisation=accreditation.organisation,
        accreditation=accreditation,
    )


@accreditations.get("/<uuid:uid>/evidence", endpoint="evidence")
def evidence(uid: uuid.UUID) -> ResponseReturnValue:
    accreditation = queries.get_accreditation(uid)
    authorise(policy.view_accreditation, accreditation)
    if accreditation.evidence is None:
        raise NotFound(NO_SUCH_PAGE)
    return documents.send(accreditation.evidence)

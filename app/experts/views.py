"""The pages of experts."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.core import documents
from app.core.errors import NotFound
from app.core.history import entries_of
from app.core.i18n import lazy
from app.core.refusals import NO_SUCH_PAGE
from app.core.timeline import timeline
from app.core.web import actor, add_moves, authorise, page, see_other
from app.directory import queries as directory
from app.directory.forms import labels_of
from app.directory.models import Organisation
from app.directory.parts import on_profile
from app.directory.policy import view as view_organisation
from app.experts import commands, policy, queries, wording
from app.experts.forms import ExpertForm
from app.experts.models import Expert
from app.experts.workflow import FLOW

bp = Blueprint("experts", __name__)
BOTH = ["GET", "POST"]

add_moves(bp, "/experts/<uuid:uid>", FLOW, queries.get_expert, sight=policy.view)


@on_profile("experts", "experts/_part.html", tab=lazy("Experts"))
def _on_the_profile(organisation: Organisation) -> dict[str, Any] | None:
    """List the experts that the reader may know of; nothing where there are none to add either."""
    may_add = policy.add.allows(actor(), organisation)
    seen = [one for one in queries.experts_of(organisation) if policy.view.allows(actor(), one)]
    if not seen and not may_add:
        return None
    return {"experts": [(one, _headline(one), wording.languages(one)) for one in seen]}


@bp.get("/experts/<uuid:uid>")
def show(uid: uuid.UUID) -> ResponseReturnValue:
    expert = queries.get_expert(uid)
    authorise(policy.view, expert)
    history = entries_of(expert) if policy.see_history.allows(actor(), expert) else []
    return page(
        "experts/show.html",
        expert=expert,
        headline=_headline(expert),
        details=wording.details(expert),
        restricted=wording.restricted(expert),
        fields=wording.fields(expert),
        validity=wording.validity,
        offers=FLOW.offers(expert, actor()),
        history=timeline(history, FLOW, wording.EVENTS, labels_of(ExpertForm)),
    )


@bp.get("/experts/<uuid:uid>/cv")
def cv(uid: uuid.UUID) -> ResponseReturnValue:
    expert = queries.get_expert(uid)
    authorise(policy.see_restricted, expert, sight=policy.view)
    if expert.cv is None:
        raise NotFound(NO_SUCH_PAGE)
    return documents.send(expert.cv)


@bp.route("/organisations/<slug>/experts/new", methods=BOTH)
def add(slug: str) -> ResponseReturnValue:
    organisation = directory.get_organisation(slug)
    authorise(policy.add, organisation, sight=view_organisation)
    form = ExpertForm()
    if form.accepted():
        expert = commands.add(organisation, actor(), form.values, form.cv_file.stashed)
        return see_other(".show", uid=expert.uid)
    return page("experts/edit.html", form, organisation=organisation, expert=None)


@bp.route("/experts/<uuid:uid>/edit", methods=BOTH)
def edit(uid: uuid.UUID) -> ResponseReturnValue:
    expert = queries.get_expert(uid)
    authorise(policy.edit, expert, sight=policy.view)
    form = ExpertForm(expert)
    if form.accepted():
        commands.change(expert, form.values, form.cv_file.stashed)
        return see_other(".show", uid=uid)
    return page("experts/edit.html", form, organisation=expert.organisation, expert=expert)


def _headline(expert: Expert) -> str:
    return wording.headline(expert, named=policy.know_the_person.allows(actor(), expert))

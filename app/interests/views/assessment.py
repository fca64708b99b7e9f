"""An answer as staff sees it: what is thought of it, and the decision that is prepared."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue

from app.core.history import entries_of
from app.core.i18n import _, lazy
from app.core.timeline import timeline
from app.core.web import actor, authorise, page, see_other
from app.interests import commands, policy, queries, watch
from app.interests.fit import checks
from app.interests.forms import (
    AssessmentForm,
    DecisionForm,
)
from app.interests.models import COST_CATEGORIES, Decision, Interest
from app.interests.views.blueprint import bp
from app.interests.workflow import BY_HAND, FLOW, RELEASED

HAPPENED = {
    "interest.begin": lazy("Draft begun"),
    "interest.amend": lazy("Sent again, with changes"),
    "interest.edit": lazy("Edited"),
    "interest.assess": lazy("Assessed"),
    "interest.prepare": lazy("Decision prepared"),
    "interest.clear": lazy("Prepared decision taken back"),
    "interest.remind": lazy("Reminded of the reply-by date"),
}
CHANGED = {
    "motivation": lazy("motivation"),
    "activities": lazy("activities"),
    "experience": lazy("experience"),
    "conditions": lazy("conditions"),
    "conflicts": lazy("conflict of interest"),
    **{f"cost_{name}": label for name, label in COST_CATEGORIES.items()},
    "fund": lazy("fund"),
    "requested_fund": lazy("requested fund"),
    "own_contribution": lazy("own contribution"),
    "origin": lazy("origin of the own contribution"),
    "prepared": lazy("prepared decision"),
    "reply_by": lazy("reply-by date"),
    "receipt": lazy("receipt"),
    "seat": lazy("seat"),
}


@bp.post("/interests/<uuid:uid>/assessment")
def assess(uid: uuid.UUID) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(policy.assess, interest, sight=policy.view)
    form = AssessmentForm(None)
    if form.accepted():
        commands.assess(interest, actor(), int(form.score.data), form.note.data or "")
        flash(_("Your assessment is saved."), "success")
        return see_other(".show", uid=uid)
    return for_staff(interest, assessment=form, failed=form)


@bp.post("/interests/<uuid:uid>/decision")
def prepare(uid: uuid.UUID) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(policy.prepare, interest, sight=policy.view)
    form = DecisionForm(interest, _possible_decisions(interest))
    if form.accepted():
        commands.prepare(interest, actor(), form.chosen, form.letter.data or "", form.moment)
        flash(_("The decision is prepared. Nobody has been told yet."), "success")
        return see_other(".show", uid=uid)
    return for_staff(interest, decision=form, failed=form)


@bp.post("/interests/<uuid:uid>/decision/clear")
def clear(uid: uuid.UUID) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(policy.prepare, interest, sight=policy.view)
    commands.clear(interest, actor())
    flash(_("The prepared decision is taken back. Nobody was told of it."), "success")
    return see_other(".show", uid=uid)


def _possible_decisions(interest: Interest) -> list[Decision]:
    return [d for d, move in RELEASED.items() if interest.standing in FLOW[move].source]


def for_staff(interest: Interest, failed: Any = None, **forms: Any) -> tuple[str, int]:
    """Show an answer to staff, with everything that is thought of it."""
    assessments = queries.assessments_of(interest)
    own = next((a for a in assessments if a.person_id == actor().id), None)
    return page(
        "interests/file.html",
        failed,
        interest=interest,
        offers=BY_HAND.offers(interest, actor()),
        assessments=assessments,
        own=own,
        assessment=forms.get("assessment") or AssessmentForm(own),
        decision=forms.get("decision") or DecisionForm(interest, _possible_decisions(interest)),
        checks=checks(interest.search, interest.slot, interest.organisation),
        lapses=watch.lapses_of(interest),
        lived=timeline(entries_of(interest), FLOW, HAPPENED, CHANGED),
    )

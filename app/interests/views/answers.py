"""The pages of those who answer: writing, looking at it once more, sending, replying."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.db import SAFE
from app.core.errors import DomainError
from app.core.forms import Confirm
from app.core.history import entries_of
from app.core.i18n import _, locale
from app.core.paging import paginate
from app.core.times import localdate
from app.core.web import actor, as_file, authorise, page, see_other
from app.core.workflow import TOO_LATE
from app.interests import commands, policy, queries, watch
from app.interests.completeness import gaps
from app.interests.fit import checks
from app.interests.forms import (
    ExpressForm,
    form_for,
    rate_for,
)
from app.interests.outlook import told
from app.interests.receipt import canonical
from app.interests.views.assessment import for_staff
from app.interests.views.blueprint import bp
from app.interests.workflow import BY_HAND, FLOW
from app.searches.models import PartnerSearch
from app.searches.queries import get_slot

PER_PAGE = 20


@bp.get("/interests")
def mine() -> ResponseReturnValue:
    authorise(policy.mine, None)
    answers = queries.answers_of(actor().organisation_ids)
    found = paginate(answers, request.args.get("page", 1, int), PER_PAGE)
    return page("interests/mine.html", found=found)


@bp.route("/searches/<reference>/slots/<uuid:uid>/answer", methods=["GET", "POST"])
def express(reference: str, uid: uuid.UUID) -> ResponseReturnValue:
    slot = get_slot(uid)
    if slot.search.reference != reference:
        raise NoResultFound
    rule = policy.ask if request.method in SAFE else policy.express
    authorise(rule, slot, sight=policy.is_of_a_public_search)
    mine = queries.organisations_to_answer_for(actor())
    form = ExpressForm(mine)
    if form.accepted():
        organisation = next(held for held in mine if str(held.id) == form.organisation.data)
        interest = commands.express(slot, organisation, actor(), locale())
        endpoint = ".edit" if policy.edit.allows(actor(), interest) else ".show"
        return see_other(endpoint, uid=interest.uid)
    return page(
        "interests/express.html",
        form,
        slot=slot,
        search=slot.search,
        organisations=mine,
        checks={held.id: checks(slot.search, slot, held) for held in mine},
        answered=queries.live_answers_by_organisation(slot, [held.id for held in mine]),
    )


@bp.route("/interests/<uuid:uid>/edit", methods=["GET", "POST"])
def edit(uid: uuid.UUID) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(policy.write, interest, sight=policy.view)
    if not policy.edit.allows(actor(), interest):
        if request.method in SAFE:
            return see_other(".show", uid=uid)
        raise DomainError(TOO_LATE)
    form = form_for(interest)
    if form.accepted():
        was_sent = interest.submitted_at is not None
        commands.fill_in(interest, actor(), form.facts, form.answers)
        flash(_("Your changes were sent.") if was_sent else _("Your draft is saved."), "success")
        return see_other(_after_saving(was_sent=was_sent), uid=uid)
    return page(
        "interests/edit.html",
        form,
        interest=interest,
        gaps=gaps(interest),
        checks=checks(interest.search, interest.slot, interest.organisation),
        rate=rate_for(interest, _day_of(interest.search)),
    )


def _after_saving(*, was_sent: bool) -> str:
    if was_sent:
        return ".show"
    return ".review" if request.form.get("then") == "review" else ".edit"


@bp.get("/interests/<uuid:uid>/review")
def review(uid: uuid.UUID) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(policy.write, interest, sight=policy.view)
    offers = [o for o in FLOW.offers(interest, actor()) if o.move.name == "submit"]
    return page("interests/review.html", interest=interest, gaps=gaps(interest), offers=offers)


@bp.get("/interests/<uuid:uid>")
def show(uid: uuid.UUID) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(policy.view, interest)
    if not policy.belongs_to_the_applicant.allows(actor(), interest):
        return for_staff(interest)
    offers = [o for o in BY_HAND.offers(interest, actor()) if o.move.name != "submit"]
    lived = told(entries_of(interest))
    return page(
        "interests/show.html",
        interest=interest,
        offers=offers,
        lived=lived,
        lapses=watch.lapses_of(interest),
    )


@bp.get("/interests/<uuid:uid>/receipt.json")
def receipt(uid: uuid.UUID) -> ResponseReturnValue:
    """What was sent, byte by byte as it was hashed."""
    interest = queries.get_interest(uid)
    authorise(policy.view, interest)
    if interest.receipt is None:
        raise NoResultFound
    name = f"{interest.reference}-{interest.receipt['version']}.json"
    return as_file(canonical(interest.receipt["content"]), "application/json", name)


@bp.post("/interests/<uuid:uid>/moves/confirm", defaults={"name": "confirm"})
@bp.post("/interests/<uuid:uid>/moves/turn-down", defaults={"name": "turn-down"})
def reply(uid: uuid.UUID, name: str) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(FLOW[name].by, interest, sight=policy.view)
    form = Confirm()
    if not form.accepted():
        raise DomainError(_("The reason is too long: at most 4000 characters."))
    commands.reply(interest, name, actor(), form.note.data or "")
    flash(f"{FLOW[name].past}.", "success")
    return see_other(".show", uid=uid)


def _day_of(search: PartnerSearch) -> Any:
    return search.rules_as_of or localdate()

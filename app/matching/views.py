"""The pages of matching: candidates for a slot, seats for an organisation, approaches between."""

from __future__ import annotations

import uuid
from typing import TypeVar, cast

from flask import Blueprint, Flask, flash, request
from flask.typing import ResponseReturnValue

from app.core.errors import Conflict, NotFound
from app.core.forms import Form
from app.core.i18n import _
from app.core.paging import Page
from app.core.refusals import NO_SUCH_PAGE
from app.core.web import actor, authorise, page, see_other
from app.directory.choices import Kind
from app.directory.queries import get_organisation
from app.finding import subscription
from app.finding.models import Frequency
from app.interests import policy as interests
from app.interests.fit import checks
from app.interests.queries import find_live_answer, readers_of
from app.matching import commands, policy, queries
from app.matching.candidates import candidates as find_candidates
from app.matching.fitting import seats_for
from app.matching.forms import AlertForm, AskForm, DeclineForm, UnsuitableForm
from app.matching.models import Unsuitable
from app.matching.reasons import Explaining, why_it_fits
from app.searches import policy as searches
from app.searches.models import Slot
from app.searches.queries import get_search

bp = Blueprint("matching", __name__)
PER_PAGE = 20
BOTH = ["GET", "POST"]
F = TypeVar("F", bound=Form)


def init_app(app: Flask) -> None:
    app.config["SIGNED_ADDRESSES"] |= {"matching.unsubscribe"}
    app.register_blueprint(bp)


@bp.get("/searches/<reference>/matches")
def of_search(reference: str) -> ResponseReturnValue:
    """Lead to the candidates of the search's first slot, or say that there is none."""
    search = get_search(reference)
    authorise(policy.see_candidates, search, sight=searches.view)
    if search.slots:
        return see_other(".candidates", uid=search.slots[0].uid)
    return page("matching/none.html", search=search)


@bp.get("/slots/<uuid:uid>/matches")
def candidates(uid: uuid.UUID) -> ResponseReturnValue:
    slot = queries.get_slot(uid)
    authorise(policy.see_candidates, slot.search, sight=searches.view)
    found = find_candidates(slot)
    number = max(1, min(request.args.get("page", 1, type=int), _pages(len(found.candidates))))
    start = (number - 1) * PER_PAGE
    shown = found.candidates[start : start + PER_PAGE]
    on_page = {one.profile.id for one in shown}
    newcomers = [one for one in found.newcomers if one.profile.id not in on_page]
    explaining = Explaining(found)
    return page(
        "matching/candidates.html",
        slot=slot,
        search=slot.search,
        found=found,
        shown=Page(
            [(one, explaining.of(one)) for one in shown], number, PER_PAGE, len(found.candidates)
        ),
        best=found.candidates[0].score if found.candidates else 0.0,
        newcomers=[(one, explaining.of(one)) for one in newcomers],
        reached=set(readers_of([one.profile.id for one in (*shown, *newcomers)])),
        kinds={kind.value: kind.label for kind in Kind},
        unsuitable=[(reason.value, reason.label) for reason in Unsuitable],
    )


@bp.post("/slots/<uuid:uid>/matches/<slug>/ask")
def ask(uid: uuid.UUID, slug: str) -> ResponseReturnValue:
    slot, organisation = queries.get_slot(uid), get_organisation(slug)
    authorise(policy.ask, slot.search, sight=searches.view)
    form = _in_order(AskForm())
    commands.ask(slot, organisation, actor(), form.message.data or "")
    flash(_("%(name)s has been asked.", name=organisation.name), "success")
    return _back(slot)


@bp.post("/slots/<uuid:uid>/matches/<slug>/unsuitable")
def set_aside(uid: uuid.UUID, slug: str) -> ResponseReturnValue:
    slot, organisation = queries.get_slot(uid), get_organisation(slug)
    authorise(policy.judge, slot.search, sight=searches.view)
    form = _in_order(UnsuitableForm())
    reason, note = form.reason.data, form.note.data or ""
    commands.set_aside(slot.search, organisation, actor(), reason, note)
    flash(_("%(name)s is no longer proposed for this search.", name=organisation.name), "success")
    return _back(slot)


@bp.post("/slots/<uuid:slot_uid>/matches/judgements/<uuid:uid>/take-back")
def take_back(slot_uid: uuid.UUID, uid: uuid.UUID) -> ResponseReturnValue:
    judgement, slot = queries.get_judgement(uid), queries.get_slot(slot_uid)
    authorise(policy.judge, judgement.search, sight=searches.view)
    if slot.search_id != judgement.search_id:
        raise NotFound(NO_SUCH_PAGE)
    commands.take_back(judgement)
    flash(_("%(name)s is proposed again.", name=judgement.organisation.name), "success")
    return _back(slot)


@bp.get("/approaches/<uuid:uid>")
def approach(uid: uuid.UUID) -> ResponseReturnValue:
    """What the agency asks: shown by GET, noted as opened by POST only."""
    found = queries.get_approach(uid)
    authorise(policy.view, found)
    organisation = queries.whole_organisation(found.organisation_id)
    slot = queries.get_slot(found.slot.uid)
    answer = find_live_answer(slot, organisation)
    return page(
        "matching/approach.html",
        approach=found,
        slot=slot,
        search=slot.search,
        requirements=checks(slot.search, slot, organisation),
        answer=answer if answer and interests.view.allows(actor(), answer) else None,
        may_reply=policy.reply.allows(actor(), found),
    )


@bp.post("/approaches/<uuid:uid>/open")
def open_(uid: uuid.UUID) -> ResponseReturnValue:
    found = queries.get_approach(uid)
    authorise(policy.reply, found, sight=policy.view)
    commands.open_(found, actor())
    return see_other("searches.show", reference=found.slot.search.reference, _anchor="seats")


@bp.post("/approaches/<uuid:uid>/decline")
def decline(uid: uuid.UUID) -> ResponseReturnValue:
    found = queries.get_approach(uid)
    authorise(policy.reply, found, sight=policy.view)
    commands.decline(found, actor(), _in_order(DeclineForm()).note.data or "")
    flash(_("The agency knows that you are not interested. Thank you for saying so."), "success")
    return see_other(".approach", uid=uid)


@bp.post("/approaches/<uuid:uid>/resend")
def resend(uid: uuid.UUID) -> ResponseReturnValue:
    found = queries.get_approach(uid)
    authorise(policy.ask_again, found, sight=policy.view)
    commands.ask_again(found, actor())
    flash(_("%(name)s has been asked again.", name=found.organisation.name), "success")
    return _back(found.slot)


@bp.route("/organisations/<slug>/seats", methods=BOTH)
def seats(slug: str) -> ResponseReturnValue:
    organisation = get_organisation(slug)
    authorise(policy.see_seats, organisation)
    me = cast("int", actor().id)
    alert = queries.find_alert(me, organisation.id)
    form = AlertForm(data={"frequency": alert.frequency if alert else Frequency.OFF})
    if form.accepted():
        commands.choose(me, organisation, form.frequency.data)
        flash(_("Saved."), "success")
        return see_other(".seats", slug=slug)
    found = seats_for(organisation)
    return page(
        "matching/seats.html",
        form,
        organisation=organisation,
        seats=[(seat, why_it_fits(seat)) for seat in found],
        asked=queries.waiting_approaches(organisation.id),
    )


@bp.route("/seats/unsubscribe/<token>", methods=BOTH)
def unsubscribe(token: str) -> ResponseReturnValue:
    """Switch the mails of fitting seats: no sign-in, no redirect; looking changes nothing."""
    alert = queries.get_alert(subscription.behind(token))
    authorise(policy.holds_the_link, alert)
    before = alert.frequency
    if request.method == "POST":
        subscription.follow(alert, request.form)
    return page(
        "matching/unsubscribe.html", told=alert, before=before, choices=subscription.choices(alert)
    )


def _in_order(form: F) -> F:
    if not form.accepted():
        raise Conflict(_("The text is too long: at most %(n)s characters.", n=2000))
    return form


def _back(slot: Slot) -> ResponseReturnValue:
    return see_other(".candidates", uid=slot.uid)


def _pages(number: int) -> int:
    return max(1, -(-number // PER_PAGE))

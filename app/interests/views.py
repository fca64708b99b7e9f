"""The pages of answers: for those who send them, and for the staff who read and decide."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.db import SAFE, now
from app.core.errors import DomainError
from app.core.forms import Confirm
from app.core.history import entries_of
from app.core.i18n import _, lazy, locale
from app.core.paging import paginate
from app.core.sheets import CSV_TYPE, to_csv
from app.core.timeline import timeline
from app.core.web import actor, add_moves, authorise, page, see_other
from app.core.workflow import TOO_LATE
from app.interests import board as boards
from app.interests import commands, policy, queries, watch
from app.interests.completeness import gaps
from app.interests.fit import checks
from app.interests.forms import (
    AssessmentForm,
    DecisionForm,
    ExpressForm,
    ReleaseForm,
    form_for,
    rate_for,
)
from app.interests.letters import letter_of
from app.interests.models import COST_CATEGORIES, Decision, Interest
from app.interests.outlook import hear_by, outlook, start_by, told
from app.interests.receipt import canonical
from app.interests.workflow import BY_HAND, FLOW, RELEASED
from app.searches import policy as search_policy
from app.searches.models import PartnerSearch
from app.searches.queries import get_search, get_slot

bp = Blueprint("interests", __name__)
PER_PAGE = 20
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


def init_app(app: Flask) -> None:
    """Serve the pages, and tell the pages of searches how many seats are occupied."""
    app.register_blueprint(bp)
    app.extensions["seats_taken"] = queries.seats_taken
    app.jinja_env.globals.update(
        hear_by=hear_by,
        start_by=start_by,
        outlook=outlook,
        cost_categories=COST_CATEGORIES,
    )


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
        return _file(interest)
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
    return Response(
        canonical(interest.receipt["content"]),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.post("/interests/<uuid:uid>/moves/confirm", defaults={"name": "confirm"})
@bp.post("/interests/<uuid:uid>/moves/turn-down", defaults={"name": "turn-down"})
def reply(uid: uuid.UUID, name: str) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(FLOW[name].by, interest, sight=policy.view)
    form = Confirm()
    if not form.accepted():
        raise DomainError(_("The reason is too long: at most 4000 characters."))
    commands.reply(interest, name, actor(), form.note.data or "")
    return see_other(".show", uid=uid)


add_moves(bp, "/interests/<uuid:uid>", BY_HAND, queries.get_interest, sight=policy.view)


@bp.post("/interests/<uuid:uid>/assessment")
def assess(uid: uuid.UUID) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(policy.assess, interest, sight=policy.view)
    form = AssessmentForm(None)
    if form.accepted():
        commands.assess(interest, actor(), int(form.score.data), form.note.data or "")
        flash(_("Your assessment is saved."), "success")
        return see_other(".show", uid=uid)
    return _file(interest, assessment=form, failed=form)


@bp.post("/interests/<uuid:uid>/decision")
def prepare(uid: uuid.UUID) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(policy.prepare, interest, sight=policy.view)
    form = DecisionForm(interest, _possible_decisions(interest))
    if form.accepted():
        commands.prepare(interest, actor(), form.chosen, form.letter.data or "", form.moment)
        flash(_("The decision is prepared. Nobody has been told yet."), "success")
        return see_other(".show", uid=uid)
    return _file(interest, decision=form, failed=form)


@bp.post("/interests/<uuid:uid>/decision/clear")
def clear(uid: uuid.UUID) -> ResponseReturnValue:
    interest = queries.get_interest(uid)
    authorise(policy.prepare, interest, sight=policy.view)
    commands.clear(interest, actor())
    flash(_("The prepared decision is taken back. Nobody was told of it."), "success")
    return see_other(".show", uid=uid)


def _possible_decisions(interest: Interest) -> list[Decision]:
    return [d for d, move in RELEASED.items() if interest.standing in FLOW[move].source]


def _file(interest: Interest, failed: Any = None, **forms: Any) -> tuple[str, int]:
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


@bp.get("/searches/<reference>/interests")
def board(reference: str) -> ResponseReturnValue:
    search = get_search(reference)
    authorise(policy.read_all, search, sight=search_policy.view)
    interests, rows = _arranged(search)
    occupied = {row.slot.id: row.occupied for row in rows}
    return page(
        "interests/board.html",
        search=search,
        rows=rows,
        demand=boards.demand(interests),
        prepared=sum(interest.prepared is not None for interest in interests),
        count=len(interests),
        still_open=boards.keeps_it_open(search, interests, occupied),
    )


@bp.get("/searches/<reference>/interests.csv")
def sheet(reference: str) -> ResponseReturnValue:
    search = get_search(reference)
    authorise(policy.read_all, search, sight=search_policy.view)
    _interests, rows = _arranged(search)
    return Response(
        "".join(to_csv(boards.columns(), boards.table(rows))),
        content_type=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{reference}-interests.csv"'},
    )


def _arranged(search: PartnerSearch) -> tuple[Sequence[Interest], list[boards.Row]]:
    interests = queries.answers_to(search)
    own = actor().organisation_ids
    return interests, boards.rows(search, interests, queries.scores(search), _occupied(search), own)


@bp.post("/searches/<reference>/partners-found")
def partners_found(reference: str) -> ResponseReturnValue:
    search = get_search(reference)
    authorise(policy.conclude, search, sight=search_policy.view)
    commands.declare_partners_found(search, actor())
    flash(_("The search is over: its partners are found."), "success")
    return see_other(".board", reference=reference)


@bp.route("/searches/<reference>/decisions", methods=["GET", "POST"])
def decisions(reference: str) -> ResponseReturnValue:
    search = get_search(reference)
    rule = policy.read_all if request.method in SAFE else policy.decide
    authorise(rule, search, sight=search_policy.view)
    prepared = [i for i in queries.prepared_for(search) if not actor().serves(i.organisation_id)]
    form = ReleaseForm(prepared)
    if form.accepted():
        released = commands.release(search, actor(), form.seen)
        flash(_("Released: %(n)s. The mails are on their way.", n=len(released)), "success")
        return see_other(".board", reference=reference)
    readers = queries.readers_of([i.organisation_id for i in prepared])
    letters = [letter_of(i, actor(), readers.get(i.organisation_id, [])) for i in prepared]
    return page(
        "interests/decisions.html",
        form,
        search=search,
        letters=letters,
        consequences=boards.consequences(search, prepared, _occupied(search)),
        mails=sum(len(letter.readers) for letter in letters),
    )


def _occupied(search: PartnerSearch) -> dict[int, boards.Occupied]:
    return queries.occupied([slot.id for slot in search.slots])


def _day_of(search: PartnerSearch) -> Any:
    return search.rules_as_of or now().date()

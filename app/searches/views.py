"""The pages of partner searches: the public listing, one search, and the staff's workbench."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from app.accounts import links
from app.core import limits
from app.core.addresses import address_with
from app.core.history import entries_of
from app.core.i18n import locale
from app.core.paging import as_data
from app.core.problems import wrong
from app.core.web import actor, add_moves, authorise, page, see_other
from app.programmes.models import Programme
from app.programmes.queries import programmes
from app.searches import commands, narrowing, policy, queries
from app.searches.enquiry_form import EnquiryForm
from app.searches.facets import chips_of, facets_of, known_of, known_values
from app.searches.filters import Fault, Sort, Wanted, read_wanted
from app.searches.forms import AmendForm, BackdateForm, DraftForm, ImportForm
from app.searches.models import PartnerSearch, SearchState
from app.searches.offered import offered_first
from app.searches.published import as_json
from app.searches.slot_form import SlotForm
from app.searches.wording import card_of, facts_of_slot, glance, history, seats_of, together
from app.searches.wording import contact as contact_of
from app.searches.workflow import FLOW

bp = Blueprint("searches", __name__)
add_moves(bp, "/searches/<reference>", FLOW, queries.get_search, sight=policy.view)


@bp.get("/searches")
@bp.get("/")
def listing() -> ResponseReturnValue:
    authorise(policy.browse, None)
    known = programmes()
    wanted, faults = asked_for(known)
    hits = queries.find(wanted)
    meant = narrowing.second_try(wanted, hits)
    if meant:
        hits = meant[1]
    found = queries.listing(wanted, hits)
    taken = queries.seats_taken(slot for search in found for slot in search.slots)
    return page(
        "searches/listing.html",
        wanted=wanted,
        faults=faults,
        found=found,
        cards=[card_of(search, taken) for search in found],
        sorts=list(Sort),
        facets=facets_of(wanted, hits, known),
        chips=chips_of(wanted, known),
        meant=meant[0] if meant else "",
        numbers=hits.counts("country"),
    )


@bp.get("/searches.json")
def listing_json() -> ResponseReturnValue:
    authorise(policy.browse, None)
    wanted, faults = asked_for(programmes())
    if faults:
        return wrong(faults[0].name, faults[0].sentence)
    found = queries.published(wanted)
    taken = queries.seats_taken(slot for search in found for slot in search.slots)

    def address(number: int) -> str:
        return address_with("searches.listing_json", page=number)

    return as_data(found, lambda search: as_json(search, taken, address_of(search)), address)


@bp.get("/searches/<reference>")
def show(reference: str) -> ResponseReturnValue:
    search = queries.get_search(reference)
    authorise(policy.view, search)
    taken = queries.seats_taken(search.slots)
    return page(
        "searches/show.html",
        search=search,
        slots=[(slot, seats_of(slot, taken), facts_of_slot(slot)) for slot in search.slots],
        seats=together(seats_of(slot, taken) for slot in search.slots),
        offers=FLOW.offers(search, actor()),
        glance=glance(search),
        contact=contact_of(search),
        partnership=queries.partnership_of(search),
        history=history(entries_of(search)) if actor().is_staff else [],
    )


@bp.get("/searches/<reference>.json")
def show_json(reference: str) -> ResponseReturnValue:
    search = queries.get_search(reference)
    authorise(policy.view, search)
    return as_json(search, queries.seats_taken(search.slots), address_of(search))


@bp.route("/searches/<reference>/contact", methods=["GET", "POST"])
def contact(reference: str) -> ResponseReturnValue:
    search = queries.get_search(reference)
    authorise(policy.contact, search)
    form = EnquiryForm()
    if form.accepted():
        sender, address = request.remote_addr or "", form.email.data.casefold()
        for scope, key, most in (("enquiry-from", sender, 10), ("enquiry-as", address, 5)):
            limits.check(scope, key, most, timedelta(hours=1))
            limits.count(scope, key)
        if not form.comes_from_a_machine:
            commands.enquire(search, form.values, locale())
        return see_other(".contacted", reference=reference)
    return page("searches/contact.html", form, search=search)


@bp.get("/searches/<reference>/contact/sent")
def contacted(reference: str) -> ResponseReturnValue:
    search = queries.get_search(reference)
    authorise(policy.contact, search)
    return page("searches/contacted.html", search=search)


@bp.get("/desk/searches")
def workbench() -> ResponseReturnValue:
    authorise(policy.work, None)
    asked = set(request.args.getlist("state"))
    states = [state for state in SearchState if state in asked]
    number = request.args.get("page", 1, type=int)
    return page(
        "searches/workbench.html",
        found=queries.workbench(states, number),
        numbers=queries.numbers_by_standing(),
        states=list(SearchState),
        asked=asked,
    )


@bp.route("/searches/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    authorise(policy.create, None)
    form = DraftForm(None, programmes())
    if form.accepted():
        search = commands.create_search(actor(), form.values)
        return see_other(".show", reference=search.reference)
    return page("searches/edit.html", form, search=None)


@bp.route("/searches/import", methods=["GET", "POST"])
def import_form() -> ResponseReturnValue:
    authorise(policy.create, None)
    form = ImportForm()
    if form.accepted():
        search = commands.import_form(form.read, actor())
        return see_other(".edit", reference=search.reference)
    return page("searches/import.html", form)


@bp.route("/searches/<reference>/edit", methods=["GET", "POST"])
def edit(reference: str) -> ResponseReturnValue:
    search = queries.get_search(reference)
    authorise(policy.edit, search, policy.view)
    form = DraftForm(search, offered_first(search, programmes()))
    if form.accepted():
        commands.edit_search(search, form.values)
        return see_other(".show", reference=reference)
    return page("searches/edit.html", form, search=search)


@bp.route("/searches/<reference>/amend", methods=["GET", "POST"])
def amend(reference: str) -> ResponseReturnValue:
    search = queries.get_search(reference)
    authorise(policy.amend, search, policy.view)
    form = AmendForm(search)
    if form.accepted():
        facts = form.values
        commands.amend_search(search, actor(), facts, facts.pop("note"))
        return see_other(".show", reference=reference)
    return page("searches/amend.html", form, search=search)


@bp.route("/searches/<reference>/rules", methods=["GET", "POST"])
def backdate(reference: str) -> ResponseReturnValue:
    search = queries.get_search(reference)
    authorise(policy.backdate, search, policy.view)
    form = BackdateForm(search)
    if form.accepted():
        commands.backdate_search(search, actor(), form.rules_as_of.data, form.note.data)
        return see_other(".show", reference=reference)
    return page("searches/backdate.html", form, search=search)


@bp.route("/searches/<reference>/slots/new", methods=["GET", "POST"])
def new_slot(reference: str) -> ResponseReturnValue:
    search = queries.get_search(reference)
    authorise(policy.edit, search, policy.view)
    form = SlotForm()
    if form.accepted():
        commands.add_slot(search, form.values)
        return see_other(".show", reference=reference, _anchor="seats")
    return page("searches/slot.html", form, search=search, slot=None)


@bp.route("/slots/<uuid:uid>", methods=["GET", "POST"])
def slot(uid: uuid.UUID) -> ResponseReturnValue:
    slot = queries.get_slot(uid)
    authorise(policy.edit, slot.search, policy.view)
    form = SlotForm(slot)
    if form.accepted():
        commands.edit_slot(slot, form.values)
        return see_other(".show", reference=slot.search.reference, _anchor="seats")
    return page("searches/slot.html", form, search=slot.search, slot=slot)


@bp.post("/slots/<uuid:uid>/<any(up,down,remove):step>")
def change_slots(uid: uuid.UUID, step: str) -> ResponseReturnValue:
    slot = queries.get_slot(uid)
    search = slot.search
    authorise(policy.edit, search, policy.view)
    if step == "remove":
        commands.remove_slot(slot)
    else:
        commands.shift_slot(slot, -1 if step == "up" else 1)
    return see_other(".show", reference=search.reference, _anchor="seats")


def asked_for(known: Sequence[Programme]) -> tuple[Wanted, list[Fault]]:
    return read_wanted(request.args.to_dict(flat=False), {**known_values(), **known_of(known)})


def address_of(search: PartnerSearch) -> str:
    return links.address("searches.show", reference=search.reference)


def init_app(app: Flask) -> None:
    app.config.setdefault("SECONDS_TO_WRITE", 3)
    app.register_blueprint(bp)

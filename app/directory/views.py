"""The pages of the directory: organisations, their people, their accreditations."""

from __future__ import annotations

import uuid
from typing import Any, cast

from flask import Blueprint, Flask, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.core import documents
from app.core.db import db
from app.core.errors import NotFound
from app.core.history import entries_of
from app.core.i18n import _
from app.core.timeline import timeline
from app.core.web import NO_SUCH_PAGE, actor, add_moves, address_with, authorise, page, see_other
from app.directory import address, commands, facets, policy, queries
from app.directory.forms import (
    IN_ORGANISATIONS,
    AccreditationForm,
    OrganisationForm,
    PersonForm,
    RolesForm,
    labels_of,
)
from app.directory.listing import Found, Shown
from app.directory.models import Organisation, Role
from app.directory.publication import published, shown
from app.directory.workflow import ACCREDITATION_FLOW, FLOW
from app.programmes.vocabularies import iaf_sectors

bp = Blueprint("directory", __name__)
accreditations = Blueprint("accreditations", __name__, url_prefix="/accreditations")
BOTH = ["GET", "POST"]
add_moves(bp, "/organisations/<slug>", FLOW, queries.get_organisation, sight=policy.view)
add_moves(
    accreditations,
    "/<uuid:uid>",
    ACCREDITATION_FLOW,
    queries.get_accreditation,
    sight=policy.view_accreditation,
)


def init_app(app: Flask) -> None:
    app.extensions["actor_of"] = queries.actor_of
    app.register_blueprint(bp)
    app.register_blueprint(accreditations)


@bp.get("/organisations")
def listing() -> ResponseReturnValue:
    authorise(policy.browse, None)
    wanted, asked, useless = address.read(request.args)
    found = queries.find_public(wanted)
    pages = max(1, -(-len(found.ids) // asked.per_page))
    hits = queries.public_page(found, min(asked.page, pages), asked.per_page)
    return page(
        "directory/listing.html",
        hits=hits,
        wanted=wanted,
        useless=useless,
        shown=shown,
        facets=facets.facets(found, wanted),
        active=facets.active(wanted),
    )


@bp.get("/organisations.json")
def listing_json() -> ResponseReturnValue:
    authorise(policy.browse, None)
    wanted, asked, useless = address.read(request.args)
    if useless:
        detail = _("The value of %(name)s cannot be used.", name=useless[0])
        problem = {"type": "about:blank", "status": 400, "title": detail, "parameter": useless[0]}
        return problem, 400, {"Content-Type": "application/problem+json"}
    return _as_list(queries.find_public(wanted), asked)


def _as_list(found: Found, asked: Shown) -> dict[str, Any]:
    hits = queries.public_page(found, asked.page, asked.per_page)

    def link(number: int) -> str:
        return address_with(".listing_json", page=number)

    return {
        "items": [
            published(organisation) | {"url": url_for(".show", slug=organisation.slug)}
            for organisation in hits
        ],
        "page": hits.number,
        "per_page": hits.per_page,
        "pages": hits.pages,
        "total": hits.total,
        "links": {
            "self": link(hits.number),
            "first": link(1),
            "prev": link(hits.number - 1) if hits.has_prev else None,
            "next": link(hits.number + 1) if hits.has_next else None,
            "last": link(hits.pages),
        },
    }


@bp.get("/organisations/mine")
def mine() -> ResponseReturnValue:
    authorise(policy.mine, None)
    found = queries.organisations_of(cast("int", actor().id))
    if len(found) == 1 and policy.view.allows(actor(), found[0]):
        return see_other(".show", slug=found[0].slug)
    return page("directory/mine.html", organisations=found)


@bp.get("/organisations/waiting")
def waiting() -> ResponseReturnValue:
    authorise(policy.see_waiting, None)
    return page(
        "directory/waiting.html",
        profiles=queries.waiting_profiles(),
        accreditations=queries.waiting_accreditations(),
    )


@bp.route("/organisations/new", methods=BOTH)
def new() -> ResponseReturnValue:
    authorise(policy.register, None)
    form = OrganisationForm()
    if form.accepted():
        organisation = commands.register(_myself(), actor(), form.values)
        flash(
            _("Your organisation is entered. Check it, then send it for verification."), "success"
        )
        return see_other(".show", slug=organisation.slug)
    return page("directory/edit.html", form, organisation=None)


@bp.get("/organisations/<slug>")
def show(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.view, organisation)
    sees_history = policy.see_history.allows(actor(), organisation)
    history = entries_of(organisation) if sees_history else []
    return page(
        "directory/show.html",
        organisation=organisation,
        accreditations=shown(organisation),
        offers=FLOW.offers(organisation, actor()),
        history=timeline(history, FLOW, facets.EVENTS, labels_of(OrganisationForm)),
        details=facets.details(organisation),
        private=facets.private(organisation),
    )


@bp.get("/organisations/<slug>.json")
def show_json(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.view, organisation)
    return published(organisation) | {"url": url_for(".show", slug=slug)}


@bp.route("/organisations/<slug>/edit", methods=BOTH)
def edit(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.edit, organisation, sight=policy.view)
    form = OrganisationForm(organisation)
    if form.accepted():
        commands.edit(organisation, form.values)
        return see_other(".show", slug=slug)
    return page("directory/edit.html", form, organisation=organisation)


@bp.route("/organisations/<slug>/accreditations/new", methods=BOTH)
def declare(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.declare, organisation, sight=policy.view)
    form = AccreditationForm()
    if form.accepted():
        commands.declare(organisation, actor(), form.values, form.evidence_file.stashed)
        return see_other(".show", slug=slug)
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
        history=timeline(history, ACCREDITATION_FLOW, facets.EVENTS, labels_of(AccreditationForm)),
        sectors=iaf_sectors(),
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


@bp.route("/organisations/<slug>/people", methods=BOTH)
def people(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.see_people, organisation)
    return _people(organisation)


@bp.route("/agency/people", methods=BOTH)
def staff() -> ResponseReturnValue:
    authorise(policy.look_after_staff, None)
    return _people(queries.agency())


def _people(organisation: Organisation) -> ResponseReturnValue:
    """Show who belongs here; administrators add people."""
    if request.method == "POST":
        authorise(policy.look_after_people, organisation, sight=policy.see_people)
    form = PersonForm(_offered(organisation))
    if form.accepted():
        commands.add_person(organisation, actor(), **form.values)
        return see_other(".people", slug=organisation.slug)
    members: dict[User, list[Any]] = {}
    for membership in queries.memberships_of(organisation.id):
        members.setdefault(membership.person, []).append(membership)
    return page(
        "directory/people.html",
        form,
        organisation=organisation,
        members=members,
        offered=_offered(organisation),
    )


@bp.route("/organisations/<slug>/people/<uuid:uid>", methods=BOTH)
def member(slug: str, uid: uuid.UUID) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.look_after_people, organisation, sight=policy.see_people)
    held = queries.roles_of(organisation.id, uid)
    if not held:
        raise NotFound(NO_SUCH_PAGE)
    person, function = held[0].person, held[0].function
    given = {"roles": [membership.role for membership in held], "function": function}
    form = RolesForm(_offered(organisation), data=given)
    if form.accepted():
        commands.set_roles(organisation, person, actor(), **form.values)
        if person.id == actor().id and not form.roles.data:
            return see_other(".mine")
        return see_other(".people", slug=slug)
    return page("directory/member.html", form, organisation=organisation, person=person)


def _offered(organisation: Organisation) -> tuple[Role, ...]:
    return tuple(Role) if organisation.is_agency else IN_ORGANISATIONS


def _myself() -> User:
    return db.session.get_one(User, actor().id)

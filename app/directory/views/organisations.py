"""The pages of organisations: the public directory, profiles, what waits."""

from __future__ import annotations

from typing import Any, cast

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.core.db import db
from app.core.history import entries_of
from app.core.i18n import _
from app.core.timeline import timeline
from app.core.web import actor, add_moves, address_with, authorise, page, see_other
from app.directory import address, commands, facets, policy, queries
from app.directory.forms import (
    OrganisationForm,
    labels_of,
)
from app.directory.listing import Found, Shown
from app.directory.publication import published, shown
from app.directory.views.blueprints import BOTH, directory
from app.directory.workflow import FLOW

add_moves(directory, "/organisations/<slug>", FLOW, queries.get_organisation, sight=policy.view)


@directory.get("/organisations")
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


@directory.get("/organisations.json")
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


@directory.get("/organisations/mine")
def mine() -> ResponseReturnValue:
    authorise(policy.mine, None)
    found = queries.organisations_of(cast("int", actor().id))
    if len(found) == 1 and policy.view.allows(actor(), found[0]):
        return see_other(".show", slug=found[0].slug)
    return page("directory/mine.html", organisations=found)


@directory.get("/organisations/waiting")
def waiting() -> ResponseReturnValue:
    authorise(policy.see_waiting, None)
    return page(
        "directory/waiting.html",
        profiles=queries.waiting_profiles(),
        accreditations=queries.waiting_accreditations(),
    )


@directory.route("/organisations/new", methods=BOTH)
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


@directory.get("/organisations/<slug>")
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


@directory.get("/organisations/<slug>.json")
def show_json(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.view, organisation)
    return published(organisation) | {"url": url_for(".show", slug=slug)}


@directory.route("/organisations/<slug>/edit", methods=BOTH)
def edit(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.edit, organisation, sight=policy.view)
    form = OrganisationForm(organisation)
    if form.accepted():
        commands.edit(organisation, form.values)
        return see_other(".show", slug=slug)
    return page("directory/edit.html", form, organisation=organisation)


def _myself() -> User:
    return db.session.get_one(User, actor().id)

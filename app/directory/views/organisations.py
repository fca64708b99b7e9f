"""The pages of organisations: their profiles, those of the reader, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.core import submissions
from app.core.db import db
from app.core.history import entries_of
from app.core.i18n import _
from app.core.timeline import timeline
from app.core.web import actor, add_moves, authorise, page, see_other
from app.directory import commands, policy, queries, wording
from app.directory.completeness import completeness
from app.directory.domains import mail_domain
from app.directory.duplicates import Facts, facts
from app.directory.forms import NotesForm, OrganisationForm, RegistrationForm, labels_of
from app.directory.lookalikes import lookalikes, unclaimed_of
from app.directory.parts import parts_of
from app.directory.publication import published_whole, shown
from app.directory.views.blueprints import BOTH, directory
from app.directory.workflow import BY_HAND, FLOW

add_moves(directory, "/organisations/<slug>", BY_HAND, queries.get_organisation, sight=policy.view)


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
    form, answer = RegistrationForm(), request.form.get("same")
    if form.accepted() and answer != "look":
        if answer != "no" and (similar := lookalikes(_compared(form.values))):
            return page("directory/same.html", similar=similar, sent=submissions.sent())
        organisation = commands.register(_myself(), actor(), form.values)
        flash(
            _("Your organisation is entered. Check it, then send it for verification."), "success"
        )
        return see_other(".show", slug=organisation.slug)
    own = unclaimed_of(mail_domain(_myself().email))
    return page("directory/edit.html", form, organisation=None, own=own)


@directory.get("/organisations/<slug>")
def show(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    if organisation.merged_into_id and (heir := queries.heir_of(organisation)):
        authorise(policy.browse, None)
        return see_other(".show", slug=heir)
    authorise(policy.view, organisation)
    sees_history = policy.see_history.allows(actor(), organisation)
    history = entries_of(organisation) if sees_history else []
    return page(
        "directory/show.html",
        organisation=organisation,
        accreditations=shown(organisation),
        offers=BY_HAND.offers(organisation, actor()),
        history=timeline(
            history, FLOW, wording.EVENTS, wording.FIELDS | labels_of(OrganisationForm)
        ),
        details=wording.details(organisation),
        interests=wording.interests(organisation),
        private=wording.private(organisation),
        roles=wording.ROLES,
        themes=wording.themes(organisation),
        activities=wording.activities(organisation.nace),
        completeness=completeness(organisation),
        parts=parts_of(organisation),
    )


@directory.get("/organisations/<slug>.json")
def show_json(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    if organisation.merged_into_id and (heir := queries.heir_of(organisation)):
        authorise(policy.browse, None)
        return see_other(".show_json", slug=heir)
    authorise(policy.view, organisation)
    return published_whole(organisation) | {"url": url_for(".show", slug=slug)}


@directory.route("/organisations/<slug>/edit", methods=BOTH)
def edit(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.edit, organisation, sight=policy.view)
    form = OrganisationForm(organisation)
    if form.accepted():
        commands.edit(organisation, form.values)
        for doubt in form.doubts:
            flash(doubt, "warning")
        return see_other(".show", slug=slug)
    return page("directory/edit.html", form, organisation=organisation)


@directory.route("/organisations/<slug>/notes", methods=BOTH)
def notes(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.keep_notes, organisation, sight=policy.view)
    form = NotesForm(organisation)
    if form.accepted():
        commands.edit(organisation, form.values)
        return see_other(".show", slug=slug, _anchor="notes")
    return page("directory/notes.html", form, organisation=organisation)


def _compared(values: Mapping[str, Any]) -> Facts:
    names = (values["name"], values["name_english"])
    return facts(None, values["country"], *names, website=values["website"])


def _myself() -> User:
    return db.session.get_one(User, actor().id)

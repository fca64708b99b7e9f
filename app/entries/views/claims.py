"""The pages of claims. The link that is mailed is shown by GET and acts by POST only."""

from __future__ import annotations

import uuid

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.accounts import links
from app.accounts.models import User
from app.core.db import db
from app.core.forms import Confirm
from app.core.history import entries_of
from app.core.i18n import _
from app.core.web import actor, add_moves, authorise, page, see_other
from app.directory import policy as directory_policy
from app.directory.choices import ProfileState
from app.directory.models import Organisation
from app.directory.queries import get_organisation
from app.entries import commands, policy, queries
from app.entries.forms import ClaimForm
from app.entries.models import Claim
from app.entries.views.blueprints import BOTH, claims, entries
from app.entries.workflow import BY_HAND

add_moves(claims, "/<uuid:uid>", BY_HAND, queries.get_claim, sight=policy.view)


@entries.route("/<slug>/claim", methods=BOTH)
def claim(slug: str) -> ResponseReturnValue:
    organisation = get_organisation(slug)
    if organisation.state != ProfileState.UNCLAIMED:
        return _looked_after(organisation)
    authorise(policy.claim, organisation, sight=directory_policy.view)
    person = db.session.get_one(User, actor().id)
    by_mail = commands.proves(person, organisation) and "ask" not in request.args
    form = ClaimForm(is_proved=by_mail)
    if form.accepted():
        facts = {"reason": ""} | form.values
        claimed = commands.claim(organisation, person, actor(), by_mail=by_mail, **facts)
        return see_other("claims.show", uid=claimed.uid)
    return page("entries/claim.html", form, organisation=organisation, person=person,
                by_mail=by_mail)  # fmt: skip


def _looked_after(organisation: Organisation) -> ResponseReturnValue:
    authorise(directory_policy.view, organisation)
    flash(_("This entry is looked after by its organisation: its people can invite you."))
    return see_other("directory.show", slug=organisation.slug)


@claims.get("")
def waiting() -> ResponseReturnValue:
    authorise(policy.see_waiting, None)
    return page("entries/claims.html", claims=queries.waiting_claims())


@claims.get("/<uuid:uid>")
def show(uid: uuid.UUID) -> ResponseReturnValue:
    found = queries.get_claim(uid)
    authorise(policy.view, found)
    refusals = [entry.note for entry in entries_of(found) if entry.action == "claim.refuse"]
    return page(
        "entries/claim_show.html",
        claim=found,
        offers=BY_HAND.offers(found, actor()),
        answer=next(iter(refusals), ""),
    )


@claims.route("/link/<token>", methods=BOTH)
def follow(token: str) -> ResponseReturnValue:
    authorise(policy.open_link, None)
    found = _claim_of(token)
    form = Confirm()
    if found is not None and found.person_id == actor().id and form.accepted():
        commands.prove(found, actor())
        flash(_("You look after this entry now. Complete it, then send it for verification."),
              "success")  # fmt: skip
        return see_other("directory.show", slug=found.organisation.slug)
    is_theirs = found is not None and found.person_id == actor().id
    return page("entries/claim_link.html", form, claim=found, is_theirs=is_theirs)


def _claim_of(token: str) -> Claim | None:
    opened = links.open_seal(commands.LINK, token)
    return queries.get_claim(uuid.UUID(opened.carried)) if opened else None

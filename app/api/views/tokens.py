"""The page on which people keep their tokens."""

from __future__ import annotations

import uuid
from typing import cast

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.api import commands, policy, queries
from app.api.forms import TokenForm
from app.core.db import db
from app.core.forms import Confirm
from app.core.i18n import _
from app.core.web import actor, authorise, page, see_other
from app.directory.queries import organisations_of

bp = Blueprint("tokens", __name__, url_prefix="/account/tokens")


@bp.route("", methods=["GET", "POST"])
def listing() -> ResponseReturnValue:
    """List the tokens; a new one is shown on the answer to the form and never again."""
    authorise(policy.keep_tokens, None)
    person = db.session.get_one(User, actor().id)
    # Staff without a second factor belong nowhere just now, nor do people of what is suspended.
    found = organisations_of(cast("int", actor().id))
    theirs = {one.id: one for one in found if actor().serves(one.id)}
    form, secret = TokenForm(list(theirs.values())), ""
    if form.accepted():
        organisation = theirs[form.organisation.data]
        secret = commands.issue(person, organisation, form.name.data, actor())
        form.name.data = ""
    return page(
        "api/tokens.html",
        form,
        secret=secret,
        organisations=list(theirs.values()),
        tokens=queries.tokens_of(person.id),
    )


@bp.post("/<uuid:uid>/revoke")
def revoke(uid: uuid.UUID) -> ResponseReturnValue:
    token = queries.get_token(uid)
    authorise(policy.revoke, token)
    if Confirm().accepted():
        commands.revoke(token, actor())
        flash(_("The token does not work any more."), "success")
    return see_other(".listing")

"""What the pages of accounts share: their blueprints, words, and the step over the threshold."""

from __future__ import annotations

import flask_login
from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.accounts import commands, identity
from app.accounts.models import User
from app.core.addresses import own_path
from app.core.i18n import lazy
from app.core.web import actor, see_other

bp = Blueprint("security", __name__)
account = Blueprint("accounts", __name__, url_prefix="/account")
BOTH = ["GET", "POST"]
WRONG = lazy("This e-mail address and this password do not belong together. Try again.")
WRONG_PASSWORD = lazy("This is not your password. Try again.")
WRONG_CODE = lazy("This code does not fit, or was used before. Wait for the next one.")


def enter(person: User, *, second_factor: bool = False) -> Response:
    """Sign in with a fresh token, whatever was in the cookie before, and lead on."""
    if actor().is_known:
        commands.sign_out(identity.current_sign_in())
    token, awaits_code = commands.sign_in(
        person, request.user_agent.string, second_factor=second_factor
    )
    session.clear()
    session[identity.COOKIE_KEY] = token
    if awaits_code:
        return see_other("security.enter_code", next=request.args.get("next"))
    flask_login.login_user(person)
    if identity.must_be_protected(person) and not second_factor:
        return see_other("security.protect")
    return redirect(onward(), 303)


def onward() -> str:
    """Where to go after signing in: the page that was asked for, else what waits for the person."""
    desk = "desk.show" if "desk.show" in current_app.view_functions else "accounts.settings"
    return own_path(request.args.get("next"), url_for(desk))


def dead_link() -> ResponseReturnValue:
    return render_template("security/dead_link.html"), 410


def origin() -> str:
    """The address of the network that asks; behind a proxy, what a trusted proxy says."""
    return request.remote_addr or ""

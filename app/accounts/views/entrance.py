"""Coming in: signing in, registering, confirming an address, recovering, being invited."""

from __future__ import annotations

import flask_login
from flask import redirect, request, session
from flask.typing import ResponseReturnValue

from app.accounts import commands, identity, links, policy
from app.accounts.forms import (
    AcceptForm,
    AddressForm,
    CodeForm,
    PasswordForm,
    RegisterForm,
    ResetForm,
    SignInForm,
)
from app.accounts.views.blueprints import (
    BOTH,
    WRONG,
    WRONG_CODE,
    WRONG_PASSWORD,
    bp,
    dead_link,
    enter,
    onward,
    origin,
)
from app.core.i18n import _, locale
from app.core.web import actor, authorise, page, see_other


@bp.route("/sign-in", methods=BOTH)
def login() -> ResponseReturnValue:
    authorise(policy.enter, None)
    if actor().is_known:
        return redirect(onward(), 303)
    form = SignInForm()
    if form.accepted():
        person = commands.verify(form.email.data, form.password.data, origin())
        if person is not None and person.confirmed_at is not None:
            return enter(person)
        form.form_errors.append(
            WRONG if person is None else _("First confirm your e-mail address: we sent you a link.")
        )
    return page("security/sign_in.html", form, after=request.args.get("after", ""))


@bp.route("/sign-in/code", methods=BOTH)
def enter_code() -> ResponseReturnValue:
    authorise(policy.enter, None)
    pending = identity.pending_sign_in()
    if pending is None:
        return see_other("security.login", next=request.args.get("next"))
    form = CodeForm()
    if form.accepted():
        if commands.check_code(pending.person, form.code.data):
            commands.sign_out(pending)
            return enter(pending.person, second_factor=True)
        form.code.errors.append(WRONG_CODE)
    return page("security/code.html", form)


@bp.post("/sign-out")
def logout() -> ResponseReturnValue:
    authorise(policy.enter, None)
    if actor().is_known:
        commands.sign_out(identity.current_sign_in())
    flask_login.logout_user()
    session.clear()
    answer = see_other("security.login", after="sign-out")
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@bp.route("/register", methods=BOTH)
def register() -> ResponseReturnValue:
    authorise(policy.enter, None)
    form = RegisterForm()
    if form.accepted():
        commands.register(form.email.data, form.name.data, form.password.data, locale(), origin())
        return see_other("security.sent", what="register")
    return page("security/register.html", form)


@bp.get("/mail-sent/<any(register, confirm, recover):what>")
def sent(what: str) -> ResponseReturnValue:
    authorise(policy.enter, None)
    return page("security/sent.html", what=what)


@bp.route("/confirm", methods=BOTH)
def resend() -> ResponseReturnValue:
    authorise(policy.enter, None)
    form = AddressForm()
    if form.accepted():
        commands.ask_for_confirmation(form.email.data, locale(), origin())
        return see_other("security.sent", what="confirm")
    return page("security/resend.html", form)


@bp.route("/confirm/<token>", methods=BOTH)
def confirm(token: str) -> ResponseReturnValue:
    """Confirm with the password: who reads the mail must also be the one who registered."""
    authorise(policy.enter, None)
    opened = links.open_seal("confirm", token)
    if opened is None or opened.person.confirmed_at:
        return dead_link()
    form = PasswordForm()
    if form.accepted():
        if commands.prove(opened.person, form.password.data):
            commands.confirm(opened.person)
            return enter(opened.person)
        form.password.errors.append(WRONG_PASSWORD)
    return page("security/confirm.html", form, email=opened.person.email)


@bp.route("/recover", methods=BOTH)
def recover() -> ResponseReturnValue:
    authorise(policy.enter, None)
    form = AddressForm()
    if form.accepted():
        commands.ask_for_recovery(form.email.data, locale(), origin())
        return see_other("security.sent", what="recover")
    return page("security/recover.html", form)


@bp.route("/recover/<token>", methods=BOTH)
def reset(token: str) -> ResponseReturnValue:
    authorise(policy.enter, None)
    opened = links.open_seal("recover", token)
    if opened is None:
        return dead_link()
    form = ResetForm(opened.person)
    if form.accepted():
        commands.reset_password(opened.person, form.password.data)
        return see_other("security.login", after="reset")
    return page("security/reset.html", form)


@bp.route("/invitation/<token>", methods=BOTH)
def accept(token: str) -> ResponseReturnValue:
    authorise(policy.enter, None)
    opened = links.open_seal("invitation", token)
    if opened is None:
        return dead_link()
    person = opened.person
    form = AcceptForm(person)
    if form.accepted():
        commands.accept_invitation(person, form.name.data, form.password.data, locale())
        return enter(person)
    return page("security/accept.html", form, email=person.email)

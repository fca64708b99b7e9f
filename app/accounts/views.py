"""The pages by which people come in, and where they keep their account.

What carries a password is in the blueprint `security`: its forms are not remembered by the kernel.
Links from mails are shown by GET and act by POST only: scanners of mail open every link.
"""

from __future__ import annotations

import flask_login
from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.accounts import commands, identity, links, policy, security, sign_ins
from app.accounts.forms import (
    AcceptForm,
    AddressForm,
    ChangeEmailForm,
    ChangePasswordForm,
    CodeForm,
    PasswordForm,
    ProtectForm,
    RegisterForm,
    ResetForm,
    SettingsForm,
    SignInForm,
)
from app.accounts.models import User
from app.accounts.queries import find_person
from app.core.addresses import own_path
from app.core.forms import Confirm
from app.core.i18n import _, lazy, locale
from app.core.web import actor, authorise, page, see_other

bp = Blueprint("security", __name__)
account = Blueprint("accounts", __name__, url_prefix="/account")
BOTH = ["GET", "POST"]
WRONG = lazy("This e-mail address and this password do not belong together. Try again.")
WRONG_PASSWORD = lazy("This is not your password. Try again.")
WRONG_CODE = lazy("This code does not fit, or was used before. Wait for the next one.")


def init_app(app: Flask) -> None:
    security.init_app(app)
    identity.init_app(app)
    app.register_blueprint(bp)
    app.register_blueprint(account)


@bp.route("/sign-in", methods=BOTH)
def login() -> ResponseReturnValue:
    authorise(policy.enter, None)
    if actor().is_known:
        return redirect(_onward(), 303)
    form = SignInForm()
    if form.accepted():
        person = commands.verify(form.email.data, form.password.data, _origin())
        if person is not None and person.confirmed_at is not None:
            return _enter(person)
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
            return _enter(pending.person, second_factor=True)
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
        commands.register(form.email.data, form.name.data, form.password.data, locale(), _origin())
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
        commands.ask_for_confirmation(form.email.data, locale(), _origin())
        return see_other("security.sent", what="confirm")
    return page("security/resend.html", form)


@bp.route("/confirm/<token>", methods=BOTH)
def confirm(token: str) -> ResponseReturnValue:
    """Confirm with the password: who reads the mail must also be the one who registered."""
    authorise(policy.enter, None)
    opened = links.open_seal("confirm", token)
    if opened is None or opened.person.confirmed_at:
        return _dead_link()
    form = PasswordForm()
    if form.accepted():
        if commands.prove(opened.person, form.password.data):
            commands.confirm(opened.person)
            return _enter(opened.person)
        form.password.errors.append(WRONG_PASSWORD)
    return page("security/confirm.html", form, email=opened.person.email)


@bp.route("/recover", methods=BOTH)
def recover() -> ResponseReturnValue:
    authorise(policy.enter, None)
    form = AddressForm()
    if form.accepted():
        commands.ask_for_recovery(form.email.data, locale(), _origin())
        return see_other("security.sent", what="recover")
    return page("security/recover.html", form)


@bp.route("/recover/<token>", methods=BOTH)
def reset(token: str) -> ResponseReturnValue:
    authorise(policy.enter, None)
    opened = links.open_seal("recover", token)
    if opened is None:
        return _dead_link()
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
        return _dead_link()
    person = opened.person
    form = AcceptForm(person)
    if form.accepted():
        commands.accept_invitation(person, form.name.data, form.password.data, locale())
        return _enter(person)
    return page("security/accept.html", form, email=person.email)


@bp.route("/account/password", methods=BOTH)
def change_password() -> ResponseReturnValue:
    person = _person()
    form = ChangePasswordForm(person)
    if form.accepted():
        if commands.prove(person, form.current.data):
            commands.change_password(person, form.password.data)
            _enter(person, second_factor=identity.current_sign_in().second_factor)
            flash(_("Your password is changed. All other browsers are signed out."), "success")
            return see_other("accounts.settings")
        form.current.errors.append(WRONG_PASSWORD)
    return page("security/change_password.html", form)


@bp.route("/account/email", methods=BOTH)
def change_email() -> ResponseReturnValue:
    person = _person()
    form = ChangeEmailForm()
    if form.accepted():
        if commands.prove(person, form.password.data):
            commands.ask_for_new_email(person, form.email.data, _origin())
            flash(_("We sent a link to the new address. Open it there to confirm the change."))
            return see_other("accounts.settings")
        form.password.errors.append(WRONG_PASSWORD)
    return page("security/change_email.html", form, email=person.email)


@bp.route("/account/email/<token>", methods=BOTH)
def confirm_email(token: str) -> ResponseReturnValue:
    authorise(policy.enter, None)
    opened = links.open_seal("email", token)
    if opened is None or find_person(opened.carried) is not None:
        return _dead_link()
    if Confirm().accepted():
        is_here = actor().id == opened.person.id
        here = identity.current_sign_in() if is_here else None
        commands.change_email(opened.person, opened.carried, but=here)
        if is_here:
            flash(_("Your new e-mail address is confirmed."), "success")
            return see_other("accounts.settings")
        return see_other("security.login", after="email")
    return page("security/confirm_email.html", email=opened.carried)


@bp.route("/account/second-factor", methods=BOTH)
def protect() -> ResponseReturnValue:
    """Set the second factor up; until it is, its secret travels sealed in the form."""
    person = _person()
    form = ProtectForm()
    sealed = links.open_seal("second-factor", form.setup.data or "")
    fits = sealed is not None and sealed.person is person
    secret = sealed.carried if sealed and fits else security.codes().generate_totp_secret()
    if form.accepted() and not fits:
        form.form_errors.append(_("This page was open for too long. Scan the new picture."))
    elif form.accepted():
        if not commands.prove(person, form.password.data):
            form.password.errors.append(WRONG_PASSWORD)
        elif not security.codes().verify_totp(form.code.data, secret, person, security.NEAR):
            form.code.errors.append(WRONG_CODE)
        else:
            fresh = commands.protect(person, secret)
            _enter(person, second_factor=True)
            return page("security/recovery_codes.html", codes=fresh)
    form.setup.data = links.seal("second-factor", person, secret)
    setup = security.codes().fetch_setup_values(secret, person)
    return page("security/protect.html", form, image=setup["image"], key=setup["key"])


@bp.route("/account/second-factor/off", methods=BOTH)
def unprotect() -> ResponseReturnValue:
    person = _person()
    form = PasswordForm()
    if form.accepted():
        if commands.prove(person, form.password.data):
            commands.unprotect(person, actor())
            _enter(person)
            flash(_("The second factor is switched off."), "warning")
            return see_other("accounts.settings")
        form.password.errors.append(WRONG_PASSWORD)
    return page("security/unprotect.html", form)


@bp.route("/account/recovery-codes", methods=BOTH)
def recovery_codes() -> ResponseReturnValue:
    person = _person()
    form = PasswordForm()
    if form.accepted():
        if commands.prove(person, form.password.data):
            fresh = commands.make_recovery_codes(person)
            return page("security/recovery_codes.html", codes=fresh)
        form.password.errors.append(WRONG_PASSWORD)
    return page("security/make_recovery_codes.html", form)


@account.route("", methods=BOTH)
def settings() -> ResponseReturnValue:
    person = _person()
    form = SettingsForm(person)
    if form.accepted():
        form.populate_obj(person)
        flash(_("Saved."), "success")
        return see_other("accounts.settings", lang=None)
    return page(
        "accounts/settings.html",
        form,
        person=person,
        current=identity.current_sign_in(),
        open_sign_ins=sign_ins.open_sign_ins(person),
    )


@account.post("/sign-out-elsewhere")
def sign_out_elsewhere() -> ResponseReturnValue:
    sign_ins.end_all(_person(), but=identity.current_sign_in())
    flash(_("All other browsers are signed out."), "success")
    return see_other("accounts.settings")


def _person() -> User:
    """Return who keeps their account here, once the rule has let them in."""
    authorise(policy.keep_own_account, None)
    return identity.current_sign_in().person


def _enter(person: User, *, second_factor: bool = False) -> Response:
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
    return redirect(_onward(), 303)


def _onward() -> str:
    """Where to go after signing in: the page that was asked for, else what waits for the person."""
    desk = "desk.show" if "desk.show" in current_app.view_functions else "accounts.settings"
    return own_path(request.args.get("next"), url_for(desk))


def _dead_link() -> ResponseReturnValue:
    return render_template("security/dead_link.html"), 410


def _origin() -> str:
    """The address of the network that asks; behind a proxy, what a trusted proxy says."""
    return request.remote_addr or ""

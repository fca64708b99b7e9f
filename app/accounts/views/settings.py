"""Keeping one's own account: password, address, second factor, language, other browsers."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.accounts import commands, identity, links, policy, security, sign_ins
from app.accounts.forms import (
    ChangeEmailForm,
    ChangePasswordForm,
    PasswordForm,
    ProtectForm,
    SettingsForm,
)
from app.accounts.models import User
from app.accounts.queries import find_person
from app.accounts.views.blueprints import (
    BOTH,
    WRONG_CODE,
    WRONG_PASSWORD,
    account,
    bp,
    dead_link,
    enter,
    origin,
)
from app.core.forms import Confirm
from app.core.i18n import _
from app.core.web import actor, authorise, page, see_other


@bp.route("/account/password", methods=BOTH)
def change_password() -> ResponseReturnValue:
    person = _person()
    form = ChangePasswordForm(person)
    if form.accepted():
        if commands.prove(person, form.current.data):
            commands.change_password(person, form.password.data)
            enter(person, second_factor=identity.current_sign_in().second_factor)
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
            commands.ask_for_new_email(person, form.email.data, origin())
            flash(_("We sent a link to the new address. Open it there to confirm the change."))
            return see_other("accounts.settings")
        form.password.errors.append(WRONG_PASSWORD)
    return page("security/change_email.html", form, email=person.email)


@bp.route("/account/email/<token>", methods=BOTH)
def confirm_email(token: str) -> ResponseReturnValue:
    authorise(policy.enter, None)
    opened = links.open_seal("email", token)
    if opened is None or find_person(opened.carried) is not None:
        return dead_link()
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
            enter(person, second_factor=True)
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
            enter(person)
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

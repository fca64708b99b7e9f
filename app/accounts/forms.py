"""What people fill in to come in and to keep their account."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import current_app
from wtforms.validators import InputRequired, Length, ValidationError

from app.accounts import identity, passwords, security
from app.accounts.models import User
from app.core.forms import REQUIRED, Form, TextField
from app.core.i18n import LANGUAGES, _, lazy

FILLED = InputRequired(REQUIRED)


class AddressField(TextField):
    """An e-mail address, in the way it is stored."""

    widget = wtforms.widgets.EmailInput()
    data: Any

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            self.data = security.normal(self.data)
        except ValueError:
            raise ValidationError(
                _("Write the whole address, for example name@example.org.")
            ) from None


class SecretField(wtforms.PasswordField):
    """A password that is known already."""

    def __init__(self, label: str, autocomplete: str = "current-password", **kwargs: Any) -> None:
        checks = [FILLED, Length(max=passwords.MOST)]
        super().__init__(label, checks, render_kw={"autocomplete": autocomplete}, **kwargs)


class NewPasswordField(SecretField):
    """A password that is being chosen in a ChoosingForm."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, "new-password", **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data and (why := form.fault(self.data)):
            raise ValidationError(why)


def _address(label: str) -> AddressField:
    return AddressField(label, [FILLED], render_kw={"autocomplete": "email"})


def _name() -> TextField:
    return TextField(lazy("Your name"), [FILLED], render_kw={"autocomplete": "name"})


class AddressForm(Form):
    email = _address(lazy("E-mail address"))


class SignInForm(Form):
    email = AddressField(lazy("E-mail address"), [FILLED], render_kw={"autocomplete": "username"})
    password = SecretField(lazy("Password"))


class PasswordForm(Form):
    """Shows that the one at the keyboard is still the owner."""

    password = SecretField(lazy("Your password"))


class CodeForm(Form):
    code = TextField(
        lazy("Code"),
        [FILLED, Length(max=40)],
        description=lazy("Six digits from your app, or one of your recovery codes."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "text"},
    )


class ProtectForm(PasswordForm):
    """Turns the second factor on; `setup` carries the secret, sealed."""

    setup = wtforms.HiddenField(validators=[FILLED])
    code = TextField(
        lazy("Code from the app"),
        [FILLED, Length(max=10)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class ChoosingForm(Form):
    """Base of the forms in which a password is chosen."""

    def __init__(self, person: User | None = None) -> None:
        super().__init__()
        self.person = person

    def fault(self, password: str) -> str | None:
        """Say why this person should not have this password."""
        own = [self[name].data or "" for name in ("name", "email") if name in self]
        if self.person is None:
            return passwords.fault(password, is_staff=False, own=own)
        own += [self.person.name, self.person.email]
        is_staff = identity.actor_of(self.person).is_staff
        return passwords.fault(password, is_staff=is_staff, own=own)


class RegisterForm(ChoosingForm):
    name = _name()
    email = _address(lazy("E-mail address"))
    password = NewPasswordField(
        lazy("Password"),
        description=lazy("At least 12 characters; a few words in a row are fine."),
    )


class ResetForm(ChoosingForm):
    password = NewPasswordField(lazy("New password"))


class AcceptForm(ChoosingForm):
    name = _name()
    password = NewPasswordField(lazy("Password"))


class ChangePasswordForm(ChoosingForm):
    current = SecretField(lazy("Your password until now"))
    password = NewPasswordField(lazy("New password"))


class ChangeEmailForm(PasswordForm):
    email = _address(lazy("New e-mail address"))


class SettingsForm(Form):
    name = _name()
    locale = wtforms.SelectField(lazy("Language of pages and mails"), [FILLED])

    def __init__(self, entity: Any = None, **kwargs: Any) -> None:
        super().__init__(entity, **kwargs)
        self.locale.choices = [
            wtforms.SelectChoice(code, LANGUAGES[code]) for code in current_app.config["LANGUAGES"]
        ]

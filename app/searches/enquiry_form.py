"""The form of a visitor's message: for people without an account, not for machines."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import current_app
from itsdangerous import BadSignature, TimestampSigner
from wtforms.validators import Email, InputRequired, Length

from app.core.forms import REQUIRED, AreaField, Form, TextField, must_be
from app.core.i18n import _, lazy
from app.core.times import now

NO_ADDRESS = Email(lazy("This is no e-mail address."), allow_smtputf8=False)


class EnquiryForm(Form):
    """A message to the people behind a search; it asks for no account."""

    name = TextField(
        lazy("Your name"), [InputRequired(REQUIRED)], render_kw={"autocomplete": "name"}
    )
    organisation = TextField(lazy("Your organisation"), render_kw={"autocomplete": "organization"})
    email = wtforms.EmailField(
        lazy("Your e-mail address"),
        [InputRequired(REQUIRED), Length(max=250), NO_ADDRESS],
        filters=[lambda value: value.strip() if value else value],
        render_kw={"autocomplete": "email"},
    )
    text = AreaField(lazy("Your message"), [InputRequired(REQUIRED)], limit=4000)
    discloses = wtforms.BooleanField(
        lazy("The agency may see my address and answer me"),
        description=lazy("Without this, your message is passed on and nobody can answer it."),
    )
    homepage = wtforms.StringField(lazy("Leave this field empty"))
    shown = wtforms.HiddenField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.shown.data:
            self.shown.data = _signer().sign("shown").decode()

    def validate_shown(self, field: Any) -> None:
        """Machines answer at once; whoever reads the form does not."""
        try:
            _text, shown_at = _signer().unsign(field.data or "", return_timestamp=True)
        except BadSignature:
            must_be(False, _("Please send the message once more."))  # noqa: FBT003
        waited = (now() - shown_at).total_seconds()
        must_be(
            waited >= current_app.config["SECONDS_TO_WRITE"],
            _("That was very fast. Please look at your message and send it once more."),
        )

    @property
    def comes_from_a_machine(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.homepage.data)

    @property
    def values(self) -> dict[str, Any]:
        facts = super().values
        return {
            name: facts[name] for name in ("name", "organisation", "email", "text", "discloses")
        }


def _signer() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="enquiry")

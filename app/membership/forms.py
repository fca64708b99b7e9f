"""The forms that say who is what in an organisation."""

from __future__ import annotations

from typing import Any

from wtforms.validators import InputRequired, Optional

from app.core.forms import (
    REQUIRED,
    Checkboxes,
    Form,
    TextField,
    must_be,
)
from app.core.i18n import _, lazy
from app.directory.choices import Role
from app.directory.forms.choices import (
    address,
)


class RolesForm(Form):
    """What a person is in an organisation."""

    function = TextField(
        lazy("Function"), [Optional()], description=lazy("For example: head of certification.")
    )
    roles = Checkboxes(lazy("Roles"), coerce=Role)

    def __init__(self, offered: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.roles.choices = [(role, role.label) for role in offered]


class PersonForm(RolesForm):
    """Somebody who is to belong to an organisation."""

    email = TextField(lazy("E-mail address"), [InputRequired(REQUIRED)])

    def validate_email(self, field: Any) -> None:
        field.data = address(field.data)

    def validate_roles(self, field: Any) -> None:
        must_be(field.data, _("Choose at least one role."))

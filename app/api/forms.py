"""What people say of a token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from wtforms.validators import InputRequired, Length

from app.core.forms import REQUIRED, Form, TextField
from app.core.i18n import lazy
from app.directory.models import Organisation


class TokenForm(Form):
    """A new token: for which organisation, and what it is for."""

    name = TextField(
        lazy("What it is for"),
        [InputRequired(REQUIRED), Length(max=80)],
        description=lazy("For example: our project office's spreadsheet."),
    )
    organisation = wtforms.SelectField(lazy("Organisation"), [InputRequired(REQUIRED)], coerce=int)

    def __init__(self, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.organisation.choices = [(one.id, one.name) for one in organisations]

"""What officers tell about a project."""

from __future__ import annotations

import wtforms
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import REQUIRED, AreaField, Form, TextField, must_be
from app.core.i18n import _, lazy


class ProjectForm(Form):
    """The project's name and its time."""

    title = TextField(lazy("Title"), [InputRequired(REQUIRED)])
    acronym = TextField(lazy("Acronym"), [Optional(), Length(max=40)])
    description = AreaField(lazy("Description"), [Optional()], limit=4000)
    starts_on = wtforms.DateField(lazy("First day"), [Optional()])
    ends_on = wtforms.DateField(lazy("Last day"), [Optional()])

    def validate_ends_on(self, field: wtforms.DateField) -> None:
        start = self.starts_on.data
        must_be(
            not start or not field.data or start <= field.data,
            _("The last day must not lie before the first day."),
        )

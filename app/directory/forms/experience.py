"""The form of a project that an organisation took part in."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import InputRequired, NumberRange, Optional

from app.core.forms import REQUIRED, AreaField, Form, MoneyField, TextField, must_be
from app.core.i18n import _, lazy
from app.core.times import localdate
from app.directory.choices import PartnerRole
from app.directory.forms.choices import is_web_address, options
from app.directory.models import Experience

FIRST_YEAR = 1950
LATEST_END = 15
YEAR = lazy("Write the year with four digits.")


class ExperienceForm(Form):
    """One project: what it was, and what the organisation did in it."""

    title = TextField(lazy("Title of the project"), [InputRequired(REQUIRED)])
    acronym = TextField(lazy("Acronym"), [Optional()])
    programme = TextField(
        lazy("Programme"), [Optional()], description=lazy("For example: BSR INTERREG III B.")
    )
    role = wtforms.SelectField(lazy("Your role"), [Optional()])
    started = wtforms.IntegerField(lazy("First year"), [Optional()])
    ended = wtforms.IntegerField(
        lazy("Last year"), [Optional()], description=lazy("Planned, if it is still running.")
    )
    budget = MoneyField(lazy("Your own budget in it"), [Optional()])
    summary = AreaField(
        lazy("What you did"),
        [Optional()],
        limit=2000,
        description=lazy("Two or three sentences: others find you by them."),
    )
    website = TextField(
        lazy("Website of the project"),
        [Optional()],
        description=lazy("For example https://www.example.org."),
    )

    def __init__(self, entity: Experience | None = None, **kwargs: Any) -> None:
        super().__init__(entity, **kwargs)
        self.role.choices = options(PartnerRole)

    def validate_started(self, field: Any) -> None:
        NumberRange(FIRST_YEAR, localdate().year + 2, YEAR)(self, field)

    def validate_ended(self, field: Any) -> None:
        NumberRange(FIRST_YEAR, localdate().year + LATEST_END, YEAR)(self, field)
        must_be(
            self.started.data is None or self.started.data <= field.data,
            _("The last year lies before the first."),
        )

    def validate_website(self, field: Any) -> None:
        is_web_address(field.data)

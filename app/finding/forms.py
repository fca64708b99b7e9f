"""What people enter for a saved search."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired, Length

from app.core.forms import REQUIRED, Form, TextField, options
from app.core.i18n import lazy
from app.finding.models import Frequency


class SavedSearchForm(Form):
    """A name, and how often the person is told."""

    title = TextField(lazy("Name"), [InputRequired(REQUIRED), Length(max=120)])
    frequency = RadioField(
        lazy("Tell me by mail"),
        description=lazy("Only when there is something new. Mails leave at seven in the morning."),
        default=Frequency.DAILY.value,
    )

    def __init__(self, entity: Any = None, **kwargs: Any) -> None:
        super().__init__(entity, **kwargs)
        self.frequency.choices = options(Frequency)

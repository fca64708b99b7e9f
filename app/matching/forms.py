"""What people fill in: a message, a reason, how often they want to be told."""

from __future__ import annotations

from typing import Any

import wtforms

from app.core.forms import AreaField, Form, options
from app.core.i18n import lazy
from app.finding.models import Frequency
from app.matching.models import Unsuitable


class AskForm(Form):
    """The officer's own words to an organisation that is asked."""

    message = AreaField(lazy("Your message"), limit=2000)


class UnsuitableForm(Form):
    """Why an organisation is set aside for one search."""

    reason = wtforms.SelectField(lazy("Why it does not suit"))
    note = AreaField(lazy("In your words"), limit=2000)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reason.choices = options(Unsuitable)


class DeclineForm(Form):
    """Why an organisation is not interested; it may keep it to itself."""

    note = AreaField(lazy("A word to the agency"), limit=2000)


class AlertForm(Form):
    """How often somebody wants to hear of seats that fit."""

    frequency = wtforms.SelectField(lazy("Tell me by mail of new seats that fit"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.frequency.choices = options(Frequency)

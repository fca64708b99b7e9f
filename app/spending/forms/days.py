"""Days on which money moved: none of them is still to come."""

from __future__ import annotations

from typing import Any

from app.core.forms import must_be
from app.core.i18n import _
from app.spending.rates import today


def has_come(form: Any, field: Any) -> None:
    """Refuse a day after today, where the agency is: what was paid was paid."""
    must_be(not field.data or field.data <= today(), _("This day has not come yet."))

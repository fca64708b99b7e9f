"""What is said beside the rates that partners enter."""

from __future__ import annotations

from app.core.i18n import _, percent
from app.core.money import Rate


def limit(most: Rate, verified: bool, *, fixed: bool) -> str:
    if fixed:
        text = _("Fixed at %(rate)s.", rate=percent(most))
    else:
        text = _("At most %(rate)s.", rate=percent(most))
    return text if verified else f"{text} {_('This rule is not verified.')}"

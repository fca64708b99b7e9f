"""What periods are called, wherever money is spread over time."""

from __future__ import annotations

from app.budgets.plan import CLOSURE, PREPARATION
from app.core.i18n import _


def period_name(name: str) -> str:
    """Name a period in words: preparation, period 1, closure."""
    named = {PREPARATION: _("Preparation"), CLOSURE: _("Closure")}
    return named.get(name) or _("Period %(number)s", number=name)


def short_period_name(name: str) -> str:
    """Name a period where there is little room."""
    return {PREPARATION: _("Prep."), CLOSURE: _("End")}.get(name, name)

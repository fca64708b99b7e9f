"""What is said beside the rates that partners enter."""

from __future__ import annotations

from app.budgets.offers import ceiling
from app.core.i18n import _
from app.core.money import Rate


def limit(most: Rate, verified: bool, *, fixed: bool) -> str:
    text = ceiling(most, fixed=fixed)
    return text if verified else f"{text} {_('This rule is not verified.')}"

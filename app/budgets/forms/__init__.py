"""What partners enter about their money, and what finance asks about it."""

from __future__ import annotations

from app.budgets.forms.comments import CommentsForm, comments_form
from app.budgets.forms.funding import FundingForm, funding_form
from app.budgets.forms.lines import line_form
from app.budgets.forms.options import OptionsForm, options_form

__all__ = [
    "CommentsForm",
    "FundingForm",
    "OptionsForm",
    "comments_form",
    "funding_form",
    "line_form",
    "options_form",
]

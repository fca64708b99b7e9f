"""A budget for whoever may read it, or write in it now; for others there is none."""

from __future__ import annotations

import uuid

from flask import request

from app.budgets import policy, queries
from app.budgets.models import Budget
from app.core.errors import DomainError
from app.core.i18n import _
from app.core.web import actor, authorise


class SentMeanwhile(DomainError):
    """Somebody sent the budget while a person of the same partner wrote in it."""

    status = 403

    def __init__(self, budget: Budget) -> None:
        super().__init__(_("The budget was sent meanwhile: nothing can be written in it now."))
        self.budget = budget


def to_read(uid: uuid.UUID) -> Budget:
    budget = queries.get_budget(uid)
    authorise(policy.view, budget)
    return budget


def to_edit(uid: uuid.UUID) -> Budget:
    """Return the budget to a person who may write in it now.

    Raises SentMeanwhile for what was typed while this was so, as it is shown again then.
    """
    budget = to_read(uid)
    wrote = request.method == "POST" and policy.submit.allows(actor(), budget)
    if wrote and not policy.is_open_for_writing.allows(actor(), budget):
        raise SentMeanwhile(budget)
    authorise(policy.edit, budget, sight=policy.view)
    return budget

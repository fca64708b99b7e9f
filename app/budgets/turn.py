"""Whose turn it is with a budget, in words: what the page says to who can do nothing now."""

from __future__ import annotations

from app.budgets import policy
from app.budgets.models import Budget, BudgetState
from app.core.actors import Actor
from app.core.i18n import _
from app.directory.choices import Role

S = BudgetState


def turn(budget: Budget, actor: Actor) -> str:
    """Say who has to act on a budget, and what happens next."""
    partner = budget.partner.name
    match budget.state:
        case S.DRAFT | S.RETURNED | S.CHANGING:
            return _("%(partner)s writes it and sends it to finance.", partner=partner)
        case S.SUBMITTED | S.CHANGE_SENT:
            if _may_not_judge(budget, actor, Role.FINANCE):
                return _("You wrote in this budget: somebody else of finance checks it.")
            return _("Finance checks it, and accepts it or returns it with a question.")
        case S.CHANGE_CHECKED:
            if _may_not_judge(budget, actor, Role.DIRECTOR):
                return _("You wrote in this budget: another director decides of the change.")
            return _("The director decides of a major change, and the agreement needs an addendum.")
        case S.ACCEPTED:
            return _("When finance has accepted every budget, the director fixes all together.")
        case S.BASELINE:
            return _("It counts for the agreement and for spending.")
        case S.CLOSED:
            return _("It is closed: nothing in it changes any more.")


def _may_not_judge(budget: Budget, actor: Actor, role: Role) -> bool:
    return actor.has_duty(role) and policy.prepared_it.allows(actor, budget)

"""The life of a partner's budget (workflows.md D4)."""

from __future__ import annotations

from app.budgets import policy
from app.budgets.figures import Figures
from app.budgets.models import Budget, BudgetState
from app.budgets.problems import Problem
from app.consortia.findings import Outcome, Shown
from app.core.i18n import lazy, money
from app.core.policy import nobody
from app.core.workflow import Flow, Move

S = BudgetState


def nothing_is_planned(budget: Budget) -> str | None:
    if Figures(budget).computed.total.result:
        return None
    return lazy("Enter at least one cost.")


def sources_are_not_stated(budget: Budget) -> str | None:
    if budget.sources or not Figures(budget).computed.contribution.result:
        return None
    return lazy("Say where your own contribution comes from.")


def sources_differ(budget: Budget) -> str | None:
    found = next((problem for problem in Figures(budget).problems if problem.id == "B4"), None)
    return _difference(found) if found else None


def rules_are_not_chosen(budget: Budget) -> str | None:
    if budget.partner.project.rule_set is not None:
        return None
    return lazy("The agency has not chosen the rules of a programme for this project yet.")


def rules_do_not_allow_it(budget: Budget) -> str | None:
    """Fund rates, funds by country, flat rates, office costs: the checks of the programme."""
    blocking = (one for one in Figures(budget).findings if one.outcome == Outcome.BLOCK)
    return next((finding.message for finding in blocking), None)


def _difference(problem: Problem) -> str:
    amounts = problem.amounts
    if amounts["difference"] > 0:
        return lazy(
            "The origins of the contribution lack %(difference)s: they sum to %(sources)s, "
            "the contribution is %(contribution)s.",
            difference=Shown(money, amounts["difference"]),
            sources=Shown(money, amounts["sources"]),
            contribution=Shown(money, amounts["contribution"]),
        )
    return lazy(
        "The origins of the contribution are %(difference)s too much: they sum to %(sources)s, "
        "the contribution is %(contribution)s.",
        difference=Shown(money, -amounts["difference"]),
        sources=Shown(money, amounts["sources"]),
        contribution=Shown(money, amounts["contribution"]),
    )


COMPLETE = (
    nothing_is_planned,
    sources_are_not_stated,
    sources_differ,
    rules_are_not_chosen,
    rules_do_not_allow_it,
)

FLOW: Flow[Budget] = Flow(
    "budget",
    BudgetState,
    Move(
        "submit",
        (S.DRAFT, S.RETURNED),
        S.SUBMITTED,
        lazy("Send to finance"),
        by=policy.submit,
        unless=COMPLETE,
    ),
    Move(
        "accept",
        (S.SUBMITTED,),
        S.ACCEPTED,
        lazy("Accept the budget"),
        by=policy.judge,
        unless=COMPLETE,
    ),
    Move(
        "return",
        (S.SUBMITTED,),
        S.RETURNED,
        lazy("Return with a question"),
        by=policy.judge,
        wants_note=True,
    ),
    # The director fixes all budgets of a project together.
    Move("fix", (S.ACCEPTED,), S.BASELINE, lazy("Fix for the agreement"), by=nobody),
)
FLOWS = (FLOW,)

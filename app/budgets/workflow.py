"""The life of a partner's budget (workflows.md D4), and that of its declaration."""

from __future__ import annotations

from dataclasses import replace

from app.budgets import policy
from app.budgets.choices import choices_for
from app.budgets.figures import Figures
from app.budgets.flexibility import Size
from app.budgets.models import Budget, BudgetState, Declaration, DeclarationState
from app.budgets.problems import Problem
from app.budgets.versions import change_of, size_of_change
from app.consortia.findings import Outcome, Shown
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import Incomplete
from app.core.i18n import lazy, money
from app.core.policy import nobody
from app.core.workflow import Event, Flow, Move, Offer
from app.searches.models import Slot

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


def periods_leave_gaps(budget: Budget) -> str | None:
    """B2: a cost that is spread over periods is spread whole."""
    figures = Figures(budget)
    gaps = [problem for problem in figures.problems if problem.id == "B2"]
    if not gaps:
        return None
    first = gaps[0]
    return lazy(
        "“%(line)s” comes to %(row)s, but its periods to %(periods)s. "
        "Costs with such a gap: %(n)s.",
        line=first.name,
        row=Shown(money, first.amounts["row"]),
        periods=Shown(money, first.amounts["periods"]),
        n=len(gaps),
    )


def rules_are_not_chosen(budget: Budget) -> str | None:
    if budget.partner.project.rule_set is not None:
        return None
    return lazy("The agency has not chosen the rules of a programme for this project yet.")


def rules_do_not_allow_it(budget: Budget) -> str | None:
    """Fund rates, funds by country, flat rates, office costs: the checks of the programme."""
    blocking = (one for one in Figures(budget).findings if one.outcome == Outcome.BLOCK)
    return next((finding.message for finding in blocking), None)


def organisation_is_bound_elsewhere(budget: Budget) -> str | None:
    """The choice of cost options in another project, where the rules make it binding."""
    choices = choices_for(budget)
    if not choices:
        return None
    blocking = (
        one for one in Figures(budget, choices=choices).findings if one.outcome == Outcome.BLOCK
    )
    return next((finding.message for finding in blocking), None)


def nothing_has_changed(budget: Budget) -> str | None:
    change = change_of(budget)
    if change is None or not change.is_nothing:
        return None
    return lazy("Nothing differs from the baseline yet.")


def change_is_major(budget: Budget) -> str | None:
    assessed = size_of_change(budget)
    if assessed is None or assessed.size is Size.MINOR:
        return None
    return lazy("This change is major: the director decides, and the agreement needs an addendum.")


def change_is_minor(budget: Budget) -> str | None:
    assessed = size_of_change(budget)
    if assessed is None or assessed.size is Size.MAJOR:
        return None
    return lazy("This change is minor: finance decides.")


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


def exceeds_its_slot(budget: Budget) -> str | None:
    """The total is above what the slot foresees that the partner fills."""
    interest = budget.partner.interest
    slot = db.session.get(Slot, interest.slot_id) if interest else None
    total = Figures(budget).computed.total.result
    if slot is None or slot.budget_max is None or total <= slot.budget_max:
        return None
    return lazy(
        "The total of %(total)s is above the %(most)s that the slot foresees: say why it is "
        "accepted all the same.",
        total=Shown(money, total),
        most=Shown(money, slot.budget_max),
    )


class BudgetFlow(Flow[Budget]):
    """The life of a budget: what is above the budget of its slot is accepted with a reason only."""

    def offers(self, entity: Budget, actor: Actor) -> list[Offer[Budget]]:
        return [self._as_it_is_for(entity, offer) for offer in super().offers(entity, actor)]

    def apply(self, name: str, entity: Budget, actor: Actor, note: str = "") -> Event:
        above = exceeds_its_slot(entity) if name == "accept" and not note.strip() else None
        if above and self._may_be_accepted(entity, actor):
            raise Incomplete(above)
        return super().apply(name, entity, actor, note)

    def _may_be_accepted(self, budget: Budget, actor: Actor) -> bool:
        offered = super().offers(budget, actor)
        return any(one.move.name == "accept" and one.obstacle is None for one in offered)

    def _as_it_is_for(self, budget: Budget, offer: Offer[Budget]) -> Offer[Budget]:
        if offer.move.name != "accept" or not exceeds_its_slot(budget):
            return offer
        label = lazy("Accept above the budget of the slot")
        return replace(offer, move=replace(offer.move, label=label, wants_note=True))


COMPLETE = (
    nothing_is_planned,
    periods_leave_gaps,
    sources_are_not_stated,
    sources_differ,
    rules_are_not_chosen,
    rules_do_not_allow_it,
)

FLOW: Flow[Budget] = BudgetFlow(
    "budget",
    BudgetState,
    Move(
        "submit",
        (S.DRAFT, S.RETURNED),
        S.SUBMITTED,
        lazy("Send to finance"),
        done=lazy("Sent to finance"),
        by=policy.submit,
        unless=(*COMPLETE, organisation_is_bound_elsewhere),
    ),
    Move(
        "accept",
        (S.SUBMITTED,),
        S.ACCEPTED,
        lazy("Accept the budget"),
        done=lazy("Budget accepted"),
        by=policy.judge,
        unless=COMPLETE,
    ),
    Move(
        "return",
        (S.SUBMITTED,),
        S.RETURNED,
        lazy("Return with a question"),
        done=lazy("Returned with a question"),
        by=policy.judge,
        wants_note=True,
    ),
    # The director fixes all budgets of a project together.
    Move(
        "fix",
        (S.ACCEPTED,),
        S.BASELINE,
        lazy("Fix for the agreement"),
        done=lazy("Fixed for the agreement"),
        by=nobody,
    ),
    Move(
        "ask-change",
        (S.BASELINE,),
        S.CHANGING,
        lazy("Ask for a change"),
        done=lazy("A change was asked for"),
        by=policy.ask_change,
        wants_note=True,
    ),
    Move(
        "send-change",
        (S.CHANGING,),
        S.CHANGE_SENT,
        lazy("Send the change to finance"),
        done=lazy("Change sent to finance"),
        by=policy.submit,
        unless=(nothing_has_changed, *COMPLETE),
    ),
    Move(
        "accept-change",
        (S.CHANGE_SENT,),
        S.BASELINE,
        lazy("Accept the change"),
        done=lazy("Change accepted"),
        by=policy.judge,
        unless=(change_is_major, *COMPLETE),
    ),
    # Finance checks every change; only then the director decides of a major one.
    Move(
        "pass-change-on",
        (S.CHANGE_SENT,),
        S.CHANGE_CHECKED,
        lazy("Pass on to the director"),
        done=lazy("Passed on to the director"),
        by=policy.judge,
        unless=(change_is_minor, *COMPLETE),
    ),
    Move(
        "approve-change",
        (S.CHANGE_CHECKED,),
        S.BASELINE,
        lazy("Approve the major change"),
        done=lazy("Major change approved"),
        by=policy.decide,
        unless=(change_is_minor, *COMPLETE),
    ),
    Move(
        "return-change",
        (S.CHANGE_SENT, S.CHANGE_CHECKED),
        S.CHANGING,
        lazy("Return with a question"),
        done=lazy("Returned with a question"),
        by=policy.judge,
        wants_note=True,
    ),
    Move(
        "refuse-change",
        (S.CHANGE_SENT, S.CHANGE_CHECKED),
        S.BASELINE,
        lazy("Refuse the change"),
        done=lazy("Change refused"),
        by=policy.refuse_change,
        wants_note=True,
    ),
    Move(
        "withdraw-change",
        (S.CHANGING,),
        S.BASELINE,
        lazy("Take the change back"),
        done=lazy("Change taken back"),
        by=policy.withdraw_change,
    ),
    Move(
        "close",
        (S.BASELINE,),
        S.CLOSED,
        lazy("Close with these final figures"),
        by=policy.close,
    ),
)

D = DeclarationState

DECLARATION_FLOW: Flow[Declaration] = Flow(
    "declaration",
    DeclarationState,
    # Signing takes a name, a function and what entitles to sign: it has a form of its own.
    Move("sign", (D.ISSUED,), D.SIGNED, lazy("Signed"), by=policy.sign_declaration),
    Move("void", (D.ISSUED, D.SIGNED), D.VOID, lazy("No longer valid"), by=nobody),
)
FLOWS = (FLOW, DECLARATION_FLOW)

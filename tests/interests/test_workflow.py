"""The life of an answer: the whole table, compared at once, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.core.actors import Actor
from app.core.errors import DomainError, Incomplete, NotAllowed
from app.core.times import now
from app.directory.choices import PartnerRole, ProfileState, Role
from app.directory.models import Organisation
from app.interests import workflow
from app.interests.completeness import PLACES, gaps
from app.interests.models import OVER, Answer, Decision, Interest, InterestState, Met, Origin
from app.interests.workflow import BY_HAND, FLOW
from app.searches.models import Criterion, PartnerSearch, SearchState, Slot

S = InterestState
OURS = 7
SIGNATORY = Actor(2, "P", frozenset({(OURS, Role.SIGNATORY.value)}))
EDITOR = Actor(4, "E", frozenset({(OURS, Role.EDITOR.value)}))
OFFICER = Actor(3, "O", frozenset({(1, Role.OFFICER.value)}), frozenset({Role.OFFICER.value}))
DIRECTOR = Actor(5, "D", frozenset({(1, Role.DIRECTOR.value)}), frozenset({Role.DIRECTOR.value}))

MAY: dict[InterestState, dict[Actor, str]] = {
    S.DRAFT: {SIGNATORY: "submit withdraw", EDITOR: "submit withdraw"},
    S.SUBMITTED: {
        SIGNATORY: "withdraw",
        EDITOR: "withdraw",
        OFFICER: "take-up",
        DIRECTOR: "take-up",
    },
    S.UNDER_REVIEW: {
        SIGNATORY: "withdraw",
        EDITOR: "withdraw",
        OFFICER: "shortlist",
        DIRECTOR: "shortlist reserve decline",
    },
    S.SHORTLISTED: {
        SIGNATORY: "withdraw",
        EDITOR: "withdraw",
        OFFICER: "take-off",
        DIRECTOR: "take-off invite reserve decline",
    },
    S.RESERVE: {SIGNATORY: "withdraw", EDITOR: "withdraw", DIRECTOR: "invite decline"},
    S.INVITED: {SIGNATORY: "confirm turn-down"},
}


def interest(state: InterestState = S.DRAFT, **given: Any) -> Interest:
    """An answer that lacks nothing."""
    search = PartnerSearch(state=SearchState.OPEN, deadline_at=now() + timedelta(days=1))
    criterion = Criterion(id=1, number=1, text="Accredited", essential=True)
    facts: dict[str, Any] = {
        "organisation_id": OURS,
        "organisation": Organisation(state=ProfileState.VERIFIED),
        "search": search,
        "slot": Slot(search=search, title="A", criteria=[criterion]),
        "role": PartnerRole.PARTNER,
        "state": state,
        "submitted_at": None if state == S.DRAFT else now(),
        "reply_by": now() + timedelta(days=1),
        "motivation": "Because.",
        "answers": [Answer(criterion_id=1, met=Met.NO)],
        **{f"cost_{name}": Decimal(0) for name in ("office", "external", "equipment")},
        **{f"cost_{name}": Decimal(0) for name in ("travel", "infrastructure")},
        "cost_staff": Decimal("100.00"),
        "fund": "ERDF",
        "requested_fund": Decimal("50.00"),
        "own_contribution": Decimal("50.00"),
        "origin": Origin.PRIVATE,
        "conflicts": "",
        "declares_no_conflict": True,
        "consents_to_sharing": True,
    }
    return Interest(**facts | given)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("actor", [SIGNATORY, EDITOR, OFFICER, DIRECTOR, Actor.ANONYMOUS])
def test_who_is_offered_what(state: InterestState, actor: Actor) -> None:
    offered = " ".join(offer.move.name for offer in FLOW.offers(interest(state), actor))

    assert offered == MAY.get(state, {}).get(actor, "")


def test_flow_is_the_table_of_the_trade() -> None:
    undecided = "submitted under-review shortlisted reserve"
    assert {move.name: (" ".join(move.source), move.target.value) for move in FLOW} == {
        "submit": ("draft", "submitted"),
        "withdraw": (f"draft {undecided}", "withdrawn"),
        "take-up": ("submitted", "under-review"),
        "shortlist": ("under-review", "shortlisted"),
        "take-off": ("shortlisted", "under-review"),
        "invite": ("shortlisted reserve", "invited"),
        "reserve": ("under-review shortlisted", "reserve"),
        "decline": ("under-review shortlisted reserve", "declined"),
        "confirm": ("invited", "confirmed"),
        "turn-down": ("invited", "turned-down"),
        "lapse": ("lapsed", "lapsed"),
        "join": ("confirmed", "partner"),
        "end-with-search": (f"draft expired {undecided} invited confirmed", "search-ended"),
    }


def test_released_moves_have_no_button_of_their_own() -> None:
    assert {move.name for move in FLOW} - {move.name for move in BY_HAND} == {
        "invite",
        "reserve",
        "decline",
    }


@pytest.mark.parametrize("state", sorted(OVER - {S.EXPIRED, S.LAPSED}))
def test_what_is_over_stays_over(state: InterestState) -> None:
    for move in FLOW:
        with pytest.raises(DomainError):
            FLOW.apply(move.name, interest(state), Actor.SYSTEM, "note")


P = ProfileState
LACKING: list[tuple[Callable[[Interest], str | None], dict[str, Any]]] = [
    *(
        (workflow.profile_is_unfinished, {"organisation": Organisation(state=state)})
        for state in (P.DRAFT, P.SUSPENDED, P.UNCLAIMED, P.ARCHIVED, P.MERGED)
    ),
    (workflow.nothing_is_said, {"motivation": ""}),
    (workflow.essential_is_unanswered, {"answers": []}),
    (workflow.essential_is_unanswered, {"answers": [Answer(criterion_id=1, evidence="E")]}),
    (
        workflow.no_costs_are_given,
        {"cost_staff": Decimal(0), "requested_fund": Decimal(0), "own_contribution": Decimal(0)},
    ),
    (workflow.fund_is_not_chosen, {"fund": ""}),
    (workflow.money_does_not_add_up, {"own_contribution": Decimal("50.01")}),
    (workflow.origin_is_open, {"origin": None}),
    (workflow.conflict_is_not_declared, {"declares_no_conflict": False}),
    (workflow.sharing_is_not_agreed, {"consents_to_sharing": False}),
]


@pytest.mark.parametrize(("guard", "lacking"), LACKING)
def test_incomplete_answer_says_what_it_lacks(
    guard: Callable[[Interest], str | None], lacking: dict[str, Any]
) -> None:
    draft = interest(**lacking)

    assert [gap.text for gap in gaps(draft)] == [guard(draft)]
    assert [gap.place for gap in gaps(draft)] == [PLACES.get(guard, "")]
    with pytest.raises(DomainError, match=str(guard(draft))[:20]):
        FLOW.apply("submit", draft, EDITOR)


def test_whole_answer_lacks_nothing() -> None:
    assert gaps(interest()) == []
    assert gaps(interest(conflicts="We trained them.", declares_no_conflict=False)) == []


def test_associated_partner_brings_no_budget() -> None:
    nothing = dict.fromkeys(("cost_staff", "requested_fund", "own_contribution"), Decimal(0))

    assert gaps(interest(role=PartnerRole.ASSOCIATED, fund="", origin=None, **nothing)) == []


def test_answer_is_not_sent_while_the_search_takes_none() -> None:
    draft = interest()
    draft.search.state = SearchState.PAUSED
    assert [gap.text for gap in gaps(draft)] == [
        "The search is paused: you can send your answer as soon as it goes on."
    ]

    draft.search.state = SearchState.OPEN
    draft.search.deadline_at = now() - timedelta(seconds=1)
    assert draft.standing == S.EXPIRED
    with pytest.raises(DomainError):
        FLOW.apply("submit", draft, SIGNATORY)


def test_invitation_lapses_by_the_clock() -> None:
    invited = interest(S.INVITED, reply_by=now() - timedelta(seconds=1))

    assert invited.standing == S.LAPSED
    with pytest.raises(DomainError):
        FLOW.apply("confirm", invited, SIGNATORY)
    assert FLOW.apply("lapse", invited, Actor.SYSTEM).before == "lapsed"


@pytest.mark.parametrize(
    ("name", "decision"),
    [("invite", Decision.INVITE), ("reserve", Decision.RESERVE), ("decline", Decision.DECLINE)],
)
def test_only_what_is_prepared_is_released(name: str, decision: Decision) -> None:
    other = next(d for d in Decision if d != decision)
    with pytest.raises(DomainError, match="not been prepared"):
        FLOW.apply(name, interest(S.SHORTLISTED), DIRECTOR, "A letter.")
    with pytest.raises(DomainError, match="not been prepared"):
        FLOW.apply(name, interest(S.SHORTLISTED, prepared=other), DIRECTOR, "A letter.")
    with pytest.raises(NotAllowed):
        FLOW.apply(name, interest(S.SHORTLISTED, prepared=decision), OFFICER, "A letter.")

    event = FLOW.apply(name, interest(S.SHORTLISTED, prepared=decision), DIRECTOR, "A letter.")

    assert (event.actor, event.note) == (DIRECTOR, "A letter.")


def test_decline_and_turn_down_want_a_reason() -> None:
    with pytest.raises(Incomplete):
        FLOW.apply("decline", interest(S.RESERVE, prepared=Decision.DECLINE), DIRECTOR, " ")
    with pytest.raises(Incomplete):
        FLOW.apply("turn-down", interest(S.INVITED), SIGNATORY)


def test_invitation_needs_a_search_that_seeks_and_a_date_ahead() -> None:
    past = interest(S.SHORTLISTED, prepared=Decision.INVITE, reply_by=now() - timedelta(1))
    ended = interest(S.SHORTLISTED, prepared=Decision.INVITE)
    ended.search.state = SearchState.PARTNERS_FOUND

    with pytest.raises(DomainError, match="date in the future"):
        FLOW.apply("invite", past, DIRECTOR)
    with pytest.raises(DomainError, match="come to an end"):
        FLOW.apply("invite", ended, DIRECTOR)

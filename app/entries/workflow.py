"""The life of a claim."""

from __future__ import annotations

from app.core.i18n import lazy
from app.core.workflow import Flow, Move
from app.directory.choices import ProfileState
from app.entries import policy
from app.entries.models import Claim, ClaimState

S = ClaimState


def entry_is_looked_after(claim: Claim) -> str | None:
    if claim.organisation.state == ProfileState.UNCLAIMED:
        return None
    return lazy("The entry is looked after by others by now: they can invite more people.")


FLOW: Flow[Claim] = Flow(
    "claim",
    ClaimState,
    Move(
        "prove",
        (S.MAILED,),
        S.GRANTED,
        lazy("Prove by a mailbox"),
        done=lazy("Proved by a mailbox"),
        by=policy.pursue,
        unless=(entry_is_looked_after,),
    ),
    Move(
        "ask",
        (S.MAILED, S.REFUSED),
        S.ASKED,
        lazy("Ask the agency"),
        done=lazy("The agency was asked"),
        by=policy.pursue,
        unless=(entry_is_looked_after,),
    ),
    Move(
        "approve",
        (S.ASKED,),
        S.GRANTED,
        lazy("Approve the claim"),
        done=lazy("Claim approved"),
        by=policy.decide,
        unless=(entry_is_looked_after,),
    ),
    Move(
        "refuse",
        (S.ASKED,),
        S.REFUSED,
        lazy("Refuse the claim"),
        done=lazy("Claim refused"),
        by=policy.decide,
        wants_note=True,
    ),
)
FLOWS = (FLOW,)
BY_HAND: Flow[Claim] = Flow("claim", ClaimState, FLOW["approve"], FLOW["refuse"])
"""The moves that have a button of their own."""

"""What a draft still lacks, and where on its page that is mended."""

from __future__ import annotations

from dataclasses import dataclass

from app.interests import workflow
from app.interests.models import Interest

PLACES = {
    workflow.nothing_is_said: "motivation",
    workflow.essential_is_unanswered: "criteria",
    workflow.no_costs_are_given: "cost_staff",
    workflow.fund_is_not_chosen: "fund",
    workflow.money_does_not_add_up: "requested_fund",
    workflow.origin_is_open: "origin",
    workflow.conflict_is_not_declared: "conflicts",
    workflow.sharing_is_not_agreed: "consents_to_sharing",
}
"""The id of the field or section for each guard; what is mended elsewhere has none."""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing before an answer can be sent."""

    text: str
    place: str


def gaps(interest: Interest) -> list[Gap]:
    """List everything that the move `submit` would refuse, all at once."""
    found = ((guard(interest), PLACES.get(guard, "")) for guard in workflow.COMPLETE)
    return [Gap(text, place) for text, place in found if text]

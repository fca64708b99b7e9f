"""The life of a partner search (workflows.md D1)."""

from __future__ import annotations

from app.core.i18n import lazy
from app.core.policy import nobody
from app.core.times import now
from app.core.workflow import Flow, Move
from app.searches import policy
from app.searches.models import PartnerSearch, SearchState
from app.searches.published import what_must_not_be_public

DRAFT = SearchState.DRAFT
IN_REVIEW = SearchState.IN_REVIEW
CHANGES_REQUESTED = SearchState.CHANGES_REQUESTED
OPEN = SearchState.OPEN
PAUSED = SearchState.PAUSED
CLOSED = SearchState.CLOSED
PARTNERS_FOUND = SearchState.PARTNERS_FOUND
AGREED = SearchState.AGREED
UNSUCCESSFUL = SearchState.UNSUCCESSFUL
WITHDRAWN = SearchState.WITHDRAWN

MANDATORY = {
    "title": lazy("The title is missing."),
    "summary": lazy("The summary is missing."),
    "lead_applicant": lazy("The lead applicant is missing."),
    "description": lazy("The project description is missing."),
    "objectives": lazy("The central objectives are missing."),
    "programme_id": lazy("The programme is not chosen."),
    "priority_id": lazy("The priority is not chosen."),
    "estimated_budget": lazy("The estimated budget is missing."),
    "deadline_at": lazy("The deadline is missing."),
}


def something_is_missing(search: PartnerSearch) -> str | None:
    return next(
        (sentence for field, sentence in MANDATORY.items() if not getattr(search, field)), None
    )


def no_slot_is_described(search: PartnerSearch) -> str | None:
    return None if search.slots else lazy("Describe at least one slot: whom do you look for?")


def slot_has_no_criterion(search: PartnerSearch) -> str | None:
    bare = next((slot for slot in search.slots if not slot.criteria), None)
    return (
        None if bare is None else lazy("The slot “%(title)s” has no criterion.", title=bare.title)
    )


def deadline_lies_in_the_past(search: PartnerSearch) -> str | None:
    past = search.deadline_at is not None and search.deadline_at <= now()
    return lazy("The deadline lies in the past.") if past else None


def private_facts_would_be_public(search: PartnerSearch) -> str | None:
    found = what_must_not_be_public(search)
    return found and lazy(
        "“%(text)s” stands in a text that the public reads. Take it out: readers write to you "
        "through Kontor, and names and addresses stay private.",
        text=found,
    )


READY = (
    something_is_missing,
    no_slot_is_described,
    slot_has_no_criterion,
    deadline_lies_in_the_past,
    private_facts_would_be_public,
)

FLOW: Flow[PartnerSearch] = Flow(
    "search",
    SearchState,
    Move(
        "submit",
        (DRAFT, CHANGES_REQUESTED),
        IN_REVIEW,
        lazy("Send to quality review"),
        done=lazy("Sent to quality review"),
        by=policy.submit,
        unless=READY,
    ),
    Move(
        "approve",
        (IN_REVIEW,),
        OPEN,
        lazy("Approve and publish"),
        done=lazy("Approved and published"),
        by=policy.review,
        unless=READY,
    ),
    Move(
        "request-changes",
        (IN_REVIEW,),
        CHANGES_REQUESTED,
        lazy("Ask for changes"),
        done=lazy("Changes asked for"),
        by=policy.review,
        wants_note=True,
    ),
    Move(
        "confirm",
        (OPEN,),
        OPEN,
        lazy("Confirm that all is still valid"),
        done=lazy("Confirmed that all is still valid"),
        by=policy.confirm,
    ),
    Move(
        "pause",
        (OPEN,),
        PAUSED,
        lazy("Pause"),
        done=lazy("Paused"),
        by=policy.pause,
        wants_note=True,
    ),
    Move(
        "resume",
        (PAUSED,),
        OPEN,
        lazy("Resume"),
        done=lazy("Resumed"),
        by=policy.pause,
        unless=(deadline_lies_in_the_past,),
    ),
    Move(
        "close",
        (OPEN, PAUSED),
        CLOSED,
        lazy("Close early"),
        done=lazy("Closed early"),
        by=policy.close,
        wants_note=True,
    ),
    Move(
        "reopen",
        (CLOSED, UNSUCCESSFUL),
        OPEN,
        lazy("Open again"),
        done=lazy("Opened again"),
        by=policy.close,
        unless=(deadline_lies_in_the_past,),
        wants_note=True,
    ),
    Move("find-partners", (OPEN, CLOSED), PARTNERS_FOUND, lazy("Partners found"), by=nobody),
    Move("lose-a-partner", (PARTNERS_FOUND,), CLOSED, lazy("A partner was lost"), by=nobody),
    Move("agree", (PARTNERS_FOUND,), AGREED, lazy("Partnership agreed"), by=nobody),
    Move(
        "give-up",
        (CLOSED,),
        UNSUCCESSFUL,
        lazy("End without partners"),
        done=lazy("Ended without partners"),
        by=policy.conclude,
        wants_note=True,
    ),
    Move(
        "withdraw",
        (OPEN, PAUSED, CLOSED, PARTNERS_FOUND),
        WITHDRAWN,
        lazy("Withdraw the search"),
        done=lazy("Search withdrawn"),
        by=policy.withdraw,
        wants_note=True,
    ),
)
FLOWS = (FLOW,)

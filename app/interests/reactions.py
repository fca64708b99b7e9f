"""What follows from the moves of an answer, and what follows for answers from those of a search."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.history import advance
from app.core.reactions import on
from app.core.times import now
from app.core.workflow import Event
from app.interests import queries
from app.interests.commands import file_receipt, forget_preparation
from app.interests.models import InterestState
from app.interests.seats import leave_the_seat, take_a_seat
from app.interests.workflow import FLOW


@on("interest.submit")
def _file_the_receipt(event: Event) -> None:
    file_receipt(event.subject, event.actor)


@on("interest.invite", "interest.confirm")
def _take_a_seat(event: Event) -> None:
    take_a_seat(event.subject)


@on("interest.turn-down", "interest.lapse", "interest.end-with-search")
def _leave_the_seat(event: Event) -> None:
    leave_the_seat(event.subject)


@on("interest.invite", "interest.reserve", "interest.decline")
def _hand_over_the_letter(event: Event) -> None:
    interest = event.subject
    interest.letter, interest.decided_at, interest.reminded_days = event.note, now(), None


@on(
    *("interest.invite", "interest.reserve", "interest.decline", "interest.withdraw"),
    *("interest.take-off", "interest.end-with-search"),
)
def _forget_what_was_prepared(event: Event) -> None:
    if event.subject.prepared is not None:
        forget_preparation(event.subject)


@on("search.withdraw", "search.give-up")
def _end_with_the_search(event: Event) -> None:
    """End the answers that live. A search that was given up may open again: drafts stay."""
    drafts_too = event.name == "search.withdraw"
    for interest in queries.live_answers_to(event.subject.id):
        if interest.state == InterestState.DRAFT and not drafts_too:
            continue
        if interest.standing in FLOW["end-with-search"].source:
            advance(FLOW, interest, "end-with-search", Actor.SYSTEM, event.note)

"""What follows from a claim: the entry is handed over."""

from __future__ import annotations

from app.core.history import advance, record
from app.core.reactions import on
from app.core.workflow import Event
from app.directory.commands import OF_THE_FIRST_PERSON, add_member
from app.directory.workflow import FLOW


@on("claim.prove", "claim.approve")
def _hand_the_entry_over(event: Event) -> None:
    """The person looks after it from now on; it stays public, and waits for verification."""
    claim = event.subject
    advance(FLOW, claim.organisation, "claim", event.actor)
    add_member(claim.organisation, claim.person, *OF_THE_FIRST_PERSON, function=claim.function)
    roles = {claim.person.name: [None, [role.value for role in OF_THE_FIRST_PERSON]]}
    record(Event(claim.organisation, "organisation.change-people", event.actor), roles)

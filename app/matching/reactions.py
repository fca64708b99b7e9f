"""What follows for approaches when organisations answer slots."""

from __future__ import annotations

from app.core.reactions import on
from app.core.workflow import Event
from app.matching.commands import note_answer


@on("interest.submit")
def _note_the_answer(event: Event) -> None:
    note_answer(event.subject.slot_id, event.subject.organisation_id)

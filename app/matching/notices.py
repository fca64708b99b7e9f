"""Who is told of approaches: those who may answer for the organisation, and who asked."""

from __future__ import annotations

from typing import Any

from app.accounts.models import User
from app.core.workflow import Event
from app.inbox.telling import Notice, tell
from app.interests import queries


def people(event: Event) -> list[User]:
    organisation_id = event.subject.organisation_id
    return queries.readers_of([organisation_id]).get(organisation_id, [])


def author(event: Event) -> list[User]:
    person = queries.person(event.subject.author_id)
    return [person] if person else []


def approach(event: Event) -> tuple[str, dict[str, Any]]:
    return "matching.approach", {"uid": event.subject.uid}


def candidates(event: Event) -> tuple[str, dict[str, Any]]:
    return "matching.candidates", {"uid": event.subject.slot.uid}


tell(
    Notice("approach.send", people, "approach", link=approach),
    Notice("approach.resend", people, "approach", link=approach),
    Notice("approach.pass", author, "approach_declined", link=candidates),
)

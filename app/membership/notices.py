"""Who is told of the answer to an invitation."""

from __future__ import annotations

from typing import Any

from app.accounts.models import User
from app.core.workflow import Event
from app.inbox.telling import Notice, tell


def inviter(event: Event) -> list[User]:
    return [event.subject.invited_by]


def people(event: Event) -> tuple[str, dict[str, Any]]:
    return "membership.people", {"slug": event.subject.organisation.slug}


tell(
    Notice("invitation.accept", inviter, "membership_accepted", link=people),
    Notice("invitation.decline", inviter, "membership_declined", link=people),
)

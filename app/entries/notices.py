"""Who is told of claims."""

from __future__ import annotations

from typing import Any

from app.accounts.models import User
from app.core.workflow import Event
from app.directory.policy import VERIFIERS
from app.directory.queries import staff
from app.inbox.telling import Notice, tell


def verifiers(_: Event) -> list[User]:
    return staff(*VERIFIERS)


def claimant(event: Event) -> list[User]:
    person: User = event.subject.person
    return [person]


def claim(event: Event) -> tuple[str, dict[str, Any]]:
    return "claims.show", {"uid": event.subject.uid}


def profile(event: Event) -> tuple[str, dict[str, Any]]:
    return "directory.show", {"slug": event.subject.organisation.slug}


tell(
    Notice("claim.ask", verifiers, "claim_asked", link=claim, action=True),
    Notice("claim.approve", claimant, "claim_granted", link=profile),
    Notice("claim.refuse", claimant, "claim_refused", link=claim),
)

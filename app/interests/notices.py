"""Who is told of what happens to an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.core.workflow import Event
from app.directory.choices import Role
from app.directory.queries import staff
from app.inbox.telling import Notice, tell
from app.interests import queries
from app.interests.letters import MAILS
from app.interests.models import Decision


def officers(event: Event) -> list[User]:
    """Nobody at the agency hears of an answer that was never sent to it."""
    return staff(Role.OFFICER) if event.subject.submitted_at else []


def applicants(event: Event) -> list[User]:
    organisation_id = event.subject.organisation_id
    return queries.readers_of([organisation_id]).get(organisation_id, [])


def sender(event: Event) -> list[User]:
    person = queries.person(event.actor.id)
    return [person] if person else []


def interest(event: Event) -> tuple[str, dict[str, Any]]:
    return "interests.show", {"uid": event.subject.uid}


def reply_by(event: Event) -> datetime | None:
    moment: datetime | None = event.subject.reply_by
    return moment


def _notice(
    move: str,
    to: Callable[[Event], list[User]],
    mail: str,
    act_by: Callable[[Event], datetime | None] | None = None,
    *,
    receipt: bool = False,
) -> Notice:
    return Notice(f"interest.{move}", to, mail, link=interest, act_by=act_by, receipt=receipt)


tell(
    _notice("submit", officers, "interest_submitted"),
    _notice("submit", sender, "interest_receipt", receipt=True),
    _notice("amend", officers, "interest_amended"),
    _notice("amend", sender, "interest_receipt", receipt=True),
    _notice("withdraw", officers, "interest_withdrawn"),
    _notice("take-up", applicants, "interest_taken_up"),
    _notice("invite", applicants, MAILS[Decision.INVITE], reply_by),
    _notice("reserve", applicants, MAILS[Decision.RESERVE]),
    _notice("decline", applicants, MAILS[Decision.DECLINE]),
    _notice("remind", applicants, "interest_reminder", reply_by),
    _notice("confirm", officers, "interest_confirmed"),
    _notice("confirm", applicants, "interest_confirmation", receipt=True),
    _notice("turn-down", officers, "interest_turned_down"),
    _notice("lapse", officers, "interest_lapsed"),
    _notice("lapse", applicants, "interest_lapse"),
    _notice("end-with-search", applicants, "interest_search_ended"),
)

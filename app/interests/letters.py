"""The letters of prepared decisions, exactly as they will be mailed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import User
from app.core.actors import Actor
from app.core.db import db
from app.core.workflow import TOO_LATE, Event
from app.inbox.telling import send
from app.interests.models import Decision, Interest
from app.interests.workflow import FLOW, RELEASED

MAILS = {
    Decision.INVITE: "interest_invited",
    Decision.RESERVE: "interest_on_reserve",
    Decision.DECLINE: "interest_declined",
}


@dataclass(frozen=True)
class Letter:
    """A mail that goes out with a release, in the language of its first reader.

    `obstacle` says why it cannot be released now, or is None.
    """

    interest: Interest
    obstacle: str | None
    subject: str
    body: str
    language: str
    readers: Sequence[User]


def letter_of(interest: Interest, actor: Actor, readers: Sequence[User]) -> Letter:
    """Write the letter of a prepared decision without sending it."""
    decision = interest.prepared
    if decision is None:
        raise ValueError("Nothing has been prepared.")
    first = readers[0] if readers else None
    move = FLOW[RELEASED[decision]]
    obstacle = move.obstacle(interest) if interest.standing in move.source else TOO_LATE
    event = Event(interest, f"interest.{move.name}", actor, note=interest.prepared_note)
    message = send(
        first.email if first else "",
        MAILS[decision],
        language=first.locale if first else actor.locale,
        person=first,
        act_by=interest.reply_by if decision == Decision.INVITE else None,
        event=event,
        subject=interest,
    )
    db.session.expunge(message)  # the same code writes the mail and its preview; this is the latter
    return Letter(interest, obstacle, message.subject, message.body, message.language, readers)

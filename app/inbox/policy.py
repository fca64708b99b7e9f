"""Who may read which message."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import duty, is_staff, known, rule
from app.inbox.models import Delivery, Message


@rule
def is_the_reader(actor: Actor, message: Message) -> bool:
    return actor.is_known and message.person_id == actor.id and message.is_listed


@rule
def has_failed(actor: Actor, message: Message) -> bool:
    return message.delivery == Delivery.FAILED


# The duties are those of app.directory.choices.Role, which stands above this feature.
read_own = known
mark = is_the_reader
see_outbox = is_staff
retry = duty("officer", "administrator") & has_failed

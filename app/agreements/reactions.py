"""What follows from an agreement that enters into force, or is negotiated anew."""

from __future__ import annotations

from app.agreements.commands import draft, take_effect
from app.core.reactions import on
from app.core.workflow import Event

on("agreement.enter-into-force")(take_effect)


@on("agreement.reopen")
def begin_a_new_version(event: Event) -> None:
    """Acceptances and signatures were given to the text that has been taken back."""
    draft(event.subject, event.actor, anew=True)

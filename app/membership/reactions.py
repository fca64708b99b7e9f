"""What follows from the moves of an invitation."""

from __future__ import annotations

from app.core.reactions import on
from app.core.workflow import Event
from app.membership.commands import mail


@on("invitation.resend")
def _send_a_new_link(event: Event) -> None:
    mail(event.subject)

"""What projects do when something happens upstream."""

from __future__ import annotations

from app.consortia import commands
from app.core.reactions import on
from app.core.workflow import Event


@on("interest.confirm")
def admit_the_partner(event: Event) -> None:
    commands.admit(event.subject, event.actor)

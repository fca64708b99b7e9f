"""What follows when an expert is withdrawn or offered again."""

from __future__ import annotations

from app.core.reactions import on
from app.core.workflow import Event
from app.experts import commands


@on("expert.withdraw", "expert.offer")
def _keep_the_index_in_step(event: Event) -> None:
    commands.index(event.subject)

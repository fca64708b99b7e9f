"""What follows when an expert is withdrawn or offered again."""

from __future__ import annotations

from app.core import fulltext
from app.core.archive import RESTORED
from app.core.reactions import on
from app.core.workflow import Event
from app.experts import commands
from app.experts.queries import every_expert


@on("expert.withdraw", "expert.offer")
def _keep_the_index_in_step(event: Event) -> None:
    commands.index(event.subject)


@on(RESTORED)
def _index_all_anew(_: Event) -> None:
    fulltext.clear("expert")
    for expert in every_expert():
        commands.index(expert)

"""What spending does when a report moves on."""

from __future__ import annotations

from app.core.reactions import on
from app.core.workflow import Event
from app.spending import commands


@on("report.submit")
def freeze_the_rates(event: Event) -> None:
    commands.freeze_rates(event.subject, event.actor)


@on("report.take")
def note_the_controller(event: Event) -> None:
    commands.begin_control(event.subject, event.actor)


@on("report.certify")
def freeze_the_terms(event: Event) -> None:
    commands.settle(event.subject, event.actor)

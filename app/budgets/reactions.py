"""What budgets do when something happens to a partnership."""

from __future__ import annotations

from app.budgets import commands
from app.budgets.queries import all_accepted
from app.core.actors import Actor
from app.core.history import record
from app.core.reactions import on
from app.core.workflow import Event
from app.searches.models import PartnerRole


@on("partner.join")
def open_a_budget(event: Event) -> None:
    """Associated partners have no budget."""
    if event.subject.role != PartnerRole.ASSOCIATED:
        commands.open_budget(event.subject, event.actor)


@on("budget.submit")
def whoever_sends_it_has_prepared_it(event: Event) -> None:
    budget, person = event.subject, event.actor.id
    if person is not None and person not in budget.preparers:
        budget.preparers = [*budget.preparers, person]


@on("budget.accept")
def say_when_all_are_accepted(event: Event) -> None:
    project = event.subject.partner.project
    if all_accepted(project):
        record(Event(project, "project.accept-budgets", Actor.SYSTEM))

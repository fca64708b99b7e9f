"""What budgets do when something happens to a partnership or to themselves."""

from __future__ import annotations

from app.budgets import commands, declarations, versions
from app.budgets.models import Budget, VersionKind
from app.budgets.queries import all_accepted
from app.budgets.record import restore
from app.core.actors import Actor
from app.core.db import db
from app.core.history import record
from app.core.reactions import on
from app.core.workflow import Event
from app.directory.choices import PartnerRole
from app.interests.models import Interest

KEPT = {
    "budget.submit": VersionKind.SUBMITTED,
    "budget.return": VersionKind.RETURNED,
    "budget.accept": VersionKind.ACCEPTED,
    "budget.send-change": VersionKind.SUBMITTED,
    "budget.pass-change-on": VersionKind.CHECKED,
    "budget.return-change": VersionKind.RETURNED,
    "budget.close": VersionKind.FINAL,
}
"""The moves after which a budget is kept as it stands."""


@on("partner.join")
def open_a_budget(event: Event) -> None:
    """Associated partners have no budget."""
    if event.subject.role != PartnerRole.ASSOCIATED:
        commands.open_budget(event.subject, event.actor)


@on("budget.open")
def keep_what_was_offered(event: Event) -> None:
    """The expression of interest is the first, indicative version."""
    budget: Budget = event.subject
    if budget.partner.interest_id is None:
        return
    interest = db.session.get_one(Interest, budget.partner.interest_id)
    if interest.total:
        offered = versions.indicative(budget.partner, interest)
        versions.keep(budget, VersionKind.INDICATIVE, event.actor, document=offered)


@on("budget.submit", "budget.send-change")
def whoever_sends_it_has_prepared_it(event: Event) -> None:
    budget, person = event.subject, event.actor.id
    if person is not None and person not in budget.preparers:
        budget.preparers = [*budget.preparers, person]


@on(*KEPT)
def keep_the_version(event: Event) -> None:
    budget: Budget = event.subject
    note = event.note or (budget.change_reason if event.name == "budget.send-change" else "")
    versions.keep(budget, KEPT[event.name], event.actor, note)


@on("budget.accept")
def say_when_all_are_accepted(event: Event) -> None:
    project = event.subject.partner.project
    if all_accepted(project):
        record(Event(project, "project.accept-budgets", Actor.SYSTEM))


@on("budget.fix", "budget.accept-change", "budget.approve-change")
def keep_the_baseline(event: Event) -> None:
    budget: Budget = event.subject
    budget.baseline += 1
    if event.name != "budget.accept-change":
        budget.approved = budget.baseline
    versions.keep(budget, VersionKind.BASELINE, event.actor, event.note or budget.change_reason)
    budget.change_reason = ""


@on("budget.ask-change")
def begin_the_change(event: Event) -> None:
    """A new round: other people may prepare it, and what finance asked in the last one is over."""
    budget: Budget = event.subject
    if versions.latest(budget, VersionKind.BASELINE) is None:  # fixed before versions were kept
        budget.baseline = budget.approved = max(budget.baseline, 1)
        versions.keep(budget, VersionKind.BASELINE, Actor.SYSTEM)
    budget.change_reason = event.note
    budget.preparers = [] if event.actor.id is None else [event.actor.id]
    for line in budget.lines:
        line.comment = ""


@on("budget.refuse-change", "budget.withdraw-change")
def go_back_to_the_baseline(event: Event) -> None:
    """The change that does not come about is kept as a version of its own."""
    budget: Budget = event.subject
    refused = event.name == "budget.refuse-change"
    kind = VersionKind.REJECTED if refused else VersionKind.WITHDRAWN
    versions.keep(budget, kind, event.actor, event.note or budget.change_reason)
    if (baseline := versions.latest(budget, VersionKind.BASELINE)) is not None:
        restore(budget, baseline.document)
    budget.change_reason = ""


@on("budget.accept", "budget.fix", "budget.accept-change", "budget.approve-change")
def bind_the_declaration(event: Event) -> None:
    """The version that holds now decides whether the partner has to declare anew."""
    declarations.keep_up(event.subject, event.actor)

"""What happens to budgets: they are opened, written, commented and fixed for the agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.budgets import drafts, offers
from app.budgets.figures import Figures, plan_of
from app.budgets.models import Budget, BudgetState, Line, Source
from app.budgets.plan import ONE_UNIT, Category, Illegal, Option, Pledge, SourceStatus, computed_by
from app.budgets.queries import all_accepted, budgets_of
from app.budgets.record import document_of, draw_on, restore
from app.budgets.sheet import Typed, Written
from app.budgets.version_document import Document
from app.budgets.workflow import FLOW
from app.consortia.findings import Finding, Outcome
from app.consortia.models import Partner, Project
from app.core.actors import Actor
from app.core.db import db
from app.core.documents import Stashed, claim
from app.core.errors import DomainError
from app.core.history import record
from app.core.i18n import lazy
from app.core.money import HUNDRED, Rate, half_up
from app.core.times import now
from app.core.workflow import Event
from app.interests.models import Interest

EVIDENCE = "evidence of co-financing"
COLUMNS = (
    "category", "description", "unit_price", "staff_function", "unit_type", "costs_as", "period",
    "periods", "work_package_id", "activity_id", "note",
)  # fmt: skip
"""What people enter of a line, besides its units."""


RATES_ARE_FIXED = lazy("The flat rates were fixed with the baseline and stay as they are.")


@dataclass(frozen=True)
class Origin:
    """An origin of the contribution as it is entered."""

    name: str
    status: SourceStatus
    amount: Decimal
    is_partner: bool
    pledge: Pledge = Pledge.INTENDED
    evidence: Stashed | None = None
    """A new file; without one, the evidence that the row has stays."""
    id: int | None = None
    """The row that is changed; None for a new one."""


@dataclass(frozen=True)
class Change:
    """One row of the sheet: the line that it changes and what is to stand there, if any."""

    line: Line | None
    cost: Written | None


def open_budget(partner: Partner, actor: Actor) -> Budget:
    """Give a partner an empty budget to fill in."""
    budget = Budget(partner=partner, lines=[], funding=[], sources=[])
    db.session.add(budget)
    record(Event(budget, "budget.open", actor))
    return budget


def add_line(budget: Budget, actor: Actor, values: Mapping[str, Any]) -> Line:
    """Add a cost at the end; without units the price is an amount on its own."""
    position = max((line.position for line in budget.lines), default=0) + 1
    line = Line(position=position, **_line_values(values))
    budget.lines.append(line)
    _written(budget, actor)
    record(Event(budget, "budget.add-line", actor), {"line": [None, _said(line)]})
    return line


def edit_line(budget: Budget, line: Line, actor: Actor, values: Mapping[str, Any]) -> None:
    for name, value in _line_values(values).items():
        setattr(line, name, value)
    _written(budget, actor)


def remove_line(budget: Budget, line: Line, actor: Actor) -> None:
    budget.lines.remove(line)
    _written(budget, actor)
    record(Event(budget, "budget.remove-line", actor), {"line": [_said(line), None]})


def write_sheet(budget: Budget, actor: Actor, changes: Sequence[Change]) -> None:
    """Write rows of the sheet into the budget: new, changed and deleted lines in one step."""
    before = [_said(one.line) for one in changes if one.line and one.cost is None]
    added: list[str] = []
    position = max((line.position for line in budget.lines), default=0)
    for change in changes:
        if change.cost is None:
            if change.line is not None:
                budget.lines.remove(change.line)
            continue
        values = _line_values(vars(change.cost))
        if change.line is None:
            position += 1
            line = Line(position=position, **values)
            budget.lines.append(line)
            added.append(_said(line))
        else:
            for name, value in values.items():
                setattr(change.line, name, value)
    _written(budget, actor)
    if before or added:
        record(Event(budget, "budget.write-sheet", actor), {"lines": [before, added]})


def save_sheet(
    budget: Budget, actor: Actor, changes: Sequence[Change], left: Sequence[Typed]
) -> None:
    """Write the rows that are in order and keep those that are not as the person's draft."""
    if changes:
        write_sheet(budget, actor, changes)
    db.session.flush()  # what is left was typed on the version that this makes
    drafts.keep(budget.id, actor.id, budget.version, left)


def choose_options(budget: Budget, actor: Actor, rates: Mapping[Option, Rate]) -> None:
    """Choose flat rates; the lines of the categories that they compute go.

    Raises DomainError once the budget has been fixed: the rates of a baseline stay.
    """
    if budget.baseline:
        raise DomainError(RATES_ARE_FIXED)
    closed = computed_by(rates)
    for line in [line for line in budget.lines if line.category in closed]:
        remove_line(budget, line, actor)
    for option in Option:
        setattr(budget, option.value, rates.get(option))
    _written(budget, actor)


def finance(
    budget: Budget, actor: Actor, rates: Mapping[str, Rate], origins: Sequence[Origin]
) -> None:
    """Say which funds pay how many percent, and where the contribution comes from.

    Rows that stay keep themselves and their evidence; an origin that is not named any more goes.
    """
    before = _sources_said(budget)
    draw_on(budget, rates)
    known: dict[int | None, Source] = {source.id: source for source in budget.sources}
    kept = {one.id for one in origins}
    for gone in [source for key, source in known.items() if key not in kept]:
        budget.sources.remove(gone)
    for one in origins:
        if one.id in known and not one.is_partner:
            known[one.id].is_partner = False
    db.session.flush()  # one row is the partner's: the old one has to go before the new one comes
    for position, one in enumerate(origins, start=1):
        source = known[one.id] if one.id in known else Source()
        if one.id not in known:
            budget.sources.append(source)
        source.name, source.status, source.amount = one.name, one.status, one.amount
        source.is_partner, source.pledge, source.position = one.is_partner, one.pledge, position
        if one.evidence is not None:
            source.evidence = claim(one.evidence, EVIDENCE)
    _written(budget, actor)
    record(Event(budget, "budget.finance", actor), {"financing": [before, _sources_said(budget)]})


def bring_in(budget: Budget, actor: Actor, document: Document, name: str) -> None:
    """Make the budget what a file says: `document` is what was read from it, `name` its name.

    Raises DomainError as `keep_rates` does.
    """
    keep_rates(budget, document)
    before = [_said(line) for line in budget.lines], _sources_said(budget)
    restore(budget, document)
    _written(budget, actor)
    after = [_said(line) for line in budget.lines], _sources_said(budget)
    changed = {
        what: [old, new]
        for what, old, new in zip(("lines", "financing"), before, after, strict=True)
        if old != new
    }
    record(Event(budget, "budget.bring-in", actor, note=name), changed)


def keep_rates(budget: Budget, document: Document) -> None:
    """Raises DomainError for a document with other flat rates than a baseline has fixed."""
    if budget.baseline and document["options"] != document_of(budget)["options"]:
        raise DomainError(RATES_ARE_FIXED)


def take_over(budget: Budget, actor: Actor, interest: Interest) -> None:
    """Begin with the indicative budget of the interest: an amount by category, fund and origin."""
    if budget.lines:
        raise DomainError(lazy("The budget has lines already: nothing was taken over."))
    closed = computed_by(budget.options)
    described = lazy("As in the expression of interest")
    for category in Category:
        amount = interest.costs.get(category.value)
        if amount and category not in closed:
            values = {"category": category, "description": str(described), "unit_price": amount}
            add_line(budget, actor, values)
    rates = _rate_asked_for(budget, interest)
    finance(budget, actor, rates, ())
    contribution = Figures(budget).computed.contribution.result
    if contribution and interest.origin:
        status = SourceStatus(interest.origin.value.replace("-", "_"))
        own = status != SourceStatus.AUTOMATIC_PUBLIC
        origin = Origin(budget.partner.name, status, contribution, own)
        finance(budget, actor, rates, (origin,))


def comment(budget: Budget, comments: Mapping[int, str]) -> None:
    """Write what finance asks about lines, by their ids; nobody else's doing becomes theirs."""
    for line in budget.lines:
        line.comment = comments.get(line.id, line.comment)
    budget.updated_at = now()


def obstacle_to_fixing(findings: Sequence[Finding], *, accepted: bool) -> str | None:
    """Say why the budgets cannot be fixed for the agreement yet, or None; `findings` are theirs.

    `accepted` says whether finance has accepted all that have to be there.
    """
    if not accepted:
        return lazy("Finance has not accepted every budget yet.")
    return next((one.message for one in findings if one.outcome == Outcome.BLOCK), None)


def fix(project: Project, actor: Actor, findings: Sequence[Finding]) -> None:
    """Fix all budgets of a project together, so that the agreement can rest on them."""
    if reason := obstacle_to_fixing(findings, accepted=all_accepted(project)):
        raise DomainError(reason)
    for budget in budgets_of(project):
        if budget.state != BudgetState.ACCEPTED:
            continue  # it has its baseline already
        event = FLOW.apply("fix", budget, Actor.SYSTEM)
        record(replace(event, actor=actor))
    record(Event(project, "project.fix-budgets", actor))


def _written(budget: Budget, actor: Actor) -> None:
    """Note that the budget was edited, and by whom; what may not stand together is refused."""
    budget.updated_at = now()
    if actor.id is not None and actor.id not in budget.preparers:
        budget.preparers = [*budget.preparers, actor.id]
    try:
        plan_of(budget)
    except Illegal as illegal:
        reason = lazy("This does not fit the rest of the budget any more: please look at it again.")
        raise DomainError(reason) from illegal


def _line_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a line from what was entered: an amount alone is one unit."""
    columns = {name: values[name] for name in COLUMNS if name in values}
    if "periods" in columns:
        columns["periods"] = dict(columns["periods"])
    return columns | {"units": ONE_UNIT if values.get("units") is None else values["units"]}


def _rate_asked_for(budget: Budget, interest: Interest) -> dict[str, Rate]:
    """Return the share that the interest asks of its fund, at most what the rules allow."""
    offer = next((o for o in offers.funds_for(budget) if o.fund.code == interest.fund), None)
    if offer is None or not interest.total:
        return {}
    asked = half_up(interest.requested_fund * HUNDRED / interest.total)
    return {offer.fund.code: asked if offer.proposal is None else min(asked, offer.proposal)}


def _said(line: Line) -> str:
    return f"{line.category.value}: {line.description}, {line.amount}"


def _sources_said(budget: Budget) -> list[str]:
    return [f"{share.fund} {share.rate} %" for share in budget.funding] + [
        f"{source.name}, {source.status.value}, {source.amount}" for source in budget.sources
    ]

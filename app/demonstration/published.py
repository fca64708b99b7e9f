"""Two real projects, with their published facts, and of one an example of how it is financed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.budgets import commands
from app.budgets.commands import Origin
from app.budgets.figures import Figures
from app.budgets.plan import Category, SourceStatus
from app.consortia.models import Partner, Project, ProjectState
from app.core.db import db
from app.core.history import record
from app.core.references import next_reference
from app.core.workflow import Event
from app.demonstration.data import read
from app.demonstration.people import acting
from app.directory.choices import PartnerRole


def show_published_projects() -> None:
    """Enter the projects; neither has a search or an agreement here."""
    for told in read("published.json"):
        project = Project(
            reference=next_reference("PR"),
            title=told["title"],
            acronym=told["acronym"],
            description=told["description"],
            source=told["source"],
            starts_on=_day(told, "starts_on"),
            ends_on=_day(told, "ends_on"),
            published_total=Decimal(told["total"]) if "total" in told else None,
            state=ProjectState.PUBLISHED,
        )
        project.partners = [
            Partner(
                number=number,
                role=PartnerRole.PARTNER if number > 1 else PartnerRole.LEAD,
                name=partner["name"],
                country=partner["country"],
            )
            for number, partner in enumerate(told["partners"], start=1)
        ]
        db.session.add(project)
        record(Event(project, "project.publish", acting("officer")))
        if "example" in told:
            _finance(project, told["example"])


def _finance(project: Project, example: Mapping[str, Any]) -> None:
    """Enter the published total with its sources; how they share it is an example, and says so."""
    lead, actor = project.partners[0], acting("officer")
    budget = commands.open_budget(lead, actor)
    cost = {"category": Category.LUMP_SUMS, "description": example["cost"]}
    commands.add_line(budget, actor, cost | {"unit_price": project.published_total})
    rates = {fund: Decimal(rate) for fund, rate in example["funds"].items()}
    commands.finance(budget, actor, rates, ())
    rest = Figures(budget).computed.contribution.result
    origin = Origin(example["origin"], SourceStatus.PUBLIC, rest, is_partner=True)
    commands.finance(budget, actor, rates, (origin,))


def _day(told: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(told[name]) if name in told else None

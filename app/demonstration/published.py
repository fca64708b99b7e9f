"""Two real projects, with their published facts and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.consortia.models import Partner, Project, ProjectState
from app.core.db import db
from app.core.history import record
from app.core.references import next_reference
from app.core.workflow import Event
from app.demonstration.data import read
from app.demonstration.people import acting
from app.searches.models import PartnerRole


def show_published_projects() -> None:
    """Enter the projects; neither has a search, a budget or an agreement here."""
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


def _day(told: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(told[name]) if name in told else None

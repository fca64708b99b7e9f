"""What happens to experts: added, changed, made findable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core import fulltext
from app.core.actors import Actor
from app.core.db import db
from app.core.documents import Stashed, claim
from app.core.history import record
from app.core.workflow import Event
from app.directory.models import Organisation
from app.experts.models import Expert, ExpertState

CV = "expert's CV"


def add(
    organisation: Organisation, actor: Actor, facts: Mapping[str, Any], cv: Stashed | None
) -> Expert:
    """Add an expert, who is offered from now on."""
    expert = Expert(organisation=organisation, **facts)
    db.session.add(expert)
    _file(expert, cv)
    record(Event(expert, "expert.add", actor))
    index(expert)
    return expert


def change(expert: Expert, facts: Mapping[str, Any], cv: Stashed | None) -> None:
    """Change what is said of an expert; a new CV takes the place of the old one."""
    for name, value in facts.items():
        setattr(expert, name, value)
    _file(expert, cv)
    index(expert)


def index(expert: Expert) -> None:
    """Make the expert findable, by nothing that the public may not see."""
    if expert.state == ExpertState.WITHDRAWN:
        fulltext.remove("expert", expert.id)
        return
    qualified = [entry["title"] for entry in expert.qualifications or []]
    parts = {
        "A": f"{expert.title}\n{expert.name}" if expert.is_public else "",
        "B": "\n".join([*(expert.expertise or []), *(expert.standards or []), *qualified]),
        "C": "\n".join([*(expert.methods or []), expert.function if expert.is_public else ""]),
        "D": expert.summary if expert.is_public else "",
    }
    fulltext.index("expert", expert.id, parts, expert.language)


def _file(expert: Expert, cv: Stashed | None) -> None:
    if cv is not None:
        expert.cv = claim(cv, CV)

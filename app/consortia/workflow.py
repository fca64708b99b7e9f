"""The life of a project (workflows.md D3: it is agreed when its agreement comes into force)."""

from __future__ import annotations

from app.consortia.models import Project, ProjectState
from app.core.i18n import lazy
from app.core.policy import nobody
from app.core.workflow import Flow, Move

FLOW: Flow[Project] = Flow(
    "project",
    ProjectState,
    Move(
        "agree",
        (ProjectState.FORMING,),
        ProjectState.AGREED,
        lazy("The agreement is in force"),
        by=nobody,
    ),
)
FLOWS = (FLOW,)

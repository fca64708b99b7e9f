"""Two addresses for those who watch over the process: does it live, can it serve?"""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.core.health import examine
from app.core.policy import anyone
from app.core.web import authorise

bp = Blueprint("probes", __name__)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Answer at all: the process lives."""
    authorise(anyone, None)
    return "alive\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer 200 when everything that is needed works, else 503; only the names are public."""
    authorise(anyone, None)
    findings = list(examine())
    lines = [f"{'well' if found.is_well else 'not well'}: {found.name}" for found in findings]
    status = 200 if all(found.is_well for found in findings) else 503
    return "\n".join(lines) + "\n", status, {"Content-Type": "text/plain; charset=utf-8"}

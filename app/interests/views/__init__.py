"""The pages of answers: for those who send them, and for the staff who read and decide."""

from __future__ import annotations

from flask import Flask

from app.interests import queries
from app.interests.models import COST_CATEGORIES
from app.interests.outlook import hear_by, outlook, start_by
from app.interests.views import answers, assessment, board
from app.interests.views.blueprint import bp

__all__ = ["answers", "assessment", "board"]


def init_app(app: Flask) -> None:
    """Serve the pages, and tell the pages of searches how many seats are occupied."""
    app.register_blueprint(bp)
    app.extensions["seats_taken"] = queries.seats_taken
    app.jinja_env.globals.update(
        hear_by=hear_by,
        start_by=start_by,
        outlook=outlook,
        cost_categories=COST_CATEGORIES,
    )

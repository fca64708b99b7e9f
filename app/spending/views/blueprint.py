"""The blueprint that the pages of spending belong to."""

from __future__ import annotations

from flask import Blueprint

from app.core.web import add_moves
from app.spending import policy, queries
from app.spending.workflow import FLOW

bp = Blueprint("spending", __name__)
add_moves(bp, "/reports/<uuid:uid>", FLOW, queries.get_report, sight=policy.view)

"""The blueprint that the pages of budgets belong to."""

from __future__ import annotations

from flask import Blueprint

from app.budgets import policy, queries
from app.budgets.workflow import FLOW
from app.core.web import add_moves

bp = Blueprint("budgets", __name__)
add_moves(bp, "/budgets/<uuid:uid>", FLOW, queries.get_budget, sight=policy.view)

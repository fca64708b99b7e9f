"""The blueprint that the pages of answers belong to."""

from __future__ import annotations

from flask import Blueprint

from app.core.web import add_moves
from app.interests import policy, queries
from app.interests.workflow import BY_HAND

bp = Blueprint("interests", __name__)
add_moves(bp, "/interests/<uuid:uid>", BY_HAND, queries.get_interest, sight=policy.view)

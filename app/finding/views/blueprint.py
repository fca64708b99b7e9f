"""The blueprint that all pages of finding belong to."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("finding", __name__)

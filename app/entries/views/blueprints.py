"""The blueprints of entries, which its pages are entered in."""

from __future__ import annotations

from flask import Blueprint

entries = Blueprint("entries", __name__, url_prefix="/organisations")
claims = Blueprint("claims", __name__, url_prefix="/organisations/claims")
BOTH = ["GET", "POST"]

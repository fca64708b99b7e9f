"""The blueprints of the directory, which its pages are entered in."""

from __future__ import annotations

from flask import Blueprint

directory = Blueprint("directory", __name__)
accreditations = Blueprint("accreditations", __name__, url_prefix="/accreditations")
BOTH = ["GET", "POST"]

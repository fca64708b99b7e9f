"""The pages of entries: claims, imports, duplicates and merges."""

from __future__ import annotations

from flask import Flask

from app.entries.views import claims, imports, merges  # noqa: F401  each enters its pages
from app.entries.views.blueprints import claims as claim_pages
from app.entries.views.blueprints import entries


def init_app(app: Flask) -> None:
    app.register_blueprint(entries)
    app.register_blueprint(claim_pages)

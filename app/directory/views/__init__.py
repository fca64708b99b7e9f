"""The pages of the directory."""

from __future__ import annotations

from flask import Flask

from app.directory import queries
from app.directory.views import accreditations, experience, listing, organisations  # noqa: F401  each enters its pages
from app.directory.views.blueprints import accreditations as accreditation_pages
from app.directory.views.blueprints import directory


def init_app(app: Flask) -> None:
    app.extensions["actor_of"] = queries.actor_of
    app.register_blueprint(directory)
    app.register_blueprint(accreditation_pages)

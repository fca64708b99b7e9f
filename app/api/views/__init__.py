"""The addresses of the API, and the page on which people keep their tokens."""

from __future__ import annotations

from flask import Flask

from app.api import description, identity
from app.api.views import own, public, tokens  # noqa: F401  each enters its addresses
from app.api.views.answers import api


def init_app(app: Flask) -> None:
    identity.init_app(app)
    described = description.init_app(app)
    app.extensions["api"] = described
    public.describe()
    described.register_blueprint(api)
    app.register_blueprint(tokens.bp)

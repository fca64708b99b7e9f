"""The pages of finding: results in other formats, and saved searches."""

from __future__ import annotations

from flask import Flask

from app.finding.views import across, formats, saved
from app.finding.views.blueprint import bp


def init_app(app: Flask) -> None:
    app.config["SIGNED_ADDRESSES"] |= {"finding.unsubscribe"}
    app.register_blueprint(bp)


__all__ = ["across", "formats", "init_app", "saved"]

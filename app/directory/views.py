"""The pages of the directory, and what the directory tells the kernel."""

from __future__ import annotations

from flask import Flask

from app.directory import queries


def init_app(app: Flask) -> None:
    app.extensions["actor_of"] = queries.actor_of

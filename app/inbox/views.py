"""The pages of the inbox, and what the inbox offers to the kernel."""

from __future__ import annotations

from flask import Flask

from app.inbox.telling import send


def init_app(app: Flask) -> None:
    app.extensions["send_mail"] = send

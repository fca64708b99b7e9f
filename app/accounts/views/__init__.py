"""The pages by which people come in, and where they keep their account.

What carries a password is in the blueprint `security`: its forms are not remembered by the kernel.
Links from mails are shown by GET and act by POST only: scanners of mail open every link.
"""

from __future__ import annotations

from flask import Flask

from app.accounts import identity, security
from app.accounts.views import entrance, settings
from app.accounts.views.blueprints import account, bp

__all__ = ["entrance", "settings"]


def init_app(app: Flask) -> None:
    security.init_app(app)
    identity.init_app(app)
    app.register_blueprint(bp)
    app.register_blueprint(account)

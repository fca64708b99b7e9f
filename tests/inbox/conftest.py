"""A mail server for the tests of the inbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from app.core.db import db
from app.inbox.models import Message
from tests.inbox.mail_server import MailServer


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.controller.start()
    yield server
    server.controller.stop()


@pytest.fixture
def smtp(app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """The server, with the application sending to it."""
    monkeypatch.setitem(app.config, "MAIL_URL", server.url)
    return server


@pytest.fixture
def write(app: Flask) -> Callable[..., Message]:
    """Put a message into the outbox."""

    def write(number: int = 1, **given: Any) -> Message:
        facts: dict[str, Any] = {
            "address": f"reader{number}@example.org",
            "message_id": f"<message-{number}@127.0.0.1>",
            "event": "trial.happen",
            "subject": f"PS-2026-001: message {number}",
            "body": "It happened.",
            "language": "en",
        }
        message = Message(**facts | given)
        db.session.add(message)
        db.session.commit()
        return message

    return write

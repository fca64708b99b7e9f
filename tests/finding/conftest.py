"""Saved searches for the tests, and a mail server that is real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.times import now
from app.finding.models import SavedSearch, Subject
from tests.inbox.mail_server import MailServer
from tests.making import Make


@pytest.fixture
def saved(make: Make) -> Callable[..., SavedSearch]:
    """Save a search as if yesterday: what is published from then on is new."""

    def saved(person: User, query: str = "", **given: Any) -> SavedSearch:
        yesterday = now() - timedelta(days=1)
        facts: dict[str, Any] = {
            "person_id": person.id,
            "subject": Subject.SEARCHES,
            "query": query,
            "title": "What I look for",
            "since": yesterday,
            "looked_at": yesterday,
            "created_at": yesterday,
        }
        return make.save(SavedSearch(**facts | given))

    return saved


@pytest.fixture
def smtp(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    server = MailServer()
    server.controller.start()
    monkeypatch.setitem(app.config, "MAIL_URL", server.url)
    yield server
    server.controller.stop()

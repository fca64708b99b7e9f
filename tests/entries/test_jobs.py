"""What the worker does for entries."""

from __future__ import annotations

from app.core.db import db
from app.entries.jobs import keep_keys_of_older_entries
from tests.making import Make


def test_entries_of_older_versions_get_what_they_are_compared_by(make: Make) -> None:
    old = make.organisation(name="UAB Kauno centras", website="https://www.kaunas.lt")
    assert (old.folded_name, old.domain) == ("", "")

    keep_keys_of_older_entries()

    db.session.refresh(old)
    assert (old.folded_name, old.domain) == ("centras kauno", "kaunas.lt")

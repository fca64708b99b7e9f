"""The history of a draft's slots, and texts that would keep the application busy."""

from __future__ import annotations

import time

from app.core.db import db
from app.core.history import entries_of
from app.searches import commands
from app.searches.published import ADDRESS
from app.searches.queries import get_search
from tests.making import Make


def test_history_says_which_slots_and_criteria_came_and_went(make: Make) -> None:
    search = get_search(make.search(slots=0).reference)

    slot = commands.add_slot(search, {"title": "A laboratory", "essential": ["ISO/IEC 17025"]})
    commands.edit_slot(slot, {"essential": ["ISO 15189"], "nice": []})
    commands.remove_slot(slot)
    db.session.commit()

    changes = [entry.changes for entry in reversed(entries_of(search)) if entry.changes]
    assert changes[-4:] == [
        {"criteria": [[], ["ISO/IEC 17025"]]},
        {"slot": [None, "A laboratory"]},
        {"criteria": [["ISO/IEC 17025"], ["ISO 15189"]]},
        {"slot": ["A laboratory", None]},
    ]


def test_address_is_looked_for_in_one_go() -> None:
    started = time.perf_counter()

    assert ADDRESS.search("a" * 20_000) is None
    assert ADDRESS.search("Write to ada@example.org.") is not None
    assert time.perf_counter() - started < 0.2

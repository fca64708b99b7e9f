"""Limits of what a person may enter, and the line that the first administrator leaves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.db import db
from app.core.errors import TooMany
from app.core.history import entries_of
from app.core.refusals import write_in_any_case
from app.directory import commands
from app.directory.choices import Kind
from app.directory.commands.organisations import REGISTERED_A_DAY
from app.directory.queries import agency
from tests.making import Make, actor
from tests.visitor import Visitor


def test_administrator_appointed_by_command_stands_in_the_history(make: Make) -> None:
    ada = make.user(name="Ada")

    commands.appoint_administrator(ada, "Agency")
    db.session.commit()

    entry = entries_of(agency())[0]
    assert (entry.action, entry.actor_id) == ("organisation.change-people", None)
    assert entry.changes == {"Ada": [None, ["administrator"]]}


def test_list_that_no_page_can_show_is_refused(make: Make, visitor: Callable[..., Visitor]) -> None:
    person = visitor(make.user()).open("/organisations/new")

    person.press("Register it", {"Expertise": "\n".join(["quality"] * 51)})

    assert person.status == 422
    assert "Write at most 50 lines." in person.text


def test_organisations_are_entered_so_many_times_a_day(app: Flask, make: Make) -> None:
    person = make.user()

    facts = {"name": "Laboratory", "kind": Kind.LABORATORY, "country": "LT"}
    with app.test_request_context():
        for _ in range(REGISTERED_A_DAY):
            commands.register(person, actor(person), facts)
            write_in_any_case()
            db.session.flush()
        with pytest.raises(TooMany):
            commands.register(person, actor(person), facts)

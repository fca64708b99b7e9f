"""Two people, one budget: nothing is overwritten in silence, by rows of a sheet or by forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.budgets.record import document_of
from app.directory.choices import Role
from tests.budgets.editing import count, desk
from tests.conftest import Databases
from tests.making import Make
from tests.partnership import found
from tests.visitor import Visitor

ROUNDS = 50


def test_two_editors_lose_nothing(
    app: Flask, make: Make, databases: Databases, tmp_path: Path
) -> None:
    with desk(make, databases.url, tmp_path) as shared:
        finishes = [shared.compete() for _ in range(ROUNDS)]

    assert count(finishes) == {"nothing lost": ROUNDS}


@pytest.mark.parametrize(
    ("form", "button", "field", "value"),
    [
        ("lines/{line}", "Save the line", "What for", "Mine"),
        ("funding", "Save and compute", "sources-0-name", "Mine"),
    ],
)
def test_form_that_is_sent_on_an_older_version_changes_nothing(
    make: Make, visitor: Callable[..., Visitor], form: str, button: str, field: str, value: str
) -> None:
    world = found(make, "SE")
    budget = world.write("SE")
    late = visitor(world.people["SE"])
    late.open(f"/budgets/{budget.uid}/{form.format(line=budget.lines[0].uid)}")
    world.write("SE", {"travel": [("Ferry", "1", "80.00")]})
    before = document_of(world.budget("SE"))
    late.press(button, {field: value})

    assert late.status == 409
    assert document_of(world.budget("SE")) == before


@pytest.mark.parametrize(
    ("form", "button", "field"),
    [
        ("lines/{line}", "Save the line", "What for"),
        ("funding", "Save and compute", "sources-0-name"),
    ],
)
def test_form_that_is_sent_after_the_budget_was_sent_shows_what_was_typed(
    make: Make, visitor: Callable[..., Visitor], form: str, button: str, field: str
) -> None:
    world = found(make, "SE")
    budget = world.write("SE")
    late = visitor(world.people["SE"])
    late.open(f"/budgets/{budget.uid}/{form.format(line=budget.lines[0].uid)}")
    world.move("SE", "submit")
    before = document_of(world.budget("SE"))
    late.press(button, {field: "Typed for an hour"})

    assert late.status == 403
    assert "The budget was sent meanwhile" in late.text
    assert "Typed for an hour" in late.text
    assert document_of(world.budget("SE")) == before


def test_line_that_was_deleted_while_it_was_edited_shows_what_was_typed(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    world = found(make, "SE")
    budget = world.write("SE")
    late, quick = visitor(world.people["SE"]), visitor(world.people["SE"])
    late.open(f"/budgets/{budget.uid}/lines/{budget.lines[0].uid}")
    quick.open(late.path).press("Delete this line")
    late.press("Save the line", {"What for": "Typed for an hour"})

    assert late.status == 409
    assert "Somebody else has deleted this line meanwhile." in late.text
    assert "Typed for an hour" in late.text
    assert late.open(late.path).status == 404


def test_questions_that_finance_typed_while_another_accepted_are_shown(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    world = found(make, "SE")
    line = world.write("SE").lines[0]
    budget = world.move("SE", "submit")
    late = visitor(make.staff(Role.FINANCE)).open(f"/budgets/{budget.uid}/comments")
    world.move("SE", "accept", world.duty(Role.FINANCE))
    late.press("Save the comments", {f"line_{line.id}": "Why so many days?"})

    assert late.status == 403
    assert "Why so many days?" in late.text
    assert world.budget("SE").lines[0].comment == ""

"""Changes of budgets and declarations wait for those whose turn it is."""

from __future__ import annotations

import pytest

from app.budgets.models import Budget, Declaration
from app.desk.queries import TURNS, waiting
from app.directory.models import Role
from tests.budgets.changes import change, fix
from tests.making import actor
from tests.partnership import found


@pytest.fixture
def fixed(make):
    return fix(found(make, "SE"))


def titles(person, model):
    return [str(one.turn.title) for one in waiting(TURNS, actor(person)) if one.turn.model is model]


def test_declaration_waits_for_who_binds_the_partner(fixed):
    sentence = "Sign the declaration of %(what)s on its contribution"

    assert titles(fixed.people["SE"], Declaration) == [sentence]
    assert titles(fixed.duty(Role.DIRECTOR), Declaration) == [sentence]
    assert titles(fixed.duty(Role.FINANCE), Declaration) == []


def test_change_waits_for_its_writers_and_then_for_finance(fixed):
    fixed.move("SE", "ask-change", note="Wages have risen.")
    assert titles(fixed.people["SE"], Budget) == [
        "Write and send the change of the budget of %(what)s"
    ]
    fixed.move("SE", "withdraw-change")
    change(fixed, "820.00")

    assert titles(fixed.people["SE"], Budget) == []
    assert titles(fixed.duty(Role.FINANCE), Budget) == ["Check the budget of %(what)s"]

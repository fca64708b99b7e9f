"""The partnership in which most tests of budgets happen."""

from __future__ import annotations

import pytest

from tests.budgets.changes import fix
from tests.making import Make
from tests.partnership import World, found


@pytest.fixture
def world(make: Make) -> World:
    """The agency and two partners, from SE and LT, whose budgets are empty."""
    return found(make, "SE", "LT")


@pytest.fixture
def fixed(world: World) -> World:
    """The same when the director has fixed the budgets of all of them."""
    return fix(world)

"""Real processes, one budget: nobody's rows are overwritten in silence."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from tests.budgets.editing import count, desk
from tests.conftest import Databases
from tests.making import Make

ROUNDS = 50


def test_two_editors_lose_nothing(
    app: Flask, make: Make, databases: Databases, tmp_path: Path
) -> None:
    with desk(make, databases.url, tmp_path) as shared:
        finishes = [shared.compete() for _ in range(ROUNDS)]

    assert count(finishes) == {"nothing lost": ROUNDS}

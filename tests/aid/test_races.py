"""Two grants at the same moment: nobody takes an undertaking over its ceiling unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.aid.granting import count, ledger
from tests.conftest import Databases
from tests.making import Make

ROUNDS = 10


@pytest.mark.parametrize("tied", [False, True], ids=["one organisation", "two that are one"])
def test_second_of_two_grants_at_once_is_asked_about(
    app: Flask, make: Make, databases: Databases, tmp_path: Path, tied: bool
) -> None:
    with ledger(make, databases.url, tmp_path, tied=tied) as kept:
        entered = [kept.enter() for _ in range(ROUNDS)]
        corrected = [kept.correct() for _ in range(ROUNDS // 2)]

    assert count(entered) == {"the second was asked": ROUNDS}
    assert count(corrected) == {"the second was asked": ROUNDS // 2}

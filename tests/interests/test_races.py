"""Real processes, one database: what only one can have, only one gets."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from tests.conftest import Databases
from tests.interests.racing import count, course
from tests.making import Make

ROUNDS = 50


def test_last_seat_and_one_decision_have_one_winner_each_time(
    app: Flask, make: Make, databases: Databases, tmp_path: Path
) -> None:
    with course(make, databases.url, tmp_path) as track:
        seats = [track.race() for _ in range(ROUNDS)]
        decisions = [track.race(for_one=True) for _ in range(ROUNDS // 5)]

    assert count(seats) == {"one winner": ROUNDS}
    assert count(decisions) == {"one winner": ROUNDS // 5}
    assert {reason.partition(":")[0] for finish in seats for reason in finish.refusals} == {
        "No seat of “Certification bodies” is open"
    }
    assert all("changed or released" in reason for f in decisions for reason in f.refusals)

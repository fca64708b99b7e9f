"""The last seat, 500 times: two directors in two processes release an invitation at once."""

from __future__ import annotations

import time
from pathlib import Path

from tests.interests.racing import count, course
from tests.making import Make
from tests.rivals import on_each_engine

ROUNDS = 500


def race(engine: str, url: str, place: Path) -> None:
    with course(Make(), url, place) as track:
        start = time.perf_counter()
        ended = count([track.race() for _ in range(ROUNDS)])
        seconds = time.perf_counter() - start
    rest = {how: number for how, number in ended.items() if how != "one winner"}
    print(
        f"last seat, {engine}: {ROUNDS} rounds "
        f"({ended['one winner']} with one winner and one conflict page, {rest or 'no other'}; "
        f"{ROUNDS / seconds:.1f} rounds/s)"
    )


if __name__ == "__main__":
    on_each_engine(race)

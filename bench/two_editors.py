"""Two editors, 500 times: two people in two processes save one sheet at once."""

from __future__ import annotations

import time
from pathlib import Path

from tests.budgets.editing import count, desk
from tests.making import Make
from tests.rivals import on_each_engine

ROUNDS = 500


def race(engine: str, url: str, place: Path) -> None:
    with desk(Make(), url, place) as shared:
        start = time.perf_counter()
        ended = count([shared.compete() for _ in range(ROUNDS)])
        seconds = time.perf_counter() - start
    rest = {how: number for how, number in ended.items() if how != "nothing lost"}
    print(
        f"two editors, {engine}: {ROUNDS} rounds "
        f"({ended['nothing lost']} with one saved and one kept beside it, {rest or 'no other'}; "
        f"{ROUNDS / seconds:.1f} rounds/s)"
    )


if __name__ == "__main__":
    on_each_engine(race)

"""Two editors, 500 times: two people in two processes save one sheet at once."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from app.core.db import db
from tests import postgres
from tests.budgets.editing import count, desk
from tests.conftest import ENGINES, Databases, make_app
from tests.making import Make

ROUNDS = 500


def main() -> None:
    with postgres.cluster(), tempfile.TemporaryDirectory() as folder:
        for engine in ENGINES:
            place = Path(folder) / engine
            place.mkdir()
            databases = Databases(engine, place, "bench")
            databases.migrate()
            databases.refresh()
            app = make_app(databases.url, place / "instance")
            with app.app_context():
                race(engine, databases.url, place)
                db.session.remove()
                db.engine.dispose()


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
    main()

"""How long the import of 6,396 real organisations takes, and that a second one changes nothing.

    DATABASE_URL=... python bench/import_organisations.py [LIST]

Without DATABASE_URL a new SQLite file is used. The database must be empty. The list is that of
CORDIS, European Union (CC BY 4.0), see bench/data.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from app import create_app
from app.core.actors import Actor
from app.core.db import db
from app.core.history import act_as
from app.entries import commands, wording
from app.upkeep import migrate

LIST = Path(__file__).parent / "data" / "horizon-europe-organisations.csv"


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else LIST
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.sqlite"
        app = create_app(INSTANCE=folder, SQLALCHEMY_DATABASE_URI=url, SECRET_KEY="x" * 40)
        with app.app_context():
            migrate()
            act_as(Actor.SYSTEM)
            print(f"on {db.engine.dialect.name}")
            for run in ("first import", "second import"):
                started = time.perf_counter()
                with path.open("rb") as stream:
                    report = commands.read_report(stream, path.name, "")
                read = time.perf_counter() - started
                commands.apply_report(report, path.name)
                db.session.commit()
                whole = time.perf_counter() - started
                db.session.remove()
                print(f"{run}: {whole:.1f} s, of which to read and compare {read:.1f} s")
                print(f"  {wording.summary(report)}")
            db.engine.dispose()


if __name__ == "__main__":
    main()

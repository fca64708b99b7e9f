"""A project of 50 partners with 300 lines each as a workbook: seconds, and the memory it takes.

Once as a visitor gets it, from a database on the disk, in a process that does nothing else; beside
it the writer alone, of budgets that are in memory already.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app import create_app
from app.budgets.plan import REAL_COSTS
from app.budgets.workbook.content import Part
from app.budgets.workbook.layout import workbook
from app.budgets.workbook.proposal import Target, propose
from app.budgets.workbook.reading import Ground
from app.budgets.workbook.records import rows_of
from app.core.db import db
from app.upkeep import bring_up_to_date
from bench.budgets import signed_in
from tests.large_project import large_project

PARTNERS, LINES, PERIODS = 50, 300, 4
MOST_SECONDS, MOST_MEGABYTES = 10, 200
PROJECT = "PR-2026-900"
SEED = 20060901


def document(chance: random.Random) -> dict[str, Any]:
    """Write down a budget of 300 lines over four periods, as versions keep it."""

    def amount() -> str:
        return f"{chance.randrange(10_000_000) / 100:.2f}"

    def line(number: int) -> dict[str, Any]:
        return {
            "uid": f"00000000-0000-4000-8000-{number:012}",
            "position": number,
            "description": f"Audit of quality management on site, part {number}",
            "staff_function": "Auditor",
            "unit_type": "day",
            "note": "",
            "comment": "",
            "work_package": None,
            "activity": None,
            "category": chance.choice(REAL_COSTS).value,
            "units": str(chance.randrange(1, 40)) + ".00",
            "unit_price": amount(),
            "periods": {str(n): amount() for n in range(1, PERIODS + 1)},
        }

    own = {"name": "Own means", "status": "public", "amount": amount(), "is_partner": True}
    return {
        "options": {},
        "lines": [line(number) for number in range(1, LINES + 1)],
        "lump_sums": [],
        "unit_costs": [],
        "funds": [{"fund": "ERDF", "rate": "75.00"}, {"fund": "NATIONAL", "rate": "10.50"}],
        "contribution_sources": [own | {"pledge": "intended", "evidence": None}],
    }


def main(step: str = "", folder: str = "") -> None:
    """Measure the route and the writer, each `step` in a process of its own.

    A process begins with the peak of memory of the one that started it.
    """
    if step == "fill":
        fill(Path(folder))
    elif step == "route":
        measure_route(Path(folder))
    elif step == "writer":
        measure_writer()
    else:
        with tempfile.TemporaryDirectory() as made:
            for one in ("fill", "route", "writer"):
                subprocess.run([sys.executable, "-m", "bench.workbook", one, made], check=True)


def fill(folder: Path) -> None:
    """Make an installation with the large project."""
    app = create_app(INSTANCE=folder, LOG_LEVEL="ERROR")
    with app.app_context():
        bring_up_to_date()
        large_project(PARTNERS, LINES, PERIODS, reference=PROJECT)
        db.session.remove()


def measure_route(folder: Path) -> None:
    """Download the workbook once, as the first visitor of this process."""
    app = create_app(INSTANCE=folder, LOG_LEVEL="ERROR", LOAD_LIMIT="1000000 per second")
    client = signed_in(app)
    before = _megabytes()
    start = time.perf_counter()
    answer = client.get(f"/projects/{PROJECT}/budget.xlsx", buffered=False)
    size = sum(len(piece) for piece in answer.response)
    answer.close()
    seconds = time.perf_counter() - start
    if answer.status_code != 200:
        raise RuntimeError(f"the download answered {answer.status_code}")
    name = f"project of {PARTNERS} partners with {LINES} lines, downloaded as XLSX"
    print(
        f"{name}: {seconds:.2f} s "
        f"(compared with {MOST_SECONDS} that are allowed; {size / 1_000_000:.1f} MB)"
    )
    print(
        f"{name}, memory of the process: {_megabytes():.0f} MB "
        f"(compared with {MOST_MEGABYTES} that are allowed; {before:.0f} before)"
    )


def measure_writer() -> None:
    """Write the same size of budgets without a database, and read one partner back."""
    chance = random.Random(SEED)
    parts = [
        Part(n, document(chance), PERIODS, {"name": f"Body {n}"}) for n in range(1, PARTNERS + 1)
    ]
    start = time.perf_counter()
    with workbook(parts, alone=False) as file:
        seconds = time.perf_counter() - start
        name = f"workbook of {PARTNERS} partners with {LINES} lines"
        print(f"{name}, the writer alone: {seconds:.2f} s (compared with {MOST_SECONDS})")
        file.seek(0)
        start = time.perf_counter()
        periods = parts[0].period_names
        target = Target(1, "", 0, PERIODS, Ground(parts[0].document, periods))
        proposal = propose(rows_of(file, "project.xlsx", 1), target)
        seconds = time.perf_counter() - start
    print(f"{name}, one partner read back: {seconds:.2f} s ({len(proposal.faults)} faults)")


def _megabytes() -> float:
    """Return the most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])

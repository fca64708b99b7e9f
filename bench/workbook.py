"""A project of 50 partners with 300 lines each as a workbook: seconds, and the memory it takes."""

from __future__ import annotations

import random
import resource
import time
from typing import Any

from app.budgets.plan import REAL_COSTS
from app.budgets.workbook.content import Part
from app.budgets.workbook.layout import workbook
from app.budgets.workbook.proposal import Target, propose
from app.budgets.workbook.reading import Ground

PARTNERS, LINES, PERIODS = 50, 300, 4
MOST_SECONDS, MOST_MEGABYTES = 10, 200
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


def main() -> None:
    chance = random.Random(SEED)
    before = _megabytes()
    start = time.perf_counter()
    parts = [
        Part(n, document(chance), PERIODS, {"name": f"Body {n}"}) for n in range(1, PARTNERS + 1)
    ]
    with workbook(parts, alone=False) as file:
        seconds = time.perf_counter() - start
        size = file.seek(0, 2) / 1_000_000
        name = f"workbook of {PARTNERS} partners with {LINES} lines"
        print(f"{name}: {seconds:.2f} s (at most {MOST_SECONDS}; {size:.1f} MB)")
        peak = _megabytes()
        print(f"{name}, memory: {peak:.0f} MB (at most {MOST_MEGABYTES}; {before:.0f} before)")
        file.seek(0)
        start = time.perf_counter()
        periods = parts[0].period_names
        target = Target(1, "", 0, PERIODS, Ground(parts[0].document, periods))
        proposal = propose(file, "project.xlsx", target)
        seconds = time.perf_counter() - start
    print(f"{name}, one partner read back: {seconds:.2f} s ({len(proposal.faults)} faults)")


def _megabytes() -> float:
    """Return the most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

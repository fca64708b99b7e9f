"""Budgets per second: reading, computing and printing documents of 1 to 40 partners."""

from __future__ import annotations

import json
import random
import time

from app.budgets.document import read, result_of
from app.budgets.plan import Option

DOCUMENTS = 500
SEED = 20060901
OPTIONS: tuple[dict[str, str], ...] = (
    {},
    {Option.TRAVEL_FLAT: "15", Option.OFFICE_ON_STAFF: "15"},
    {Option.STAFF_FLAT: "20", Option.OFFICE_ON_STAFF: "15"},
    {Option.OFFICE_ON_DIRECT: "7"},
)


def documents(count: int, seed: int) -> list[str]:
    """Make `count` documents as text: 1 to 40 partners, up to 12 lines each, four periods."""
    chance = random.Random(seed)

    def amount() -> str:
        return f"{chance.randrange(10_000_000) / 100:.2f}"

    def partner(number: int) -> dict[str, object]:
        options = chance.choice(OPTIONS)
        return {
            "id": f"PP{number}",
            "role": "partner" if number else "lead",
            "options": options,
            "lines": [
                {
                    "category": chance.choice(("external", "equipment", "infrastructure")),
                    "units": str(chance.randrange(1, 40)),
                    "unit_price": amount(),
                    "periods": {str(n): amount() for n in range(1, 5)},
                }
                for _ in range(chance.randrange(1, 13))
            ],
            "funds": [{"fund": "ERDF", "rate": "75"}, {"fund": "NATIONAL", "rate": "10.5"}],
        }

    return [
        json.dumps(
            {
                "currency": "EUR",
                "periods": {"count": 4, "months": 6},
                "partners": [partner(number) for number in range(chance.randrange(1, 41))],
            }
        )
        for _ in range(count)
    ]


def main() -> None:
    texts = documents(DOCUMENTS, SEED)
    start = time.perf_counter()
    for text in texts:
        json.dumps(result_of(read(text)))
    seconds = time.perf_counter() - start
    partners = sum(text.count('"role"') for text in texts)
    print(f"project budgets: {DOCUMENTS / seconds:.0f} documents/s")
    print(f"partner budgets: {partners / seconds:.0f} partners/s")


if __name__ == "__main__":
    main()

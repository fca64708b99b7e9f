"""Random budgets as versions write them down, for spreadsheets to carry there and back."""

from __future__ import annotations

import random
import uuid
from typing import Any

REAL = ("staff", "office", "travel", "external", "equipment", "infrastructure")
CLOSED = {
    "staff_flat": {"staff"},
    "travel_flat": {"travel"},
    "office_on_staff": {"office"},
    "office_on_direct": {"office"},
    "other_flat": set(REAL) - {"staff"},
}
LEGAL = (
    (),
    (),
    ("staff_flat", "office_on_staff"),
    ("travel_flat", "office_on_staff"),
    ("staff_flat", "travel_flat", "office_on_direct"),
    ("office_on_direct",),
    ("other_flat",),
)
WORDS = (
    "Rent", "=1+1", "+cmd|' /C calc'!A0", "-5.10", "+7 4012 55-66-77", "@SUM(A1)", "'quoted'",
    'said "no", twice', "two\nlines", "Обучение компаний", "Lübeck – Gdańsk", "🧭 travel", "007",
    "true", "1.50", "2026-06-08", " spaces ", "a;b,c\td", "=", "'=x", "_x0041_", "x|y", "\n=2",
)  # fmt: skip
NAMES = ("ERDF", "TACIS", "NATIONAL", "ENPI", "NDICI")


class Maker:
    """Writes documents of partners that `Plan` takes, with amounts of every size."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def number(self, most: int) -> str:
        """Write up to `most` hundredths, small ones as likely as large ones."""
        hundredths = int(most ** self.chance.random()) - 1
        return f"{hundredths // 100}.{hundredths % 100:02}"

    def text(self) -> str:
        return " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randrange(1, 4)))

    def maybe(self, value: Any) -> Any:
        return value if self.chance.random() < 0.5 else ""

    def parts(self, most: int) -> list[int]:
        rest, parts = most, []
        for _ in range(self.chance.randrange(5)):
            parts.append(self.chance.randrange(rest + 1))
            rest -= parts[-1]
        return parts

    def document(self, periods: int, lines: int = 6) -> dict[str, Any]:
        options = {name: self.number(100_01) for name in self.chance.choice(LEGAL)}
        closed = {category for name in options for category in CLOSED[name]}
        open_to = [category for category in REAL if category not in closed]
        document: dict[str, Any] = {"options": options, "lines": [], "lump_sums": [],
                                    "unit_costs": []}  # fmt: skip
        for position in range(1, self.chance.randrange(lines + 1) + 1):
            name, cost = self.cost(open_to, periods)
            document[name].append(self.words(position) | cost)
        return document | {
            "funds": [
                {"fund": fund, "rate": f"{rate // 100}.{rate % 100:02}"}
                for fund, rate in zip(
                    self.chance.sample(NAMES, 4), self.parts(100_00), strict=False
                )
            ],
            "contribution_sources": self.sources(),
        }

    def words(self, position: int) -> dict[str, Any]:
        package = self.chance.choice((None, 1, 2))
        return {
            "uid": str(uuid.UUID(int=self.chance.getrandbits(128), version=4)),
            "position": position,
            "description": self.text(),
            "staff_function": self.maybe(self.text()),
            "unit_type": self.maybe("month"),
            "note": self.maybe(self.text()),
            "comment": "",
            "work_package": package,
            "activity": self.chance.choice((None, 1)) if package else None,
        }

    def cost(self, open_to: list[str], periods: int) -> tuple[str, dict[str, Any]]:
        numbered = [str(number) for number in range(1, periods + 1)]
        kind = self.chance.random()
        if kind < 0.15:
            paid = self.chance.choice(["", "preparation", "closure", *numbered])
            return "lump_sums", {"amount": self.number(10**8)} | ({"period": paid} if paid else {})
        some = [number for number in numbered if self.chance.random() < 0.6]
        price = {
            "units": self.number(10**5),
            "unit_price": self.number(10**8),
            "periods": {number: self.number(10**7) for number in some},
        }
        if kind < 0.3:
            return "unit_costs", price | {"category": self.chance.choice([None, *open_to])}
        return "lines", price | {"category": self.chance.choice(open_to)}

    def sources(self) -> list[dict[str, Any]]:
        rows = [
            {
                "name": f"{self.text()} {number}",
                "status": self.chance.choice(("public", "automatic_public", "private")),
                "amount": self.number(10**8),
                "is_partner": False,
                "pledge": self.chance.choice(("intended", "committed")),
                "evidence": None,
            }
            for number in range(self.chance.randrange(4))
        ]
        if rows and rows[0]["status"] != "automatic_public":
            rows[0]["is_partner"] = True
        return rows

"""The journey of a partner's money, over real HTTP and without JavaScript, on both databases."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.journeys.money import Money, Rows
from tests.journeys.test_main_journey import Person
from tests.stage import stage

CELLS = ("description", "staff_function", "unit_type", "units", "unit_price")


class Partner(Person):
    """Fills the sheet as a page without a script lets one."""

    def type_rows(self, category: str, label: str, rows: Rows) -> None:
        while len(free := self._free(category)) < len(rows):
            self.press(f"Add ten rows {label}")
        fields: dict[str, Any] = {}
        for key, row in zip(free, rows, strict=False):
            names = CELLS if category == "staff" else [n for n in CELLS if n != "staff_function"]
            fields |= {f"r.{key}.{name}": text for name, text in zip(names, row, strict=True)}
        self.press("Save", fields)
        assert self.errors == []

    def paste_rows(self, category: str, label: str, rows: Rows) -> None:
        """Without a script nothing is pasted in one go: the cells are filled in."""
        self.type_rows(category, label, rows)

    def sees_total(self, total: Decimal) -> None:
        shown = self.page.find(id="t-total")
        assert shown is not None
        assert shown.get_text() == f"{total:,}"

    def key_of(self, description: str) -> str:
        cell = self.page.select_one(f'tbody input[value="{description}"]')
        assert cell is not None
        return str(cell["id"]).split("-")[1]

    def _free(self, category: str) -> list[str]:
        rows = self.page.select(f'tbody[data-category="{category}"] tr')
        return [str(row["data-key"]) for row in rows if not _typed(row)]


def _typed(row: Any) -> bool:
    return any(cell.get("value") for cell in row.select(".input"))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_budget_is_entered_returned_and_accepted(engine: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/money.sqlite"
    if engine == "postgresql":
        cluster = postgres.Cluster(os.environ[postgres.ENVIRONMENT])
        url = cluster.create("money")
    with stage(url, tmp_path) as running:
        Money(running, lambda _name: Partner(running.url)).tell()

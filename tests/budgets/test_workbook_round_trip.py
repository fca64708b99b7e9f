"""1,000 random budgets through XLSX and CSV and back: no cent and no character changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.budgets.arithmetic import period_names
from app.budgets.workbook.content import Part
from app.budgets.workbook.layout import workbook
from app.budgets.workbook.proposal import Target, propose
from app.budgets.workbook.reading import Ground
from app.budgets.workbook.records import rows_of
from app.budgets.workbook.table import table
from tests.budgets.random_plans import Maker

BUDGETS, SLICES = 1_000, 20
UID = "6f2d2cd0-5d80-4b1a-9a5e-2a4a5ab0c9f4"


def made(seed: int) -> Part:
    maker = Maker(seed)
    periods = maker.chance.choice((0, 1, 3))
    about = {"partner": 2, "name": maker.text(), "budget": UID, "version": 7,
             "exported_on": date(2026, 6, 8)}  # fmt: skip
    return Part(2, maker.document(periods, lines=5), periods, about)


def target(part: Part) -> Target:
    names = period_names(part.periods) if part.periods else ()
    return Target(2, UID, 7, part.periods, Ground(part.document, names))


def again(part: Part, form: str) -> dict[str, Any]:
    with workbook([part], spare=1) if form == "xlsx" else table([part]) as file:
        proposal = propose(rows_of(file, f"budget.{form}", part.partner), target(part))
    assert [str(one) for one in (*proposal.faults, *proposal.notes)] == []
    assert not proposal.does_something
    assert not proposal.is_stale
    return dict(proposal.document)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("which", range(SLICES))
def test_budget_comes_back_as_it_was(which: int, form: str) -> None:
    size = BUDGETS // SLICES
    for seed in range(which * size, (which + 1) * size):
        part = made(seed)
        assert again(part, form) == part.document, seed

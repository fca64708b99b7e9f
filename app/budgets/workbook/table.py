"""Budgets as one long table, for CSV: the kind of each row, then the columns of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

from app.budgets.plan import Option
from app.budgets.workbook import columns
from app.budgets.workbook.content import Part
from app.budgets.workbook.layout import cells_of, cells_of_source, told, totals_of
from app.core.sheets import csv_file


def table(parts: Sequence[Part]) -> IO[bytes]:
    """Write budgets as CSV; the totals are there to be read, not to be read back.

    All parts are of one project. Of a part that is not open, only the funds and totals are told.
    """
    heads = list(columns.everything(parts[0].period_names if parts else ()))
    rows = ([cells.get(head.name) for head in heads] for part in parts for cells in _rows(part))
    return csv_file(heads, rows)


def _rows(part: Part) -> Iterator[dict[str, Any]]:
    yield {"kind": "about", "partner": part.partner} | dict(part.about)
    if part.is_open:
        yield from _own(part)
    for fund, rate in part.amounts.rates.items():
        own = {"fund": fund, "rate": rate, "amount": part.amounts.funds[fund]}
        yield {"kind": "fund", "partner": part.partner} | own
    heads = ("real_costs", "amount", *columns.period_heads(part.period_names))
    for name, values in totals_of(part).items():
        _label, *amounts = values if part.is_open else told(name, values)
        row = {"kind": "total", "partner": part.partner, "row": name}
        yield row | dict(zip(heads, amounts, strict=True))


def _own(part: Part) -> Iterator[dict[str, Any]]:
    """Give what nobody is told who may not see the budget."""
    for cost in part.plan_rows:
        yield {"kind": "cost", "partner": part.partner} | cells_of(cost)
    for option in Option:
        if option in part.amounts.options:
            rate = part.amounts.options[option]
            yield {"kind": "option", "partner": part.partner, "option": option.value, "rate": rate}
    for source in part.document["contribution_sources"]:
        yield {"kind": "source", "partner": part.partner} | cells_of_source(source)

"""The sheets of a workbook and their columns: names that never change, and what they take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.budgets.plan import (
    CLOSURE,
    PREPARATION,
    REAL_COSTS,
    WRITTEN,
    Category,
    Option,
    Pledge,
    SourceStatus,
)
from app.core.i18n import _
from app.core.sheets import Column, Kind, letter

ABOUT, TOTALS, COSTS = "About", "Totals", "Costs"
RATES, FUNDS, SOURCES, PROJECT = "Rates", "Funds", "Sources", "Project"
PERIOD = "period_"
YES, NO = "yes", "no"


def costs_of(partner: int, *, alone: bool) -> str:
    """Name the sheet with a partner's costs: alone in its workbook, or one of a project's."""
    return COSTS if alone else f"Partner {partner}"


def period_heads(names: Sequence[str]) -> list[str]:
    """Write the names of periods as heads: preparation, period_1, closure."""
    return [f"{PERIOD}{name}" if name.isdigit() else name for name in names]


def period_of(head: str) -> str:
    """Return the name of the period that a head, or a cell, writes as `period_heads` does."""
    return head.removeprefix(PERIOD)


def about() -> list[Column]:
    return [
        Column("partner", Kind.WHOLE),
        *(Column(name) for name in ("name", "country", "role", "project", "budget")),
        Column("version", Kind.WHOLE),
        *(Column(name) for name in ("state", "rules", "currency")),
        Column("exported_on", Kind.DAY),
    ]


def costs(periods: Sequence[str]) -> list[Column]:
    """`periods` are all names, with preparation and closure: lump sums are paid there too."""
    categories = [category.value for category in WRITTEN]
    heads = period_heads(periods)
    numbered = [head for head in heads if head not in {PREPARATION, CLOSURE}]
    return [
        Column("id", hint=_("Tells which line this is. New lines have none.")),
        Column("category", is_open=True, choices=categories),
        Column("description", is_open=True),
        Column("staff_function", is_open=True),
        Column("unit_type", is_open=True, hint=_("What is counted: month, hour, flight.")),
        Column(
            "units",
            Kind.AMOUNT,
            is_open=True,
            hint=_("At most two decimals; empty where there is only an amount."),
        ),
        Column("unit_price", Kind.AMOUNT, is_open=True, hint=_("In EUR, at most two decimals.")),
        Column("total", Kind.AMOUNT),
        Column(
            "costs_as",
            is_open=True,
            choices=[category.value for category in REAL_COSTS],
            hint=_("For a unit cost: the category in which it counts as a real cost."),
        ),
        Column(
            "lump_sum_period",
            is_open=True,
            choices=heads or [PREPARATION, CLOSURE],
            hint=_("For a lump sum: when it is paid; empty is the last period."),
        ),
        Column("work_package", Kind.WHOLE, is_open=True),
        Column("activity", Kind.WHOLE, is_open=True, hint=_("Its number in the work package.")),
        Column("note", is_open=True),
        Column("comment", hint=_("What finance asks; it is not read back.")),
        *(Column(head, Kind.AMOUNT, is_open=True) for head in numbered),
        *([Column("gap", Kind.AMOUNT)] if numbered else []),
    ]


def rates() -> list[Column]:
    return [
        Column("partner", Kind.WHOLE),
        Column("option", choices=[option.value for option in Option]),
        Column("label"),
        Column("rate", Kind.AMOUNT, is_open=True, hint=_("In percent: 15 is 15 %.")),
    ]


def funds(periods: Sequence[str]) -> list[Column]:
    return [
        Column("partner", Kind.WHOLE),
        Column("fund", is_open=True),
        Column("rate", Kind.AMOUNT, is_open=True, hint=_("In percent: 75 is 75 %.")),
        Column("amount", Kind.AMOUNT),
        *(Column(head, Kind.AMOUNT) for head in period_heads(periods)),
    ]


def sources() -> list[Column]:
    return [
        Column("partner", Kind.WHOLE),
        Column("name", is_open=True),
        Column("status", is_open=True, choices=[status.value for status in SourceStatus]),
        Column("own", is_open=True, choices=[YES, NO], hint=_("Whether it is the partner itself.")),
        Column("pledge", is_open=True, choices=[pledge.value for pledge in Pledge]),
        Column("amount", Kind.AMOUNT, is_open=True, hint=_("In EUR, at most two decimals.")),
        Column("evidence", hint=_("Documents are sent on the page; this is not read back.")),
    ]


def totals(periods: Sequence[str]) -> list[Column]:
    return [
        Column("partner", Kind.WHOLE),
        Column("row"),
        Column("label"),
        Column("real_costs", Kind.AMOUNT),
        Column("amount", Kind.AMOUNT),
        *(Column(head, Kind.AMOUNT) for head in period_heads(periods)),
    ]


def project(fund_codes: Sequence[str]) -> list[Column]:
    return [
        Column("partner", Kind.WHOLE),
        Column("name"),
        Column("country"),
        *(Column(category.value, Kind.AMOUNT) for category in Category),
        Column("total", Kind.AMOUNT),
        *(Column(code, Kind.AMOUNT) for code in fund_codes),
        Column("contribution", Kind.AMOUNT),
    ]


def letters(columns: Sequence[Column]) -> dict[str, str]:
    """Give each column its letter by its name."""
    return {column.name: letter(place) for place, column in enumerate(columns)}


def everything(periods: Sequence[str]) -> Iterator[Column]:
    """Give the columns of the one long table of a CSV file: the kind of row, then all others."""
    seen = {"label"}
    yield Column("kind")
    whose = [Column("partner", Kind.WHOLE)]
    parts = (costs(periods), rates(), funds(periods), sources(), about(), totals(periods))
    for columns in (whose, *parts):
        for column in columns:
            if column.name not in seen:
                seen.add(column.name)
                yield column

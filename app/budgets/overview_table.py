"""The money of a project as one table for spreadsheets: partners by categories and sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from app.budgets.arithmetic import TOTAL, Budget, Project
from app.budgets.overview import Overview
from app.budgets.plan import CONTRIBUTION, Category
from app.core.i18n import _, country
from app.core.money import ZERO
from app.core.sheets import Column, Kind, csv_file
from app.programmes.vocabularies import fund_name


def overview_csv(whole: Overview) -> IO[bytes]:
    """Write the overview as CSV: a row for each budget, the sums of the project below them."""
    heads = [
        Column("number", Kind.WHOLE, label=_("Number")),
        Column("partner", label=_("Partner")),
        Column("country", label=_("Country")),
        *(Column(category.value, Kind.AMOUNT, label=category.label) for category in Category),
        *(Column(fund, Kind.AMOUNT, label=fund_name(fund)) for fund in whole.plan.funds),
        Column(CONTRIBUTION, Kind.AMOUNT, label=_("Own contribution")),
        Column(TOTAL, Kind.AMOUNT, label=_("Total")),
    ]
    return csv_file(heads, _rows(whole))


def _rows(whole: Overview) -> Iterator[list[Any]]:
    for budget, figures in whole.figures.items():
        partner = budget.partner
        named = [partner.number, partner.name, country(partner.country)]
        yield [*named, *_amounts(whole, figures.computed)]
    yield [None, _("Total"), None, *_amounts(whole, whole.consolidated)]


def _amounts(whole: Overview, sums: Budget | Project) -> list[Any]:
    paid = (sums.funds[code].result if code in sums.funds else ZERO for code in whole.plan.funds)
    by_category = (amount.result for amount in sums.categories.values())
    return [*by_category, *paid, sums.contribution.result, sums.total.result]

"""The heads of columns in workbooks: people read them in their language, files mean their codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.budgets.plan import CLOSURE, CONTRIBUTION, PREPARATION, Category
from app.budgets.workbook.columns import PERIOD
from app.core.i18n import LANGUAGES, _, lazy, speaking
from app.core.sheets import Column

LABELS: Mapping[str, str] = {
    "id": lazy("Id"),
    "category": lazy("Cost category"),
    "description": lazy("What for"),
    "staff_function": lazy("Staff function"),
    "unit_type": lazy("Unit"),
    "units": lazy("Units"),
    "unit_price": lazy("Price of a unit"),
    "total": lazy("Total"),
    "costs_as": lazy("Unit cost counts as"),
    "lump_sum_period": lazy("Lump sum paid in"),
    "work_package": lazy("Work package"),
    "activity": lazy("Activity"),
    "note": lazy("Note"),
    "comment": lazy("Comment of finance"),
    "gap": lazy("Planned in no period"),
    "partner": lazy("Partner"),
    "option": lazy("Flat rate"),
    "label": lazy("In words"),
    "rate": lazy("Rate"),
    "fund": lazy("Fund"),
    "amount": lazy("Amount"),
    "name": lazy("Name"),
    "status": lazy("Kind of money"),
    "own": lazy("Own money"),
    "pledge": lazy("How certain"),
    "evidence": lazy("Evidence"),
    "country": lazy("Country"),
    "role": lazy("Role"),
    "project": lazy("Project"),
    "budget": lazy("Budget"),
    "version": lazy("Version"),
    "state": lazy("State"),
    "rules": lazy("Rules"),
    "currency": lazy("Currency"),
    "exported_on": lazy("Exported on"),
    "row": lazy("Row"),
    "real_costs": lazy("Real costs"),
    PREPARATION: lazy("Preparation"),
    CLOSURE: lazy("Closure"),
    CONTRIBUTION: lazy("Own contribution"),
    **{category.value: category.label for category in Category},
}
"""The labels by the codes; what has none, as a fund, is headed by its code."""


def label_of(code: str) -> str:
    """Name a column in the language of whoever reads it."""
    number = code.removeprefix(PERIOD)
    if number != code and number.isdigit():
        return _("Period %(number)s", number=number)
    return str(LABELS.get(code, code))


def labelled(columns: Iterable[Column]) -> list[Column]:
    return [replace(column, label=label_of(column.name)) for column in columns]


def codes_of(heads: Sequence[str], known: Iterable[str]) -> list[str]:
    """Return the codes that heads mean: `known` ones, written as such or as any language has them.

    Case and surrounding blanks do not matter. A head that means nothing known stays as it is.
    """
    meant = meanings(known)
    return [meant.get(folded(head)) or _period(head) or head for head in heads]


def meanings(known: Iterable[str]) -> dict[str, str]:
    """Map what may stand in a head to the code that it means; codes go before labels."""
    codes = list(known)
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            found |= {folded(label_of(code)): code for code in codes}
    return found | {folded(code): code for code in codes}


def folded(head: str) -> str:
    return " ".join(head.split()).casefold()


def _period(head: str) -> str:
    """Find a period by its number, whether the project has it or not."""
    for language in LANGUAGES:
        with speaking(language):
            before, _number, after = folded(_("Period %(number)s", number="#")).partition("#")
        if found := re.fullmatch(rf"{re.escape(before)}(\d+){re.escape(after)}", folded(head)):
            return f"{PERIOD}{found[1]}"
    return ""

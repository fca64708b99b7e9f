"""One cost of a budget."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import InputRequired, Optional

from app.budgets import offers
from app.budgets.commands import ONE
from app.budgets.derivation import product
from app.budgets.models import Budget, Line
from app.budgets.plan import Category
from app.core.forms import (
    REQUIRED,
    AreaField,
    DecimalsField,
    Form,
    MoneyField,
    TextField,
    must_be,
    pairs,
)
from app.core.i18n import _, lazy
from app.core.money import MAX_AMOUNT


class LineForm(Form):
    """One cost; the categories that a flat rate computes are not offered."""

    category = wtforms.SelectField(lazy("Cost category"))
    description = TextField(lazy("What for"), [InputRequired(REQUIRED)])
    units = DecimalsField(
        lazy("Units"),
        [Optional()],
        MAX_AMOUNT,
        lazy("Write the number with at most two decimals, for example 12 or 1.5."),
    )
    unit_price = MoneyField(lazy("Price or amount"), [InputRequired(REQUIRED)])
    unit_type = TextField(
        lazy("Unit"),
        [Optional()],
        description=lazy("What is counted, for example month, day or flight."),
    )
    staff_function = TextField(
        lazy("Function"), [Optional()], description=lazy("For staff: what the person does.")
    )
    note = AreaField(lazy("Note"), [Optional()], limit=2000)

    def __init__(self, budget: Budget, line: Line | None = None) -> None:
        super().__init__(line)
        self.entity = budget
        self.offered = offers.categories_for(budget)
        self.category.choices = pairs((c.value, c.label) for c in self.offered)

    def validate_units(self, field: DecimalsField) -> None:
        units = ONE if field.data is None else field.data
        is_lump_sum = self.category.data == Category.LUMP_SUMS.value
        must_be(not is_lump_sum or units == ONE, _("A lump sum is one amount: leave this empty."))
        price = self.unit_price.data
        if price is not None:
            row = product(units, price).result
            must_be(row <= MAX_AMOUNT, _("A line can come to at most 999 999 999.99."))

    @property
    def values(self) -> dict[str, Any]:
        chosen = next(c for c in self.offered if c.value == self.category.data)
        return super().values | {"category": chosen}

"""One cost of a budget, with the cells of the sheet: they are read as there."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import InputRequired, Length, Optional

from app.budgets.forms.sheet import AMOUNTS, cell_names, choices, days_of, ground_of, shown
from app.budgets.models import Budget, Line
from app.budgets.plan import MAX_LINES, Category
from app.budgets.sheet import Ground, Typed, Written, cells_of
from app.budgets.sheet_reading import read
from app.core.forms import REQUIRED, AreaField, Form, TextField, must_be, pairs
from app.core.i18n import _, lazy

HINTS = {
    "unit_type": lazy("What is counted, for example month, day or flight."),
    "staff_function": lazy("For staff: what the person does."),
    "costs_as": lazy("For unit costs: the category in which they count."),
    "period": lazy("For lump sums: when they are paid."),
}
NEEDED = frozenset({"description", "unit_price"})


class TypedAmount(wtforms.StringField):
    """An amount as it was typed."""

    is_money = True


class LineForm(Form):
    """One cost; the categories that a flat rate computes are not offered."""

    budget: Budget
    ground: Ground
    line: Line | None
    cost: Written | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the line, once the form is accepted."""
        return vars(self.cost)

    @property
    def period_cells(self) -> list[str]:
        """The names of the fields that spread the cost over periods."""
        return [f"p{number}" for number in range(1, self.ground.periods + 1)]

    def validate_category(self, field: wtforms.SelectField) -> None:
        there = [one for one in self.budget.lines if one.category == field.data]
        room = self.line in there or len(there) < MAX_LINES
        must_be(room, _("A category takes at most %(n)s lines.", n=MAX_LINES))

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        category = next((c for c in self.ground.categories if c == self.category.data), None)
        if category is None:
            return False
        cells = {field.name: field.data or "" for field in self if field.name != "category"}
        reading = read(Typed("line", category.value, cells), self.ground)
        self.cost = reading.cost
        strange = cells.keys() - set(self.ground.columns(category))
        faults = {name: _not_of(category, name) for name in strange if cells[name].strip()}
        for name, sentence in (faults | dict(reading.faults)).items():
            if not self[name].errors:
                self[name].errors, fine = [sentence], False
        return fine


def line_form(budget: Budget, line: Line | None = None) -> LineForm:
    """Make the form of a line, or of a new one; the project's plan of work has to be loaded."""
    ground, days = ground_of(budget), days_of(budget)
    offered = choices(ground)
    kinds = pairs((c.value, c.label) for c in ground.categories)
    fields = {"category": wtforms.SelectField(lazy("Cost category"), choices=kinds)}
    for name, label in cell_names(ground).items():
        needs = InputRequired(REQUIRED) if name in NEEDED else Optional()
        hint = days.get(name) or HINTS.get(name, "")
        if name in offered:
            values = pairs(offered[name])
            field = wtforms.SelectField(
                label, [needs], choices=values, validate_choice=False, description=hint
            )
        elif name == "note":
            field = AreaField(label, [needs], limit=2000)
        elif AMOUNTS.fullmatch(name):
            field = TypedAmount(label, [needs, Length(max=40)], description=hint)
        else:
            field = TextField(label, [needs], description=hint)
        fields[name] = field
    kept = shown(cells_of(line, ground)) | {"category": line.category} if line else {}
    kind = type("LineForm", (LineForm,), fields)
    form: LineForm = kind(data=kept)
    form.entity, form.budget, form.ground, form.line = budget, budget, ground, line
    return form


def _not_of(category: Category, name: str) -> str:
    if name == "units" and category is Category.LUMP_SUMS:
        return _("A lump sum is one amount: leave this empty.")
    return _("Costs of this category do not have this: leave it empty.")

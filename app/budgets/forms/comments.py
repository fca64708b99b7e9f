"""What finance asks, line by line."""

from __future__ import annotations

from app.budgets.models import Budget
from app.core.forms import AreaField, Form


class CommentsForm(Form):
    """What finance asks, line by line."""

    budget: Budget

    @property
    def comments(self) -> dict[int, str]:
        return {line.id: self[f"line_{line.id}"].data for line in self.budget.lines}


def comments_form(budget: Budget) -> CommentsForm:
    fields = {
        f"line_{line.id}": AreaField(f"{line.category.label}: {line.description}", limit=1000)
        for line in budget.lines
    }
    kind = type("CommentsForm", (CommentsForm,), fields)
    shown = {f"line_{line.id}": line.comment for line in budget.lines}
    form: CommentsForm = kind(budget, data=shown)
    form.budget = budget
    return form

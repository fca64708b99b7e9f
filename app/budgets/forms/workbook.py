"""The file of a budget that somebody has written in and sends back."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms.validators import InputRequired

from app.budgets.models import Budget
from app.core.documents_field import DocumentField
from app.core.forms import REQUIRED, Form
from app.core.i18n import lazy


class Versions:
    """The versions of all budgets that a file may change, as one: none may have moved meanwhile."""

    def __init__(self, written: Sequence[Budget]) -> None:
        self.version = ".".join(f"{one.partner.number}-{one.version}" for one in written)


class WorkbookForm(Form):
    """A workbook or table to be tried; it is kept while one looks at what it would do."""

    file = DocumentField(
        lazy("The workbook or table"),
        [InputRequired(REQUIRED)],
        accept=("xlsx", "csv"),
        description=lazy("XLSX or CSV, as it was downloaded from here and then written in."),
    )

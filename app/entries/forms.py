"""What people fill in about entries: claims, lists to import, which facts win in a merge."""

from __future__ import annotations

from typing import Any

from wtforms.validators import InputRequired, Optional

from app.core.documents_field import DocumentField
from app.core.forms import REQUIRED, AreaField, Form, TextField
from app.core.i18n import lazy


class ClaimForm(Form):
    """What somebody says who claims an entry; a mailbox that is proof spares the reason."""

    function = TextField(
        lazy("What you do there"),
        [InputRequired(REQUIRED)],
        description=lazy("For example: head of the laboratory."),
    )
    reason = AreaField(
        lazy("How the agency can see that you belong there"),
        [InputRequired(REQUIRED)],
        limit=1000,
        description=lazy(
            "For example: a page of the organisation that names you, or whom to call there."
        ),
        render_kw={"rows": 4},
    )

    def __init__(self, *, is_proved: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if is_proved:
            del self.reason


class ListForm(Form):
    """A list of organisations that is sent to be tried."""

    file = DocumentField(
        lazy("The list"),
        [InputRequired(REQUIRED)],
        accept=("csv", "xlsx"),
        description=lazy("CSV or XLSX; its first row names the columns."),
    )
    source = TextField(
        lazy("Where the list is from"),
        [Optional()],
        description=lazy(
            "Shown on each profile, with the licence, for example: Register of laboratories "
            "(CC BY 4.0). A list of CORDIS is recognised by itself."
        ),
    )

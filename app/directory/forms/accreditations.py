"""The form of an accreditation."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import InputRequired, Optional

from app.core.documents_field import DocumentField
from app.core.forms import (
    REQUIRED,
    Checkboxes,
    Form,
    ListField,
    TextField,
    must_be,
)
from app.core.i18n import _, lazy
from app.directory.forms.choices import (
    country_choices,
)
from app.programmes.vocabularies import iaf_sectors


class AccreditationForm(Form):
    """One accreditation, with its certificate as evidence."""

    standard = TextField(
        lazy("Accredited to"),
        [InputRequired(REQUIRED)],
        description=lazy("The standard for bodies like yours, for example ISO/IEC 17021-1."),
    )
    schemes = ListField(
        lazy("For"),
        [Optional()],
        description=lazy("What you certify or test, one on each line, for example ISO 9001."),
    )
    certificate_number = TextField(lazy("Certificate number"), [InputRequired(REQUIRED)])
    accreditation_body = TextField(lazy("Accreditation body"), [InputRequired(REQUIRED)])
    valid_from = wtforms.DateField(lazy("Valid from"), [InputRequired(REQUIRED)])
    valid_until = wtforms.DateField(lazy("Valid until"), [InputRequired(REQUIRED)])
    iaf_sectors = Checkboxes(lazy("IAF sectors"), [Optional()], coerce=int)
    countries = wtforms.SelectMultipleField(
        lazy("Countries it covers"),
        [Optional()],
        description=lazy("Choose none if it is valid everywhere."),
        render_kw={"size": 6},
    )
    evidence_file = DocumentField(
        lazy("Certificate"),
        [Optional()],
        accept=("pdf", "png", "jpg"),
        description=lazy("The agency compares it with the register of the accreditation body."),
    )

    def __init__(self, entity: Any = None, **kwargs: Any) -> None:
        super().__init__(entity, **kwargs)
        self.iaf_sectors.choices = [
            (number, f"{number} {label}") for number, label in iaf_sectors().items()
        ]
        self.countries.choices = country_choices()

    @property
    def values(self) -> dict[str, Any]:
        """The facts, without the file."""
        facts = super().values
        del facts["evidence_file"]
        return facts

    def validate_valid_until(self, field: Any) -> None:
        start = self.valid_from.data
        must_be(
            start is None or field.data is None or start <= field.data,
            _("The end lies before the beginning."),
        )

"""The form of an accreditation."""

from __future__ import annotations

import re
from typing import Any

import wtforms
from wtforms.validators import InputRequired, Optional

from app.core.documents_field import DocumentField
from app.core.forms import (
    REQUIRED,
    AreaField,
    Checkboxes,
    Form,
    ListField,
    TextField,
    must_be,
    pairs,
)
from app.core.i18n import _, country, lazy
from app.directory.forms.choices import country_choices, is_web_address
from app.directory.forms.listed import (
    accrediting,
    certified,
    check_activities,
    joined,
    module_choices,
    share_out,
)
from app.directory.models import Accreditation
from app.programmes.countries import GROUPS
from app.programmes.vocabularies import iaf_sectors
from app.vocabularies.queries import labels

NANDO = re.compile(r"\d{4}")


class AccreditationForm(Form):
    """One accreditation, with its certificate as evidence.

    Schemes and acts are ticked or written; `values` has both together under the name of the column.
    """

    standard = TextField(
        lazy("Accredited to"),
        [InputRequired(REQUIRED)],
        description=lazy("The standard for bodies like yours, for example ISO/IEC 17021-1."),
        render_kw={"list": "standards-known"},
    )
    listed_schemes = Checkboxes(lazy("Usual standards and schemes"), [Optional()])
    schemes = ListField(
        lazy("For"),
        [Optional()],
        description=lazy(
            "What you certify or test, one on each line, for example ISO 9001. "
            "The usual ones can be ticked above."
        ),
    )
    certificate_number = TextField(lazy("Certificate number"), [InputRequired(REQUIRED)])
    accreditation_body = TextField(
        lazy("Accreditation body"),
        [InputRequired(REQUIRED)],
        render_kw={"list": "bodies-known"},
    )
    is_mla_signatory = wtforms.BooleanField(
        lazy("The accreditation body has signed the multilateral agreement for this scope"),
        description=lazy("EA MLA or ILAC and IAF: then it is recognised abroad."),
    )
    first_issued = wtforms.DateField(lazy("First issued"), [Optional()])
    valid_from = wtforms.DateField(lazy("Valid from"), [InputRequired(REQUIRED)])
    valid_until = wtforms.DateField(lazy("Valid until"), [InputRequired(REQUIRED)])
    source_url = TextField(
        lazy("Address in the register"),
        [Optional()],
        description=lazy("The page of the accreditation body that shows this certificate."),
    )
    scope = AreaField(lazy("Scope, in the words of the certificate"), [Optional()], limit=4000)
    iaf_sectors = Checkboxes(lazy("IAF sectors"), [Optional()], coerce=int)
    nace = ListField(
        lazy("Activities by NACE"),
        [Optional()],
        description=lazy(
            "One code on each line, for example 25.1. A code narrows the IAF sector that it "
            "belongs to. Write 2: or 2.1: before it to name the revision."
        ),
    )
    countries = wtforms.SelectMultipleField(
        lazy("Countries it covers"),
        [Optional()],
        description=lazy("Choose none if it is valid everywhere."),
        render_kw={"size": 6},
    )
    locations = ListField(
        lazy("Locations"), [Optional()], description=lazy("Sites named on it, one on each line.")
    )
    nando_number = TextField(
        lazy("Number of the notified body"),
        [Optional()],
        description=lazy("Four digits, as in NANDO. Only for notified bodies."),
        render_kw={"inputmode": "numeric"},
    )
    listed_legislation = Checkboxes(lazy("Acts in force"), [Optional()])
    legislation = ListField(
        lazy("Other acts you are notified for"),
        [Optional()],
        description=lazy("One on each line, for example 97/23/EC."),
    )
    modules = Checkboxes(lazy("Modules of conformity assessment"), [Optional()])
    evidence_file = DocumentField(
        lazy("Certificate"),
        [Optional()],
        accept=("pdf", "png", "jpg"),
        description=lazy("The agency compares it with the register of the accreditation body."),
    )

    def __init__(self, entity: Accreditation | None = None, **kwargs: Any) -> None:
        super().__init__(entity, **kwargs)
        self.known_schemes, self.known_acts = certified(), labels("legislation")
        share_out(self, self.listed_schemes, self.schemes, self.known_schemes)
        share_out(self, self.listed_legislation, self.legislation, self.known_acts)
        self.listed_schemes.choices = pairs(self.known_schemes.items())
        self.listed_legislation.choices = pairs(self.known_acts.items())
        self.modules.choices = module_choices(entity.modules if entity else ())
        self.iaf_sectors.choices = [
            (number, f"{number} {label}") for number, label in iaf_sectors().items()
        ]
        groups = [(group, country(group)) for group in GROUPS]
        self.countries.choices = [*groups, *country_choices()]

    @property
    def suggestions(self) -> dict[str, dict[str, str]]:
        """Return what fields of one line suggest: the id of the list, and its values with names."""
        return {"standards-known": accrediting(), "bodies-known": labels("accreditation-bodies")}

    @property
    def values(self) -> dict[str, Any]:
        """The facts by the names of the columns, without the file."""
        facts = super().values
        del facts["evidence_file"]
        return facts | {
            "schemes": joined(facts.pop("listed_schemes"), facts["schemes"], self.known_schemes),
            "legislation": joined(
                facts.pop("listed_legislation"), facts["legislation"], self.known_acts
            ),
        }

    def validate_valid_until(self, field: Any) -> None:
        start = self.valid_from.data
        must_be(
            start is None or field.data is None or start <= field.data,
            _("The end lies before the beginning."),
        )

    def validate_first_issued(self, field: Any) -> None:
        start = self.valid_from.data
        must_be(
            start is None or field.data is None or field.data <= start,
            _("It was issued first after it became valid."),
        )

    def validate_source_url(self, field: Any) -> None:
        is_web_address(field.data)

    def validate_nace(self, field: Any) -> None:
        check_activities(field)

    def validate_nando_number(self, field: Any) -> None:
        must_be(
            not field.data or NANDO.fullmatch(field.data),
            _("The number of a notified body has four digits, for example 0123."),
        )

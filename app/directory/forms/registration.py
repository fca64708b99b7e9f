"""The form that an organisation registers with, and the order of everything a profile says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import wtforms
from wtforms.validators import InputRequired, Optional

from app.core.forms import REQUIRED, AreaField, Checkboxes, Form, ListField, TextField
from app.core.i18n import LANGUAGES, lazy
from app.directory.choices import Kind
from app.directory.forms.choices import (
    CHOOSE,
    address,
    country_choices,
    is_web_address,
    one_of,
    options,
    spoken_choices,
)
from app.directory.models import Organisation
from app.programmes.vocabularies import LegalStatus, partner_types

SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "who",
        lazy("Who you are"),
        (
            *("name", "name_english", "abbreviation", "department", "kind", "partner_type"),
            *("legal_status", "public_law_tests", "size", "staff_band", "founded"),
        ),
    ),
    ("where", lazy("Where you are"), ("country", "region_code", "region", "city", "website")),
    (
        "identifiers",
        lazy("Identifiers"),
        (
            *("registration_number", "register_name", "pic", "vat", "vat_recovery"),
            *("other_id_kind", "other_id"),
        ),
    ),
    (
        "work",
        lazy("What you do"),
        (
            *("description", "language", "expertise", "themes", "nace", "languages"),
            "activity_countries",
        ),
    ),
    (
        "cooperation",
        lazy("Projects you look for"),
        (
            *("competences", "role_sought", "experience", "interest_programmes", "roles_willing"),
            "available_from",
        ),
    ),
    ("contact", lazy("Contact, not public"), ("street", "postcode", "email", "phone")),
)
"""The parts of the profile in their order: id, title, names of fields."""


class RegistrationForm(Form):
    """What an organisation says at first: enough to be verified and found."""

    name = TextField(lazy("Name, as it is registered"), [InputRequired(REQUIRED)])
    name_english = TextField(
        lazy("Name in English"),
        [Optional()],
        description=lazy("Partners abroad find you by it."),
    )
    kind = wtforms.SelectField(lazy("What it is"), [InputRequired(REQUIRED)], coerce=one_of(Kind))
    partner_type = wtforms.SelectField(
        lazy("Type of partner"),
        [InputRequired(REQUIRED)],
        description=lazy("As Interreg programmes count their partners."),
    )
    legal_status = wtforms.SelectField(
        lazy("Legal status"), [InputRequired(REQUIRED)], coerce=one_of(LegalStatus)
    )
    country = wtforms.SelectField(lazy("Country"), [InputRequired(REQUIRED)])
    city = TextField(lazy("City"), [InputRequired(REQUIRED)])
    website = TextField(
        lazy("Website"), [Optional()], description=lazy("For example https://www.example.org.")
    )
    email = TextField(
        lazy("E-mail of the organisation"),
        [Optional()],
        description=lazy("Only your people and the agency see it."),
    )
    description = AreaField(
        lazy("What you do and what you bring"),
        [InputRequired(REQUIRED)],
        limit=4000,
        description=lazy("Write for people who have never heard of you."),
        render_kw={"rows": 8},
    )
    language = wtforms.SelectField(lazy("Language of this text"))
    expertise = ListField(
        lazy("Expertise"),
        [Optional()],
        description=lazy("One on each line, for example: quality management, food safety."),
    )
    languages = Checkboxes(lazy("Languages you work in"), [Optional()])

    def __init__(self, entity: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(entity, **kwargs)
        self.kind.choices = options(Kind)
        self.partner_type.choices = [CHOOSE, *partner_types().items()]
        self.legal_status.choices = options(LegalStatus)
        self.country.choices = [CHOOSE, *country_choices()]
        self.language.choices = list(LANGUAGES.items())
        self.languages.choices = spoken_choices()

    def __iter__(self) -> Iterator[Any]:
        """Go through the fields as the page shows them, so that faults are listed in its order."""
        return iter([field for _id, _title, fields in self.parts for field in fields])

    @property
    def parts(self) -> list[tuple[str, str, list[Any]]]:
        """The sections that this form has fields of: id, title, fields."""
        found = [
            (id_, title, [self._fields[name] for name in names if name in self._fields])
            for id_, title, names in SECTIONS
        ]
        return [part for part in found if part[2]]

    def validate_website(self, field: Any) -> None:
        is_web_address(field.data)

    def validate_email(self, field: Any) -> None:
        if field.data:
            field.data = address(field.data)

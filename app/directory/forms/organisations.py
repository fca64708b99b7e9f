"""The form of an organisation's profile."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import wtforms
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import (
    REQUIRED,
    AreaField,
    Checkboxes,
    Form,
    ListField,
    TextField,
    must_be,
)
from app.core.i18n import LANGUAGES, _, lazy
from app.directory.forms.choices import (
    CHOOSE,
    address,
    country_choices,
    one_of,
    options,
    spoken_choices,
)
from app.directory.models import Kind, Organisation
from app.programmes.vocabularies import LegalStatus, partner_types


class OrganisationForm(Form):
    """The profile of an organisation."""

    name = TextField(lazy("Name, as it is registered"), [InputRequired(REQUIRED)])
    name_english = TextField(lazy("Name in English"), [Optional()])
    abbreviation = TextField(lazy("Abbreviation"), [Optional(), Length(max=15)])
    kind = wtforms.SelectField(lazy("What it is"), [InputRequired(REQUIRED)], coerce=one_of(Kind))
    partner_type = wtforms.SelectField(lazy("Type of partner"), [InputRequired(REQUIRED)])
    legal_status = wtforms.SelectField(
        lazy("Legal status"), [InputRequired(REQUIRED)], coerce=one_of(LegalStatus)
    )
    registration_number = TextField(lazy("Registration number"), [Optional()])
    country = wtforms.SelectField(lazy("Country"), [InputRequired(REQUIRED)])
    region = TextField(lazy("Region"), [Optional()])
    city = TextField(lazy("City"), [InputRequired(REQUIRED)])
    street = TextField(lazy("Street and number"), [Optional()])
    postcode = TextField(lazy("Postcode"), [Optional()])
    website = TextField(
        lazy("Website"), [Optional()], description=lazy("For example https://www.example.org.")
    )
    email = TextField(
        lazy("E-mail of the organisation"),
        [Optional()],
        description=lazy("Only your people and the agency see it."),
    )
    phone = TextField(
        lazy("Telephone"),
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

    def validate_website(self, field: Any) -> None:
        if field.data:
            parts = urlsplit(field.data)
            is_web = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
            must_be(is_web, _("Write the whole address, for example https://www.example.org."))

    def validate_email(self, field: Any) -> None:
        if field.data:
            field.data = address(field.data)

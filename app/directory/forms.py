"""What people fill in about organisations, accreditations and who belongs where."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import babel
import wtforms
from email_validator import EmailNotValidError, validate_email
from wtforms.validators import InputRequired, Length, Optional

from app.core.choices import Choice
from app.core.documents_field import DocumentField
from app.core.forms import (
    REQUIRED,
    AreaField,
    Checkboxes,
    Form,
    ListField,
    TextField,
    must_be,
)
from app.core.i18n import LANGUAGES, _, country, lazy, locale
from app.directory.models import Kind, Organisation, Role
from app.programmes.vocabularies import LegalStatus, iaf_sectors, partner_types

CHOOSE = ("", lazy("Please choose"))
COUNTRY = re.compile("[A-Z]{2}")
# Codes that CLDR names besides the countries of ISO 3166-1.
NO_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)
# English and Russian, in which the agency works, then the languages of the programmes' countries.
SPOKEN = (
    *("en", "ru", "bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "is", "it"),
    *("lt", "lv", "nl", "no", "pl", "pt", "ro", "sk", "sl", "sr", "sv", "uk"),
)
IN_ORGANISATIONS = (Role.VIEWER, Role.EDITOR, Role.SIGNATORY, Role.ADMINISTRATOR)


def country_choices() -> list[tuple[str, str]]:
    """List the countries of ISO 3166-1 by their names in the reader's language."""
    codes = [str(code) for code in babel.Locale.parse(locale()).territories]
    countries = [code for code in codes if COUNTRY.fullmatch(code) and code not in NO_COUNTRIES]
    named = [(code, country(code)) for code in countries]
    return sorted(named, key=lambda choice: choice[1].casefold())


def labels_of(form: type[Form]) -> dict[str, str]:
    """Return the labels of a form's fields by their names."""
    fields = {name: getattr(form, name) for name in dir(form) if not name.startswith("_")}
    return {
        name: field.args[0]
        for name, field in fields.items()
        if isinstance(field, wtforms.fields.core.UnboundField)
    }


def spoken_choices() -> list[tuple[str, str]]:
    names = babel.Locale.parse(locale()).languages
    return [(code, names.get(code, code)) for code in SPOKEN]


def _options(kind: type[Choice]) -> list[tuple[str, str]]:
    return [CHOOSE, *((member.value, member.label) for member in kind)]


def _one_of(kind: Any) -> Callable[[str], Any]:
    """Turn what was chosen into a member; nothing chosen is None."""
    return lambda value: kind(value) if value else None


class OrganisationForm(Form):
    """The profile of an organisation."""

    name = TextField(lazy("Name, as it is registered"), [InputRequired(REQUIRED)])
    name_english = TextField(lazy("Name in English"), [Optional()])
    abbreviation = TextField(lazy("Abbreviation"), [Optional(), Length(max=15)])
    kind = wtforms.SelectField(lazy("What it is"), [InputRequired(REQUIRED)], coerce=_one_of(Kind))
    partner_type = wtforms.SelectField(lazy("Type of partner"), [InputRequired(REQUIRED)])
    legal_status = wtforms.SelectField(
        lazy("Legal status"), [InputRequired(REQUIRED)], coerce=_one_of(LegalStatus)
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
        self.kind.choices = _options(Kind)
        self.partner_type.choices = [CHOOSE, *partner_types().items()]
        self.legal_status.choices = _options(LegalStatus)
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
            field.data = _address(field.data)


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


class RolesForm(Form):
    """What a person is in an organisation."""

    function = TextField(
        lazy("Function"), [Optional()], description=lazy("For example: head of certification.")
    )
    roles = Checkboxes(lazy("Roles"), coerce=Role)

    def __init__(self, offered: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.roles.choices = [(role, role.label) for role in offered]


class PersonForm(RolesForm):
    """Somebody who is to belong to an organisation."""

    email = TextField(lazy("E-mail address"), [InputRequired(REQUIRED)])

    def validate_email(self, field: Any) -> None:
        field.data = _address(field.data)

    def validate_roles(self, field: Any) -> None:
        must_be(field.data, _("Choose at least one role."))


def _address(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        raise wtforms.validators.ValidationError(
            _("Write an e-mail address, for example name@example.org.")
        ) from None

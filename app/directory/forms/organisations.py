"""The form of the whole profile, and that of the agency's own notes."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import Length, NumberRange, Optional

from app.core.forms import (
    AreaField,
    Checkboxes,
    Form,
    ListField,
    TextField,
    must_be,
    pairs,
)
from app.core.i18n import _, country, lazy, speaking
from app.core.times import localdate
from app.directory import numbers, queries
from app.directory.bands import StaffBand
from app.directory.choices import PartnerRole, Size, VatRecovery
from app.directory.forms.choices import (
    activity_country_choices,
    one_of,
    options,
    programme_choices,
    region_choices,
    understood,
)
from app.directory.forms.registration import RegistrationForm
from app.directory.models import Organisation
from app.directory.vocabulary import read_nace, region_name, regions_of
from app.programmes.vocabularies import LegalStatus
from app.vocabularies.queries import labels

OLDEST = 1000
PUBLIC_LAW_TESTS = (
    (
        "a",
        lazy(
            "(a) It was established to meet needs in the general interest that are not industrial "
            "or commercial."
        ),
    ),
    ("b", lazy("(b) It has legal personality.")),
    (
        "c",
        lazy(
            "(c) Public bodies finance it for the most part, supervise its management, or appoint "
            "more than half of its board."
        ),
    ),
)
"""Directive 2014/24/EU, Article 2(1)(4), in short."""


class OrganisationForm(RegistrationForm):
    """The whole profile; beyond what registering asks for, everything may wait."""

    abbreviation = TextField(
        lazy("Abbreviation"), [Optional(), Length(max=15)], description=lazy("Up to 15 characters.")
    )
    department = TextField(
        lazy("Department"), [Optional()], description=lazy("Where it takes part by itself.")
    )
    size = wtforms.SelectField(
        lazy("Size, if it is an enterprise"), [Optional()], coerce=one_of(Size)
    )
    staff_band = wtforms.SelectField(lazy("How many people work there"), [Optional()])
    public_law_tests = Checkboxes(
        lazy("What makes it a body governed by public law"),
        [Optional()],
        choices=lambda: pairs(PUBLIC_LAW_TESTS),
        description=lazy(
            "Only for the legal status “Governed by public law”, which asks for all three: "
            "Directive 2014/24/EU, Article 2(1)(4)."
        ),
    )
    founded = wtforms.IntegerField(
        lazy("Founded in the year"), [Optional()], render_kw={"inputmode": "numeric"}
    )
    region_code = wtforms.SelectField(lazy("Region"), [Optional()], validate_choice=False)
    region = TextField(lazy("Region"), [Optional()])
    registration_number = TextField(lazy("Registration number"), [Optional()])
    register_name = TextField(
        lazy("Register"), [Optional()], description=lazy("Who keeps it, for example: Bolagsverket.")
    )
    pic = TextField(
        lazy("PIC"),
        [Optional()],
        description=lazy("The participant code of the European Commission: 9 digits."),
    )
    vat = TextField(
        lazy("VAT number; in Russia the INN"),
        [Optional()],
        description=lazy("Only your people and the agency see it."),
    )
    vat_recovery = wtforms.SelectField(
        lazy("Do you get VAT back that you pay in a project?"),
        [Optional()],
        coerce=one_of(VatRecovery),
    )
    other_id_kind = TextField(
        lazy("Another identifier: what it is"),
        [Optional()],
        description=lazy("For example: EORI, D-U-N-S, notified body number."),
    )
    other_id = TextField(lazy("The identifier itself"), [Optional()])
    themes = Checkboxes(lazy("Themes"), [Optional()])
    nace = ListField(
        lazy("Activities by NACE"),
        [Optional()],
        description=lazy(
            "One code on each line, the main one first, for example 71.20 (testing and analysis)."
        ),
        render_kw={"rows": 3},
    )
    activity_countries = Checkboxes(lazy("Countries you work in"), [Optional()])
    competences = AreaField(
        lazy("Competences that you bring to a project"), [Optional()], limit=4000
    )
    role_sought = AreaField(lazy("What you look for in a project"), [Optional()], limit=4000)
    experience = AreaField(
        lazy("Experience with EU projects, in words"),
        [Optional()],
        limit=4000,
        description=lazy("Single projects have a table of their own on your profile."),
    )
    interest_programmes = Checkboxes(lazy("Programmes you want to take part in"), [Optional()])
    roles_willing = Checkboxes(lazy("Roles you would take"), [Optional()])
    available_from = wtforms.DateField(lazy("Free for projects from"), [Optional()])
    street = TextField(lazy("Street and number"), [Optional()])
    postcode = TextField(lazy("Postcode"), [Optional()])
    phone = TextField(lazy("Telephone"), [Optional()])

    def __init__(self, entity: Organisation, **kwargs: Any) -> None:
        super().__init__(entity, **kwargs)
        self.vat_is_checked = True
        self.size.choices = options(Size)
        self.staff_band.choices = options(StaffBand)
        self.vat_recovery.choices = options(VatRecovery)
        self.themes.choices = list(labels("themes").items())
        self.activity_countries.choices = activity_country_choices(entity.activity_countries)
        self.interest_programmes.choices = programme_choices()
        self.roles_willing.choices = [(role.value, role.label) for role in PartnerRole]
        self.region_code.choices = region_choices(self.country.data or entity.country)
        if self.region_code.choices:
            del self.region
        else:
            del self.region_code

    @property
    def values(self) -> dict[str, Any]:
        """The facts by the names of the columns; a region that has a code is also named."""
        facts = super().values
        facts["pic"] = facts["pic"] or None
        if facts.get("region_code"):
            with speaking("en"):
                facts["region"] = region_name(facts["region_code"], "")
        elif "region" in facts or facts["country"] != self.entity.country:
            facts = {"region": ""} | facts | {"region_code": ""}
        return facts

    def validate_region_code(self, field: Any) -> None:
        where = country(self.country.data or "")
        must_be(
            not field.data or field.data in regions_of(self.country.data),
            _("This region is not in %(country)s: choose it anew.", country=where),
        )

    def validate_public_law_tests(self, field: Any) -> None:
        is_asked = self.legal_status.data == LegalStatus.PUBLIC_EQUIVALENT
        must_be(
            is_asked or not field.data,
            _("These are only for the legal status “Governed by public law”."),
        )
        must_be(
            len(field.data or ()) in {0, len(PUBLIC_LAW_TESTS)},
            _("A body governed by public law meets all three; otherwise choose another status."),
        )

    def validate_founded(self, field: Any) -> None:
        NumberRange(
            OLDEST,
            localdate().year,
            _("Write the year with four digits, %(last)s at the latest.", last=localdate().year),
        )(self, field)

    def validate_pic(self, field: Any) -> None:
        if field.data:
            field.data = understood(numbers.read_pic, field.data)
            must_be(
                not queries.has_pic(field.data, besides=self.entity.id),
                _("Another organisation in the directory has this PIC. Ask the agency."),
            )

    def validate_vat(self, field: Any) -> None:
        if field.data:
            number = understood(numbers.read_vat, self.country.data, field.data)
            field.data, self.vat_is_checked = number.text, number.is_checked

    def validate_other_id(self, field: Any) -> None:
        must_be(
            not field.data or self.other_id_kind.data,
            _("Say what kind of identifier this is, in the field before."),
        )

    def validate_nace(self, field: Any) -> None:
        field.data = understood(read_nace, field.data or ())

    @property
    def doubts(self) -> list[str]:
        """What could not be checked or looks odd, in sentences; nothing of it stops the profile."""
        found = []
        where = country(self.country.data)
        if self.vat.data and not self.vat_is_checked:
            found.append(
                _("The VAT number could not be checked: no rule is known for %(country)s.",
                  country=where)
            )  # fmt: skip
        if numbers.fits_the_register(self.country.data, self.registration_number.data) is False:
            found.append(
                _("The registration number does not look like one of %(country)s. It is kept as "
                  "you wrote it: please look at it once more.", country=where)
            )  # fmt: skip
        return found


class NotesForm(Form):
    """What the agency notes for itself about an organisation."""

    notes = AreaField(
        lazy("Notes of the agency"),
        [Optional()],
        description=lazy("Only the agency's staff see them, never the organisation."),
    )

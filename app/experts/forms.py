"""What people fill in about an expert."""

from __future__ import annotations

from datetime import date
from typing import Any

import wtforms
from wtforms.validators import InputRequired, NumberRange, Optional

from app.core.documents_field import DocumentField
from app.core.forms import (
    REQUIRED,
    AreaField,
    Checkboxes,
    Form,
    ListField,
    TextField,
    has_come,
    language_options,
    must_be,
    pairs,
)
from app.core.i18n import _, lazy
from app.core.times import localdate
from app.directory.forms.choices import activity_country_choices, one_of, options, understood
from app.directory.vocabulary import read_nace
from app.experts.models import Expert, RateBand
from app.experts.wording import LEVELS
from app.programmes.vocabularies import iaf_sectors
from app.vocabularies.queries import labels

BLANK_ROWS = 2
MOST_ROWS = 30
OLDEST_DEGREE = 1930
ONE_PER_LINE = lazy("One on each line.")
RESTRICTED = lazy("Only your people and the agency see it.")


class DayField(wtforms.DateField):
    """A day that is kept as text among other facts."""

    def process_data(self, value: Any) -> None:
        self.data = date.fromisoformat(value) if value and isinstance(value, str) else value


class EducationForm(wtforms.Form):
    """One degree or training; a row without it is not kept."""

    award = TextField(lazy("Degree or training"))
    institution = TextField(lazy("Where"))
    year = wtforms.IntegerField(lazy("Year"), [Optional()])

    def validate_award(self, field: Any) -> None:
        must_be(field.data or not self.institution.data, _("Say what it was."))

    def validate_year(self, field: Any) -> None:
        NumberRange(OLDEST_DEGREE, localdate().year, _("Write the year with four digits."))(
            self, field
        )


class LanguageForm(wtforms.Form):
    """One language; a row without it is not kept."""

    code = wtforms.SelectField(
        lazy("Language"), choices=lambda: pairs(labels("languages").items(), _("Not chosen"))
    )
    level = wtforms.SelectField(
        lazy("Level"),
        choices=lambda: pairs(LEVELS.items(), _("Not chosen")),
    )

    def validate_level(self, field: Any) -> None:
        must_be(field.data or not self.code.data, _("Say how well the person speaks it."))


class QualificationForm(wtforms.Form):
    """One qualification; a row without a title is not kept."""

    title = TextField(lazy("Qualification"))
    body = TextField(lazy("Issued by"))
    valid_until = DayField(lazy("Valid until"), [Optional()])

    def validate_title(self, field: Any) -> None:
        given = self.body.data or self.valid_until.data
        must_be(field.data or not given, _("Say what the qualification is."))


class ExpertForm(Form):
    """An expert: what they can do, who may know who they are, on what terms they come."""

    name = TextField(lazy("Name of the person"), [InputRequired(REQUIRED)])
    title = TextField(lazy("Academic title"), [Optional()], description=lazy("For example: Dr."))
    function = TextField(
        lazy("Function"), [Optional()], description=lazy("For example: lead auditor.")
    )
    is_public = wtforms.BooleanField(
        lazy("Everybody may see who it is"),
        description=lazy(
            "Tick it only if the person has agreed. Otherwise visitors see what the person can do, "
            "without name, function, education, references and summary."
        ),
    )
    consented_on = wtforms.DateField(lazy("The person agreed on"), [Optional(), has_come])
    expertise = ListField(lazy("Expertise"), [InputRequired(REQUIRED)], description=ONE_PER_LINE)
    years = wtforms.IntegerField(
        lazy("Years of experience"), [Optional(), NumberRange(0, 70, lazy("At most 70 years."))]
    )
    methods = ListField(
        lazy("Methods"),
        [Optional()],
        description=lazy("One on each line, for example: process audit, life-cycle assessment."),
    )
    standards = ListField(
        lazy("Standards"), [Optional()], description=lazy("One on each line, as ISO 9001.")
    )
    iaf_sectors = Checkboxes(lazy("IAF sectors"), [Optional()], coerce=int)
    nace = ListField(
        lazy("Activities by NACE"),
        [Optional()],
        description=lazy("One code on each line, for example 71.20."),
    )
    qualifications = wtforms.FieldList(
        wtforms.FormField(QualificationForm),
        lazy("Qualifications as an auditor"),
        description=lazy("For example: lead auditor ISO 9001. Save to get more rows."),
        max_entries=MOST_ROWS,
    )
    languages = wtforms.FieldList(
        wtforms.FormField(LanguageForm),
        lazy("Languages"),
        description=lazy("Levels of the European framework, from A1 to C2. Save to get more rows."),
        max_entries=MOST_ROWS,
    )
    education = wtforms.FieldList(
        wtforms.FormField(EducationForm),
        lazy("Education"),
        description=lazy("Save to get more rows."),
        max_entries=MOST_ROWS,
    )
    countries = Checkboxes(lazy("Countries worked in"), [Optional()])
    summary = AreaField(lazy("Summary"), [Optional()], limit=3000, render_kw={"rows": 6})
    language = wtforms.SelectField(lazy("Language of these texts"), choices=language_options)
    assignments = ListField(
        lazy("References"),
        [Optional()],
        description=lazy("One on each line: what was done, for whom, when."),
    )
    available_from = wtforms.DateField(lazy("Free from"), [Optional()])
    availability = TextField(
        lazy("Availability"), [Optional()], description=lazy("For example: 5 days a month.")
    )
    rate_band = wtforms.SelectField(
        lazy("What a day costs"), [Optional()], coerce=one_of(RateBand), description=RESTRICTED
    )
    declared_independent_on = wtforms.DateField(
        lazy("Declaration of independence, given on"),
        [Optional(), has_come],
        description=lazy(
            "The person has declared to depend on none of those whom they would audit or judge."
        ),
    )
    cv_file = DocumentField(
        lazy("CV"), [Optional()], accept=("pdf", "docx"), description=RESTRICTED
    )

    def __init__(self, entity: Expert | None = None, **kwargs: Any) -> None:
        super().__init__(entity, **kwargs)
        self.iaf_sectors.choices = [(one, f"{one} {text}") for one, text in iaf_sectors().items()]
        self.countries.choices = activity_country_choices(entity.countries if entity else ())
        self.rate_band.choices = options(RateBand)
        if not self.is_submitted():
            for rows in (self.qualifications, self.languages, self.education):
                for _row in range(min(BLANK_ROWS, MOST_ROWS - len(rows.entries))):
                    rows.append_entry()

    @property
    def values(self) -> dict[str, Any]:
        """The facts, without the file; rows that were left empty are gone."""
        facts = super().values
        del facts["cv_file"]
        facts["qualifications"] = [
            row | {"valid_until": row["valid_until"].isoformat() if row["valid_until"] else ""}
            for row in facts["qualifications"]
            if row["title"]
        ]
        facts["languages"] = [row for row in facts["languages"] if row["code"]]
        facts["education"] = [row for row in facts["education"] if row["award"]]
        return facts | ({} if facts["is_public"] else {"consented_on": None})

    def validate_is_public(self, field: Any) -> None:
        must_be(
            not field.data or self.consented_on.data,
            _("Say below on which day the person agreed."),
        )

    def validate_nace(self, field: Any) -> None:
        field.data = understood(read_nace, field.data or ())

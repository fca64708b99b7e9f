"""What people fill in about a slot: whom the search looks for, and what they have to bring."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from app.core.forms import (
    REQUIRED,
    AreaField,
    Checkboxes,
    Form,
    ListField,
    MoneyField,
    TextField,
    must_be,
    options,
    pairs,
)
from app.core.i18n import _, lazy
from app.directory.choices import Kind, PartnerRole
from app.directory.forms.choices import spoken_choices
from app.directory.forms.listed import (
    accrediting,
    certified,
    check_activities,
    joined,
    module_choices,
    share_out,
)
from app.programmes.vocabularies import iaf_sectors, partner_types
from app.searches.fields import country_options
from app.searches.forms import ONE_PER_LINE
from app.searches.models import Slot
from app.vocabularies.queries import labels

MOST_SEATS = 50


class SlotForm(Form):
    """One sought profile with its criteria."""

    title = TextField(lazy("Whom you look for"), [InputRequired(REQUIRED)])
    description = AreaField(lazy("More about it"))
    role = wtforms.SelectField(
        lazy("Role in the project"), choices=lambda: options(PartnerRole), coerce=str
    )
    seats = wtforms.IntegerField(
        lazy("Seats"), [InputRequired(REQUIRED), NumberRange(1, MOST_SEATS)], default=1
    )
    mandatory = wtforms.BooleanField(lazy("The project needs this slot filled"), default=True)
    essential = ListField(
        lazy("Essential criteria"),
        description=lazy("One per line. Each answer has to say how it meets each of them."),
    )
    nice = ListField(lazy("Nice-to-have criteria"), description=ONE_PER_LINE)
    kinds = Checkboxes(lazy("Kinds of organisation"), choices=lambda: options(Kind))
    partner_types = Checkboxes(
        lazy("Types of partner"), choices=lambda: pairs(partner_types().items())
    )
    countries = Checkboxes(lazy("Countries"), choices=country_options)
    languages = Checkboxes(
        lazy("Languages"),
        choices=lambda: pairs(spoken_choices()),
        description=lazy("A partner has to work in one of them."),
    )
    standards = ListField(
        lazy("Standards"),
        description=lazy(
            "One per line, for example ISO 9001; the usual ones can be ticked above. "
            "An accreditation has to name each of them."
        ),
    )
    listed_standards = Checkboxes(lazy("Usual standards and schemes"))
    iaf_sectors = Checkboxes(
        lazy("IAF sectors"),
        coerce=int,
        choices=lambda: [SelectChoice(n, f"{n} {label}") for n, label in iaf_sectors().items()],
    )
    nace = ListField(
        lazy("Activities by NACE"),
        description=lazy(
            "One code per line, for example 10.5. A certificate has to cover it together with the "
            "standard."
        ),
    )
    legislation = ListField(
        lazy("Other acts on products"),
        description=lazy("One per line. A notified body is needed for each of them."),
    )
    listed_legislation = Checkboxes(lazy("Acts in force"))
    modules = Checkboxes(
        lazy("Modules of conformity assessment"),
        description=lazy("A notification has to be for all of them."),
    )
    accreditation_required = wtforms.BooleanField(
        lazy("An accreditation is required"),
        description=lazy(
            "It has to be verified, cover the standards, sectors and acts below, and last to the "
            "planned end of the project. Otherwise they only show experience."
        ),
    )
    expertise = ListField(
        lazy("Expertise"),
        description=lazy("One per line. It helps to find partners and keeps nobody out."),
    )
    themes = Checkboxes(
        lazy("Themes"),
        choices=lambda: pairs(labels("themes").items()),
        description=lazy("They help to find partners and keep nobody out."),
    )
    budget_min = MoneyField(lazy("Indicative budget from"))
    budget_max = MoneyField(lazy("Indicative budget up to"))
    expected_contribution = wtforms.DecimalField(
        lazy("Expected own contribution in percent"), [Optional(), NumberRange(0, 100)], places=2
    )

    def __init__(self, entity: Slot | None = None, **kwargs: Any) -> None:
        criteria = entity.criteria if entity else []
        super().__init__(
            entity,
            essential=[criterion.text for criterion in criteria if criterion.essential],
            nice=[criterion.text for criterion in criteria if not criterion.essential],
            **kwargs,
        )
        self.known_standards = accrediting() | certified()
        self.known_acts = labels("legislation")
        self.listed_standards.choices = pairs(self.known_standards.items())
        self.listed_legislation.choices = pairs(self.known_acts.items())
        self.modules.choices = module_choices(entity.modules if entity else ())
        share_out(self, self.listed_standards, self.standards, self.known_standards)
        share_out(self, self.listed_legislation, self.legislation, self.known_acts)

    def validate_nace(self, field: Any) -> None:
        check_activities(field)

    def validate_nice(self, field: Any) -> None:
        both = set(field.data or ()) & set(self.essential.data or ())
        must_be(not both, _("The same criterion cannot be essential and nice to have."))

    def validate_budget_max(self, field: Any) -> None:
        least = self.budget_min.data
        must_be(
            field.data is None or least is None or least <= field.data,
            _("The upper limit lies below the lower one."),
        )

    @property
    def values(self) -> dict[str, Any]:
        """The facts by the names of the columns; `essential` and `nice` are lists of texts."""
        facts = super().values
        share = facts["expected_contribution"]
        role = next(role for role in PartnerRole if role == facts["role"])
        standards = facts.pop("listed_standards"), facts["standards"]
        acts = facts.pop("listed_legislation"), facts["legislation"]
        return facts | {
            "role": role,
            "standards": joined(*standards, self.known_standards),
            "legislation": joined(*acts, self.known_acts),
            "expected_contribution": None if share is None else round(share, 2),
        }

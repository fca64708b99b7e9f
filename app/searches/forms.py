"""What people fill in about searches: the draft, its amendment, the import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import wtforms
from flask import current_app
from flask_wtf.file import FileField
from wtforms import SelectChoice
from wtforms.validators import Email, InputRequired, NumberRange, Optional

from app.core.forms import (
    REQUIRED,
    AreaField,
    Form,
    ListField,
    MomentField,
    MoneyField,
    TextField,
    in_zone,
    language_options,
    must_be,
    pairs,
)
from app.core.i18n import _, lazy, locale
from app.core.workflow import NOTE_LIMIT
from app.programmes.models import Programme
from app.searches.fields import zone_options
from app.searches.importer import UnreadableForm, read_form
from app.searches.models import PartnerSearch

ONE_PER_LINE = lazy("One per line.")
NOT_SHOWN = lazy("Not shown to the public.")


class DeadlineForm(Form):
    """The part that a draft and a published search have in common: texts and the deadline."""

    title = TextField(lazy("Title"), [InputRequired(REQUIRED)])
    acronym = TextField(lazy("Acronym"))
    language = wtforms.SelectField(lazy("Language of these texts"), choices=language_options)
    summary = AreaField(
        lazy("Summary"),
        limit=500,
        description=lazy("Up to 500 characters; it stands in the list of searches."),
    )
    description = AreaField(lazy("Project description"), limit=20_000, render_kw={"rows": 12})
    objectives = ListField(lazy("Central objectives"), description=ONE_PER_LINE)
    benefits = ListField(lazy("Expected benefits"), description=ONE_PER_LINE)
    keywords = ListField(lazy("Thematic key words"), description=ONE_PER_LINE)
    found_partners = ListField(lazy("Partners found already"), description=ONE_PER_LINE)
    partners_sought = AreaField(
        lazy("Partners sought, in words"),
        description=lazy("What can be answered to is described slot by slot, on pages of its own."),
    )
    contact_name = TextField(lazy("Contact person"), description=NOT_SHOWN)
    address = TextField(lazy("Address"), description=NOT_SHOWN)
    phone = TextField(lazy("Telephone"), description=NOT_SHOWN)
    fax = TextField(lazy("Fax"), description=NOT_SHOWN)
    email = TextField(
        lazy("E-mail"), [Optional(), Email(lazy("This is no e-mail address."))],
        description=NOT_SHOWN,
    )  # fmt: skip
    website = TextField(
        lazy("Website of the project"), description=lazy("For example https://www.example.org.")
    )
    deadline = MomentField(
        lazy("Answers are taken until"),
        [Optional()],
        description=lazy("A draft may leave it open; the quality review asks for it."),
    )
    deadline_zone = wtforms.SelectField(lazy("Time zone of the deadline"), choices=zone_options)

    def __init__(self, entity: PartnerSearch | None = None, **kwargs: Any) -> None:
        shown: dict[str, Any] = {}
        if entity is None:
            shown["deadline_zone"] = current_app.config["TIME_ZONE"]
        elif entity.deadline_at:
            zone = ZoneInfo(entity.deadline_zone)
            shown["deadline"] = entity.deadline_at.astimezone(zone).replace(tzinfo=None)
        super().__init__(entity, **shown | kwargs)

    def validate_website(self, field: Any) -> None:
        must_be(
            not field.data or field.data.startswith(("https://", "http://")),
            _("Begin with https:// or http://."),
        )

    def validate_deadline(self, field: Any) -> None:
        if field.data:
            in_zone(field.data, self.deadline_zone.data)

    @property
    def values(self) -> dict[str, Any]:
        """The facts by the names of the columns; the deadline is a moment."""
        facts = super().values
        wall_clock: datetime | None = facts.pop("deadline")
        zone = facts["deadline_zone"]
        return facts | {"deadline_at": in_zone(wall_clock, zone) if wall_clock else None}


class DraftForm(DeadlineForm):
    """Everything that a draft says, but its slots."""

    programme = wtforms.SelectField(lazy("Programme"))
    priority = wtforms.SelectField(
        lazy("Priority"), description=lazy("It must be one of the programme that you choose.")
    )
    lead_applicant = TextField(lazy("Lead applicant"))
    estimated_budget = MoneyField(lazy("Estimated budget of the whole project"))
    duration_months = wtforms.IntegerField(
        lazy("Duration in months"), [Optional(), NumberRange(1, 240)]
    )
    form_date = wtforms.DateField(lazy("Date on the form"), [Optional()])

    def __init__(
        self, entity: PartnerSearch | None, programmes: Sequence[Programme], **kwargs: Any
    ) -> None:
        chosen = entity.programme.slug if entity and entity.programme else ""
        priority = entity.priority.code if entity and entity.priority else ""
        super().__init__(
            entity, programme=chosen, priority=f"{chosen}:{priority}" if priority else "", **kwargs
        )
        self.known = {programme.slug: programme for programme in programmes}
        named = [(p.slug, p.name_in(locale())) for p in programmes]
        self.programme.choices = pairs(named, _("Not chosen yet"))
        self.priority.choices = [SelectChoice("", _("Not chosen yet"))] + [
            SelectChoice(
                f"{programme.slug}:{priority.code}",
                priority.title_in(locale()),
                optgroup=programme.name_in(locale()),
            )
            for programme in programmes
            for priority in programme.priorities
        ]

    def validate_priority(self, field: Any) -> None:
        slug = field.data.partition(":")[0] if field.data else ""
        must_be(
            not slug or slug == self.programme.data,
            _("This priority belongs to another programme."),
        )

    @property
    def values(self) -> dict[str, Any]:
        """The facts by the names of the columns; programme and priority are entities or None."""
        facts = super().values
        programme = self.known.get(facts["programme"] or "")
        code = (facts["priority"] or "").partition(":")[2]
        priorities = programme.priorities if programme else []
        priority = next((one for one in priorities if code and one.code == code), None)
        return facts | {"programme": programme, "priority": priority}


class AmendForm(DeadlineForm):
    """What may still be changed in a search that the public knows."""

    note = AreaField(
        lazy("What you change, and why"),
        [InputRequired(REQUIRED)],
        limit=NOTE_LIMIT,
        description=lazy("It stands in the history of the search."),
    )

    def validate_deadline(self, field: Any) -> None:
        super().validate_deadline(field)
        before = self.entity.deadline_at
        after = in_zone(field.data, self.deadline_zone.data) if field.data else None
        must_be(
            before is None or (after is not None and after >= before.replace(second=0)),
            _("The deadline of a published search can only be moved to later."),
        )


class BackdateForm(Form):
    """The day whose rules count; administrators only."""

    rules_as_of = wtforms.DateField(
        lazy("Rules count as of"),
        [Optional()],
        description=lazy("Empty is the day on which one asks. Deadlines run by the real clock."),
    )
    note = AreaField(lazy("Your reason"), [InputRequired(REQUIRED)], limit=NOTE_LIMIT)


class ImportForm(Form):
    """A filled partner-search form, pasted or uploaded as a text file."""

    text = wtforms.TextAreaField(lazy("The form as text"), render_kw={"rows": 16})
    file = FileField(lazy("Or a text file"), description=lazy("A .txt file of up to 1 MB."))

    read: str = ""

    def validate_file(self, field: Any) -> None:
        """Read what was given, the file before the text."""
        content = field.data.read() if field.data else (self.text.data or "").encode()
        must_be(field.data or content.strip(), _("Paste the form, or choose a file."))
        try:
            self.read = read_form(content)
        except UnreadableForm as error:
            must_be(False, _(error.message, **error.values))  # noqa: FBT003

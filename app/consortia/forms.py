"""What is told about a project: its name and its time, and the plan of its work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import wtforms
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.consortia.commands import Planned
from app.consortia.models import Activity, Project, WorkPackage
from app.consortia.schedule import MOST_PERIODS, Names, Ties
from app.core.forms import REQUIRED, AreaField, Form, TextField, in_our_time, must_be
from app.core.i18n import _, lazy

MOST_ROWS = 50
BLANK_ROWS = 2
LONGEST_PERIOD = 60


class ProjectForm(Form):
    """The project's name and its time."""

    title = TextField(lazy("Title"), [InputRequired(REQUIRED)])
    acronym = TextField(lazy("Acronym"), [Optional(), Length(max=40)])
    description = AreaField(lazy("Description"), [Optional()], limit=4000)
    starts_on = wtforms.DateField(lazy("First day"), [Optional(), in_our_time])
    ends_on = wtforms.DateField(lazy("Last day"), [Optional(), in_our_time])

    def validate_ends_on(self, field: wtforms.DateField) -> None:
        start = self.starts_on.data
        must_be(
            not start or not field.data or start <= field.data,
            _("The last day must not lie before the first day."),
        )


class MayBeEmpty(Optional):
    """Optional, without saying so again in each of many rows."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags: dict[str, Any] = {}


class RowForm(wtforms.Form):
    """A work package or an activity: a new one without a title is not kept."""

    uid = wtforms.HiddenField()
    number = wtforms.IntegerField(
        lazy("Number"), [MayBeEmpty(), NumberRange(1, 99, lazy("Write a number from 1 to 99."))]
    )
    title = TextField(lazy("Title"))
    remove = wtforms.BooleanField(lazy("Remove it"))

    @property
    def key(self) -> UUID | None:
        """Which row it was made for; None for a new one."""
        try:
            return UUID(self.uid.data or "")
        except ValueError:
            return None

    @property
    def is_wanted(self) -> bool:
        return bool(self.title.data) and not self.remove.data

    def validate_title(self, field: TextField) -> None:
        must_be(
            field.data or not self.key or self.remove.data,
            _("Write a title, or tick that it is to be removed."),
        )


class ActivityForm(RowForm):
    """An activity."""

    title = TextField(lazy("Activity"))


class WorkPackageForm(RowForm):
    """A work package with its activities."""

    title = TextField(lazy("Work package"))
    is_management = wtforms.BooleanField(lazy("For managing the project"))
    activities = wtforms.FieldList(
        wtforms.FormField(ActivityForm), lazy("Activities"), max_entries=MOST_ROWS
    )

    def validate_title(self, field: TextField) -> None:
        super().validate_title(field)
        steps = any(entry.form.is_wanted for entry in self.activities.entries)
        must_be(
            field.data or self.remove.data or not steps,
            _("Say which work package these activities belong to."),
        )

    def validate_activities(self, field: wtforms.FieldList) -> None:
        _no_number_twice(field)


class PlanForm(Form):
    """Periods, work packages and activities; what partners' costs stand on cannot be taken out."""

    periods = wtforms.IntegerField(
        lazy("Number of periods"),
        [
            InputRequired(REQUIRED),
            NumberRange(0, MOST_PERIODS, lazy("Write a number from 0 to 20.")),
        ],
        description=lazy("From 0 to 20. With 0, budgets are not spread over time."),
    )
    months_in_period = wtforms.IntegerField(
        lazy("Months in a period"),
        [
            InputRequired(REQUIRED),
            NumberRange(1, LONGEST_PERIOD, lazy("Write a number from 1 to 60.")),
        ],
    )
    work_packages = wtforms.FieldList(
        wtforms.FormField(WorkPackageForm), lazy("Work packages"), max_entries=MOST_ROWS
    )

    def __init__(self, project: Project, ties: Ties) -> None:
        super().__init__(project)
        self.ties = ties
        if not self.is_submitted():
            self.work_packages.append_entry()
            for entry in self.work_packages.entries:
                for _row in range(min(BLANK_ROWS, MOST_ROWS - len(entry.form.activities))):
                    entry.form.activities.append_entry()

    @property
    def packages(self) -> list[Planned]:
        """The work packages that are wanted, each with the activities that are wanted."""
        return [
            replace(
                _planned(row),
                activities=[_planned(step) for step in _wanted(row.activities)],
                is_management=row.is_management.data,
            )
            for row in _wanted(self.work_packages)
        ]

    def validate_periods(self, field: wtforms.IntegerField) -> None:
        names = self.ties.beyond(field.data or 0)
        must_be(
            not names,
            _(
                "Later periods hold costs of %(partners)s. These have to be moved first.",
                partners=", ".join(names),
            ),
        )

    def validate_work_packages(self, field: wtforms.FieldList) -> None:
        _no_number_twice(field)
        packages = {one.uid: one for one in self.entity.work_packages}
        for row in _rows(field):
            if not (package := packages.get(row.key)):
                continue
            self._keep(field, package, row, self.ties.packages, is_going=row.remove.data)
            steps = {one.uid: one for one in package.activities}
            for step in _rows(row.activities):
                if activity := steps.get(step.key):
                    is_going = row.remove.data or step.remove.data
                    self._keep(field, activity, step, self.ties.activities, is_going=is_going)

    def _keep(
        self,
        field: wtforms.FieldList,
        known: WorkPackage | Activity,
        row: Any,
        ties: Mapping[int, Names],
        *,
        is_going: bool,
    ) -> None:
        """Refuse that a part of the plan goes, or gets another number, while budgets rest on it."""
        if is_going:
            _refuse_if_tied(field, row, ties.get(known.id, ()))
        elif self.ties.keep_numbers and row.number.data not in {None, known.number}:
            said = _("It stays number %(number)s: fixed budgets name it so.", number=known.number)
            _mark(field, row.number, said)


def _rows(field: wtforms.FieldList) -> list[Any]:
    return [entry.form for entry in field.entries]


def _wanted(field: wtforms.FieldList) -> list[Any]:
    return [row for row in _rows(field) if row.is_wanted]


def _planned(row: Any) -> Planned:
    return Planned(row.title.data, row.key, row.number.data)


def _no_number_twice(field: wtforms.FieldList) -> None:
    numbered = [row for row in _wanted(field) if row.number.data]
    counted = Counter(row.number.data for row in numbered)
    for row in numbered:
        if counted[row.number.data] > 1:
            _mark(field, row.number, _("This number stands there twice."))


def _refuse_if_tied(field: wtforms.FieldList, row: Any, names: Names) -> None:
    if names:
        said = _(
            "Costs of %(partners)s stand on it. These have to be moved first.",
            partners=", ".join(names),
        )
        _mark(field, row.remove, said)


def _mark(field: wtforms.FieldList, part: wtforms.Field, sentence: str) -> None:
    """Say what is wrong at the part of a row; the list counts it like the other faults of rows."""
    part.errors = [*part.errors, sentence]
    field.errors = [*field.errors, [sentence]]

"""What people say about State aid: the answers of a partner, aid that was received, who is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

import wtforms
from wtforms.validators import InputRequired, Optional

from app.aid.ceilings import ceilings
from app.aid.ledger import Standing
from app.aid.models import Answers, DeMinimisAid
from app.aid.queries import find_organisation
from app.aid.questions import QUESTIONS
from app.aid.regimes import Regime
from app.core.choices import Choice
from app.core.documents_field import DocumentField
from app.core.forms import (
    REQUIRED,
    AreaField,
    Form,
    MoneyField,
    TextField,
    has_come,
    must_be,
    options,
    pairs,
)
from app.core.i18n import _, country, lazy, money
from app.core.money import ZERO, Amount
from app.core.times import localdate
from app.directory.models import Organisation
from app.programmes.countries import members

Room = Callable[[str, date], Standing | None]

GRANTING = "EEA"
"""The group of countries whose aid is State aid."""

SERVICES = ("360/2012", "2023/2832")
"""The regulations on services of general economic interest, whose aid is not kept here."""


class Reply(Choice):
    """An answer to one of the questions."""

    YES = "yes", lazy("Yes")
    NO = "no", lazy("No")


def question_field(text: str, help_: str) -> wtforms.RadioField:
    """A question that may stay open."""
    return wtforms.RadioField(
        text,
        description=help_,
        choices=lambda: options(Reply),
        coerce=_understood,
        validate_choice=False,  # anything else leaves the question open
    )


def _understood(value: Any) -> Any:
    """Take what the database holds for what the form shows."""
    if isinstance(value, bool):
        return (Reply.YES if value else Reply.NO).value
    return value or ""


class AnswersForm(Form):
    """The four questions, and under which rules the grant is given where there is a risk."""

    market_exists = question_field(QUESTIONS[0].text, QUESTIONS[0].help)
    for_profit = question_field(QUESTIONS[1].text, QUESTIONS[1].help)
    does_it_itself = question_field(QUESTIONS[2].text, QUESTIONS[2].help)
    undue_benefit = question_field(QUESTIONS[3].text, QUESTIONS[3].help)
    note = AreaField(
        lazy("Reasons for your answers"), [Optional()], limit=4000, render_kw={"rows": 4}
    )
    regime = wtforms.SelectField(
        lazy("Under which rules would the grant be given?"),
        choices=lambda: options(Regime),
        description=lazy(
            "Only where there is a risk. De minimis aid counts together with all other such aid; "
            "the block exemption has a limit in each project. The programme says what it offers."
        ),
    )
    granting_state = wtforms.SelectField(
        lazy("Which Member State grants it?"),
        [Optional()],
        description=lazy(
            "For de minimis aid. Usually that of the managing authority. As long as it is not "
            "known, the one that has granted you most counts."
        ),
    )

    def __init__(self, entity: Answers | None) -> None:
        super().__init__(entity)
        self.granting_state.choices = state_choices(entity.granting_state if entity else "")

    @property
    def values(self) -> dict[str, Any]:
        facts = super().values
        for question in QUESTIONS:
            facts[question.name] = {"yes": True, "no": False}.get(facts[question.name])
        facts["regime"] = Regime(facts["regime"])
        return facts


class EntryForm(Form):
    """De minimis aid that an organisation was granted.

    `room` says how things stand without this entry for aid of a Member State on a day. What is more
    than is left is asked about once: a ledger keeps what was granted, rightly or not.
    """

    granted_on = wtforms.DateField(
        lazy("Granted on"),
        [InputRequired(REQUIRED), has_come],
        description=lazy("The day of the decision or the contract, not that of a payment."),
    )
    amount = MoneyField(
        lazy("Amount"),
        [InputRequired(REQUIRED)],
        description=lazy("Before tax. For a loan or a guarantee: its gross grant equivalent."),
    )
    granting_state = wtforms.SelectField(
        lazy("Member State that granted it"), [InputRequired(REQUIRED)]
    )
    legal_base = TextField(
        lazy("Legal base"),
        [Optional()],
        description=lazy("As the letter of the granting body names it."),
        render_kw={"list": "regulations"},
    )
    purpose = TextField(lazy("What for, and from whom"), [Optional()])
    project_id = wtforms.SelectField(
        lazy("Project"),
        [Optional()],
        description=lazy("Where the aid is the grant of a project that is kept here."),
        coerce=lambda value: str(value or ""),
    )
    evidence_file = DocumentField(
        lazy("Evidence"),
        [Optional()],
        accept=("pdf", "docx", "png", "jpg"),
        description=lazy("The letter that says that the aid is de minimis."),
    )
    was_granted = wtforms.BooleanField(lazy("It was granted all the same: enter it."))

    def __init__(
        self, projects: list[tuple[int, str]], room: Room, entity: DeMinimisAid | None = None
    ) -> None:
        super().__init__(entity)
        self.room = room
        self.overfilled: Standing | None = None
        self.granting_state.choices = state_choices(entity.granting_state if entity else "")
        named = [(str(id_), name) for id_, name in projects]
        self.project_id.choices = pairs(named, _("None of these"))
        self.regulations = list(dict.fromkeys(one.regulation for one in ceilings()))

    @property
    def values(self) -> dict[str, Any]:
        facts = super().values
        del facts["evidence_file"], facts["was_granted"]
        chosen = facts["project_id"]
        return facts | {"project_id": int(chosen) if chosen else None}

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        found = self.room(cast("str", self.granting_state.data), cast("date", self.granted_on.data))
        if found is None or cast("Amount", self.amount.data) <= found.left:
            return True
        self.overfilled = found
        if not self.was_granted.data:
            said = _("Only %(left)s was left on that day.", left=money(found.left))
            self.amount.errors = [*self.amount.errors, said]
        return bool(self.was_granted.data)

    def validate_legal_base(self, field: TextField) -> None:
        must_be(
            not any(number in field.data for number in SERVICES),
            _(
                "Aid under the regulation on services of general economic interest has a ceiling "
                "of its own and is not entered here."
            ),
        )

    def validate_amount(self, field: MoneyField) -> None:
        must_be(
            field.process_errors or (field.data or ZERO) > ZERO, _("Write an amount above zero.")
        )


class TieForm(Form):
    """Another organisation that is one undertaking with this one."""

    slug = TextField(
        lazy("The other organisation"),
        [InputRequired(REQUIRED)],
        description=lazy("The last part of the address of its profile."),
    )
    reason = AreaField(
        lazy("What makes them one, and who says so"),
        [InputRequired(REQUIRED)],
        limit=2000,
        render_kw={"rows": 2},
    )
    other: Organisation

    def validate_slug(self, field: TextField) -> None:
        found = find_organisation(field.data.rstrip("/").rpartition("/")[2])
        must_be(found, _("There is no organisation with this address."))
        self.other = cast("Organisation", found)


def state_choices(held: str = "") -> list[wtforms.SelectChoice]:
    """Offer, by their names, the states of today, those of earlier rules, and the one held."""
    days = [min(one.until, localdate()) for one in ceilings()]
    codes = {code for day in days for code in members(GRANTING, day)} | ({held} if held else set())
    named = sorted(((code, country(code)) for code in codes), key=lambda pair: pair[1])
    return pairs(named, _("Not chosen"))

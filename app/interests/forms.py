"""What is filled in: the answer itself, an assessment, a decision, a release."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import wtforms
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.forms import (
    REQUIRED,
    AreaField,
    Checkboxes,
    Form,
    MomentField,
    MoneyField,
    TextField,
    in_zone,
    language_options,
    must_be,
    options,
    pairs,
)
from app.core.i18n import _, lazy, locale
from app.core.money import ZERO
from app.directory.models import Organisation
from app.interests.models import (
    COST_CATEGORIES,
    Assessment,
    Decision,
    Interest,
    Met,
    Origin,
)
from app.programmes.queries import rules_of
from app.programmes.ruleset import FundRate, RuleSet
from app.programmes.vocabularies import fund_name

MONEY = (*(f"cost_{name}" for name in COST_CATEGORIES), "requested_fund", "own_contribution")
TICK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d{1,9}")


class ExpressForm(Form):
    """For which organisation the person answers, where there are several."""

    organisation = wtforms.RadioField(lazy("For which organisation do you answer?"))

    def __init__(self, organisations: Sequence[Organisation]) -> None:
        super().__init__()
        self.organisation.choices = pairs((str(held.id), held.name) for held in organisations)
        if len(organisations) == 1 or (organisations and not self.is_submitted()):
            self.organisation.data = str(organisations[0].id)


class InterestForm(Form):
    """A draft may have gaps; what it lacks before it can be sent is no error here.

    Each criterion of the slot has two fields, `met_<id>` and `evidence_<id>`: see `form_for`.
    """

    language = wtforms.SelectField(
        lazy("Language you write in"), choices=language_options(), default="en"
    )
    motivation = AreaField(
        lazy("Why does your organisation want to take part?"), limit=4000, render_kw={"rows": 5}
    )
    activities = AreaField(
        lazy("What would you do in the project?"),
        limit=4000,
        description=lazy("Activities, and what the others can count on."),
        render_kw={"rows": 5},
    )
    experience = AreaField(
        lazy("What have you done that shows it?"),
        limit=4000,
        description=lazy("At most three projects or contracts: for whom, when, what came of it."),
        render_kw={"rows": 5},
    )
    conditions = AreaField(
        lazy("Under which conditions?"),
        limit=2000,
        description=lazy("Such as dates, languages, or people who must be involved."),
        render_kw={"rows": 3},
    )
    cost_staff = MoneyField(COST_CATEGORIES["staff"], [Optional()])
    cost_office = MoneyField(COST_CATEGORIES["office"], [Optional()])
    cost_travel = MoneyField(COST_CATEGORIES["travel"], [Optional()])
    cost_external = MoneyField(COST_CATEGORIES["external"], [Optional()])
    cost_equipment = MoneyField(COST_CATEGORIES["equipment"], [Optional()])
    cost_infrastructure = MoneyField(COST_CATEGORIES["infrastructure"], [Optional()])
    fund = TextField(
        lazy("Fund you ask for"),
        [Length(max=40)],
        description=lazy("Its code, such as ERDF. The programme of this search is not set yet."),
    )
    requested_fund = MoneyField(lazy("Amount you ask for"), [Optional()])
    own_contribution = MoneyField(lazy("Amount you bring yourself"), [Optional()])
    origin = wtforms.SelectField(
        lazy("Where does your own contribution come from?"),
        [Optional()],
        choices=options(Origin, blank=lazy("Please choose")),
        coerce=lambda value: value or None,
    )
    declares_no_conflict = wtforms.BooleanField(
        lazy("We have no conflict of interest."),
        description=lazy(
            "No business or family ties with those who choose the partners, and no consultancy "
            "for those whom we would certify."
        ),
    )
    conflicts = AreaField(
        lazy("Or describe what could be seen as one"), limit=2000, render_kw={"rows": 3}
    )
    consents_to_sharing = wtforms.BooleanField(
        lazy("The agency may use what we send to form the partnership."),
        description=lazy(
            "Its staff read it. Partners learn your name, your role and your budget once you have "
            "confirmed. Other applicants never see it."
        ),
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What to save on the interest; an amount left empty is zero."""
        facts = {
            name: value
            for name, value in self.values.items()
            if not name.startswith(("met_", "evidence_"))
        }
        facts |= {name: facts[name] or ZERO for name in MONEY}
        facts["origin"] = Origin(facts["origin"]) if facts["origin"] else None
        facts["fund"] = facts["fund"] or ""
        return facts

    def answer_fields(self, criterion_id: int) -> tuple[wtforms.Field, wtforms.Field]:
        return self[f"met_{criterion_id}"], self[f"evidence_{criterion_id}"]

    @property
    def answers(self) -> dict[int, tuple[Met | None, str]]:
        """What was answered, by the id of the criterion."""
        ids = [int(name.partition("_")[2]) for name in self._fields if name.startswith("met_")]
        given = {}
        for criterion_id in ids:
            met, evidence = self.answer_fields(criterion_id)
            given[criterion_id] = (Met(met.data) if met.data else None, evidence.data or "")
        return given


def form_for(interest: Interest) -> InterestForm:
    """Make the form of one interest: with the criteria of its slot and the funds of its rules."""
    given = {answer.criterion_id: answer for answer in interest.answers}
    fields: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    for number, criterion in enumerate(interest.slot.criteria, start=1):
        answer = given.get(criterion.id)
        met, evidence = f"met_{criterion.id}", f"evidence_{criterion.id}"
        fields[met] = wtforms.RadioField(
            _("Do you meet criterion %(n)s?", n=number), [Optional()], choices=options(Met)
        )
        fields[evidence] = AreaField(
            _("Evidence for criterion %(n)s", n=number),
            limit=2000,
            description=_("Name the document, its number, or who can tell."),
            render_kw={"rows": 2},
        )
        shown[met] = answer.met if answer else None
        shown[evidence] = answer.evidence if answer else ""
    if funds := _fund_choices(interest):
        fields["fund"] = wtforms.SelectField(
            lazy("Fund you ask for"),
            [Optional()],
            choices=pairs(funds, blank=lazy("Please choose")),
        )
    form = type("InterestForm", (InterestForm,), fields)(interest, **shown)
    for field in form:  # what a draft may leave open is not therefore optional
        field.flags.optional = False
    if not form.is_submitted():
        for name in MONEY:  # an empty field is easier to fill in than one that says 0.00
            form[name].data = form[name].data or None
    return cast("InterestForm", form)


def rules_for(interest: Interest) -> RuleSet | None:
    """Return the rules that the search runs under; none while no programme is chosen."""
    rule_set = interest.search.rule_set
    return rules_of(rule_set) if rule_set else None


def rate_for(interest: Interest, on: date) -> FundRate | None:
    """Return how much the chosen fund pays at most for this organisation, if the rules say so."""
    rules = rules_for(interest)
    if rules is None or not interest.fund:
        return None
    status = interest.organisation.legal_status
    return rules.max_rate(
        interest.fund, interest.organisation.country, status.value if status else None, on
    )


def _fund_choices(interest: Interest) -> list[tuple[str, str]]:
    rules = rules_for(interest)
    found = [(fund.code, fund.name(locale())) for fund in rules.funds] if rules else []
    stale = interest.fund and interest.fund not in {code for code, _name in found}
    return [*found, (interest.fund, fund_name(interest.fund))] if found and stale else found


SCORES = (
    ("0", lazy("0: does not fit")),
    ("1", lazy("1: weak")),
    ("2", lazy("2: below what is needed")),
    ("3", lazy("3: what is needed")),
    ("4", lazy("4: good")),
    ("5", lazy("5: excellent")),
)


class AssessmentForm(Form):
    """What one member of staff thinks."""

    score = wtforms.RadioField(lazy("Score"), [InputRequired(REQUIRED)], choices=pairs(SCORES))
    note = AreaField(lazy("Why?"), limit=4000, description=lazy("Only staff read this."))

    def __init__(self, assessment: Assessment | None) -> None:
        super().__init__()
        if assessment is not None and not self.is_submitted():
            self.score.data, self.note.data = str(assessment.score), assessment.note


class DecisionForm(Form):
    """A decision that is prepared, with the letter; nobody is told before its release."""

    decision = wtforms.RadioField(
        lazy("Decision"), [InputRequired(REQUIRED)], choices=options(Decision)
    )
    letter = AreaField(
        lazy("Letter to the organisation"),
        limit=4000,
        description=lazy("It is part of the mail. Say why, in plain words."),
        render_kw={"rows": 5},
    )
    reply_by = MomentField(lazy("Reply by"), [Optional()])

    def __init__(self, interest: Interest, choices: Sequence[Decision]) -> None:
        super().__init__()
        self.entity = interest
        self.zone = interest.search.deadline_zone
        self.decision.choices = pairs((choice.value, choice.label) for choice in choices)
        if not self.is_submitted():
            self.decision.data = interest.prepared.value if interest.prepared else None
            self.letter.data = interest.prepared_note
            if interest.prepared and interest.reply_by:
                self.reply_by.data = interest.reply_by.astimezone(ZoneInfo(self.zone))

    @property
    def chosen(self) -> Decision:
        return Decision(self.decision.data)

    @property
    def moment(self) -> datetime | None:
        """The reply-by moment, with its zone; none where nobody has to reply."""
        if self.decision.data != Decision.INVITE or self.reply_by.data is None:
            return None
        return in_zone(self.reply_by.data, self.zone)

    def validate_reply_by(self, field: wtforms.Field) -> None:
        if self.decision.data == Decision.INVITE and field.data:
            try:
                in_zone(field.data, self.zone)
            except ValueError as error:
                raise ValidationError(str(error)) from None

    def validate_letter(self, field: wtforms.Field) -> None:
        declined = self.decision.data == Decision.DECLINE
        must_be(
            field.data or not declined,
            _("Write why it is not chosen: the organisation will read it."),
        )

    def validate_decision(self, field: wtforms.Field) -> None:
        """Asked here because an empty moment is not validated by its own field."""
        must_be(
            field.data != Decision.INVITE or self.reply_by.data,
            _("Set the date by which the partner has to reply."),
        )


class ReleaseForm(Form):
    """Which of the prepared decisions go out; each is named with the version that was read."""

    # What is gone since the page was opened is refused with its reason by the release itself.
    decision = Checkboxes(lazy("Decisions to release"), validate_choice=False)

    def __init__(self, prepared: Sequence[Interest]) -> None:
        super().__init__()
        ticks = [(f"{i.uid}.{i.version}", i.reference) for i in prepared]
        self.decision.choices = pairs(ticks)
        if not self.is_submitted():
            self.decision.data = [value for value, _label in ticks]

    @property
    def seen(self) -> dict[uuid.UUID, int]:
        """Which decisions were ticked, with the version of each as it was read."""
        named = (tick.partition(".") for tick in self.decision.data or [])
        return {uuid.UUID(uid): int(version) for uid, _dot, version in named}

    def validate_decision(self, field: wtforms.Field) -> None:
        must_be(field.data, _("Tick at least one decision. Nobody has been told anything."))
        must_be(all(TICK.fullmatch(tick) for tick in field.data), _("Tick decisions of this page."))

"""The base of every form, and the fields that our facts need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import wtforms
from flask import request
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SubmitField
from wtforms.validators import InputRequired, Length, ValidationError

from app.core.choices import Choice
from app.core.errors import Conflict
from app.core.i18n import LANGUAGES, _, amount, decimal_mark, lazy, locale, number
from app.core.merging import FIELD, Difference, as_shown
from app.core.money import HUNDRED
from app.core.times import localdate
from app.core.workflow import NOTE_LIMIT, TOO_LATE

MAX_AMOUNT = Decimal("999999999.99")
MOST_LINES = 50
LONGEST_LINE = 1000
SPACES = re.compile(r"[\s\u00a0\u202f']")


class Form(FlaskForm):
    """A form of this application; `accepted()` is the only question a view asks.

    The token is checked for every POST by `web`, before any form is made. A form made for a
    versioned entity also sees that nobody has changed it since it was shown.
    """

    class Meta(FlaskForm.Meta):
        csrf = False

        @property
        def locales(self) -> list[str]:
            return [locale()]

    def __init__(self, entity: Any = None, **kwargs: Any) -> None:
        super().__init__(obj=entity, **kwargs)
        self.entity = entity
        self.stored_as_shown: str | None = None
        self.late: list[Difference] | None = None

    @property
    def as_shown(self) -> str:
        """What the person was shown, for a hidden field; a form sent in vain keeps what it said."""
        if self.stored_as_shown is None and request.method == "POST":
            return request.form.get(FIELD, "")
        return as_shown(self) if self.stored_as_shown is None else self.stored_as_shown

    def accepted(self) -> bool:
        """Whether the user sent the form and everything in it is in order."""
        if request.method != "POST":
            return False
        version = getattr(self.entity, "version", None)
        shown = request.form.get("version")
        if version is not None and shown is not None and shown != str(version):
            raise Conflict(TOO_LATE, version, self)
        return bool(self.validate())

    @property
    def values(self) -> dict[str, Any]:
        """What the user entered, by the names of the fields."""
        return {field.name: field.data for field in self if not isinstance(field, SubmitField)}


class Confirm(Form):
    """Nothing but the token, and a note where the move wants one."""

    note = wtforms.TextAreaField(validators=[Length(max=NOTE_LIMIT)])


def strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class TextField(wtforms.StringField):
    """One line of text, without the spaces around it."""

    def __init__(self, label: str, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, [Length(max=250), *validators], filters=[_one_line], **kwargs)


class AreaField(wtforms.TextAreaField):
    """Several lines of text, `limit` characters at most; line ends become LF."""

    def __init__(self, label: str, validators: Any = (), limit: int = 8000, **kwargs: Any) -> None:
        super().__init__(
            label, [Length(max=limit), *validators], filters=[_lines_end_alike], **kwargs
        )


class Lines:
    """Keeps a list within what a page can show."""

    def __call__(self, form: Any, field: Any) -> None:
        must_be(len(field.data or ()) <= MOST_LINES, _("Write at most %(n)s lines.", n=MOST_LINES))
        longest = max((len(line) for line in field.data or ()), default=0)
        must_be(longest <= LONGEST_LINE, _("A line has at most %(n)s characters.", n=LONGEST_LINE))


class ListField(wtforms.TextAreaField):
    """A list, one item a line."""

    def __init__(self, label: str, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, [*validators, Lines()], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = valuelist[0].splitlines() if valuelist else []
        self.data = [line.strip() for line in lines if line.strip()]

    def _value(self) -> str:
        return "\n".join(self.data or [])


class MoneyField(wtforms.Field):
    """An amount of money in EUR, exact: a third decimal is an error, never rounded."""

    widget = wtforms.widgets.TextInput()
    is_money = True

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_text = valuelist[0] if valuelist else ""
        self.data = parse_amount(self.raw_text) if self.raw_text.strip() else None

    def _value(self) -> str:
        if self.errors or getattr(self, "raw_text", None) is not None:
            return str(getattr(self, "raw_text", ""))
        return amount(self.data)


def parse_amount(text: str) -> Decimal:
    """Read what people write for an amount: `1 234,50`, `1,234.50`, `1234.5`, `EUR 1.234,50`.

    A single separator followed by exactly three digits parts thousands, as in `300,000`, unless it
    is the decimal mark of the reader's language or follows a zero: then it has a third decimal.
    Raises ValueError with a sentence that gives an example.
    """
    wrong = ValueError(_("Write the amount with a point and two decimals, for example 8111.11."))
    digits = SPACES.sub("", text.replace("EUR", "").replace("€", ""))
    if not re.fullmatch(r"[0-9][0-9.,]{0,20}", digits):
        raise wrong
    marks = [mark for mark in digits if mark in ".,"]
    whole, decimals = digits, ""
    if marks and marks.count(marks[-1]) == 1:
        head, mark, tail = digits.rpartition(marks[-1])
        parts_thousands = len(tail) == 3 and mark != decimal_mark() and not head.startswith("0")
        if len(marks) > 1 or not parts_thousands:
            whole, decimals = head, tail
    if not re.fullmatch(r"[0-9]+|[0-9]{1,3}([.,])[0-9]{3}(\1[0-9]{3})*", whole):
        raise wrong
    if len(decimals) > 2:
        raise ValueError(_("An amount has at most two decimals."))
    value = Decimal(re.sub(r"[.,]", "", whole) + "." + (decimals or "0"))
    if value > MAX_AMOUNT:
        raise ValueError(_("An amount can be at most 999 999 999.99."))
    return value.quantize(Decimal("0.01"))


class DecimalsField(wtforms.Field):
    """A number with at most two decimals and at most `digits` before them, from zero to `most`.

    Both decimal marks are read; `wrong` is the sentence for what is no such number. `unit` is
    shown at the field, and may be typed too.
    """

    widget = wtforms.widgets.TextInput()

    def __init__(
        self,
        label: str,
        validators: Any,
        most: Decimal,
        wrong: str,
        digits: int = 9,
        unit: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.most, self.wrong, self.unit = most, wrong, unit
        self.pattern = re.compile(rf"[0-9]{{1,{digits}}}(\.[0-9]{{1,2}})?")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_text = valuelist[0] if valuelist else ""
        text = SPACES.sub("", self.raw_text).removesuffix(self.unit).replace(",", ".")
        self.data = None
        if not text:
            return
        if not self.pattern.fullmatch(text) or Decimal(text) > self.most:
            raise ValueError(self.wrong)
        self.data = Decimal(text)

    def _value(self) -> str:
        if getattr(self, "raw_text", None) is not None:
            return str(self.raw_text)
        return "" if self.data is None else number(self.data, "0.##")


class PercentField(DecimalsField):
    """A share or a rate in percent, from 0 to 100."""

    def __init__(self, label: str, validators: Any = (), **kwargs: Any) -> None:
        wrong = lazy("Write a share from 0 to 100 with at most two decimals: 75 or 37.5.")
        super().__init__(label, validators, HUNDRED, wrong, digits=3, unit="%", **kwargs)


class MomentField(wtforms.DateTimeLocalField):
    """A date and time as a clock on the wall shows it, in the zone of the form's `zone_field`."""

    def __init__(self, label: str, validators: Any = (), **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, validators, format=formats, **kwargs)


def in_zone(wall_clock: datetime, zone: str) -> datetime:
    """Turn a wall clock's time into a moment; a time skipped or doubled by the zone is refused."""
    local = wall_clock.replace(tzinfo=ZoneInfo(zone))
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise ValueError(_("Clocks change at that moment: please choose another time."))
    return local


class Checkboxes(wtforms.SelectMultipleField):
    """Any of several, as boxes to tick."""

    widget = wtforms.widgets.ListWidget(prefix_label=False)
    option_widget = wtforms.widgets.CheckboxInput()


def options(kind: type[Choice], blank: str = "") -> list[SelectChoice]:
    """Offer every member of a Choice, after an empty one that says `blank` where given."""
    first = [SelectChoice("", blank)] if blank else []
    return first + [SelectChoice(member.value, member.label) for member in kind]


def pairs(values: Iterable[tuple[str, str]], blank: str = "") -> list[SelectChoice]:
    """Offer pairs of value and label, after an empty one that says `blank` where given."""
    first = [SelectChoice("", blank)] if blank else []
    return first + [SelectChoice(value, label) for value, label in values]


def language_options() -> list[SelectChoice]:
    """Offer the languages that texts may be written in, by their own names."""
    return pairs(LANGUAGES.items())


def must_be(condition: Any, sentence: str) -> None:
    """Fail the field under validation with the sentence unless the condition holds."""
    if not condition:
        raise ValidationError(sentence)


FIRST_YEAR, LAST_YEAR = 1990, 2100


def in_our_time(form: Any, field: Any) -> None:
    """Refuse days that no project has: what is counted by months would come to thousands."""
    must_be(
        not field.data or FIRST_YEAR <= field.data.year <= LAST_YEAR,
        _("Write a day between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR),
    )


def has_come(form: Any, field: Any) -> None:
    """Refuse a day after today, where the agency is: what is told has happened."""
    must_be(not field.data or field.data <= localdate(), _("This day has not come yet."))


REQUIRED = lazy("Please fill this in.")


class SignatureForm(Form):
    """A typed signature under exactly one text: `digest` is what the person has read of it.

    What derives from it asks for the person's function, and last whether they may sign.
    """

    digest = wtforms.HiddenField()
    signatory = TextField(
        lazy("Your full name"),
        [InputRequired(REQUIRED)],
        description=lazy("Exactly as it stands in your account: typing it is your signature."),
    )

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name_of_the_person = name

    def validate_signatory(self, field: wtforms.Field) -> None:
        same = " ".join(field.data.split()).casefold() == self.name_of_the_person.casefold()
        must_be(
            same, _("Write your name as in your account: %(name)s.", name=self.name_of_the_person)
        )


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _lines_end_alike(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value

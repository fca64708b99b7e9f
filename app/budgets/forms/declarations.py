"""The forms of a declaration: its signature, and the language that it is written in."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import current_app
from wtforms.validators import InputRequired

from app.core.forms import REQUIRED, AreaField, Form, TextField, must_be, pairs
from app.core.i18n import LANGUAGES, _, lazy


class DeclarationForm(Form):
    """A typed signature: the person writes their own name, and what entitles them."""

    digest = wtforms.HiddenField()
    signatory = TextField(
        lazy("Your full name"),
        [InputRequired(REQUIRED)],
        description=lazy("Exactly as it stands in your account: typing it is your signature."),
    )
    function = TextField(
        lazy("Your function"),
        [InputRequired(REQUIRED)],
        description=lazy("In which you may sign, for example: Managing director."),
    )
    authority = AreaField(
        lazy("What entitles you to sign"),
        [InputRequired(REQUIRED)],
        limit=1000,
        description=lazy("For example: the statutes, article 7, or a power of attorney of a day."),
    )
    may_sign = wtforms.BooleanField(
        lazy("I may sign for this organisation, and sign this declaration."),
        [InputRequired(lazy("Please confirm that you may sign."))],
    )

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name_of_the_person = name

    def validate_signatory(self, field: wtforms.Field) -> None:
        same = " ".join(field.data.split()).casefold() == self.name_of_the_person.casefold()
        must_be(
            same, _("Write your name as in your account: %(name)s.", name=self.name_of_the_person)
        )


class LanguageForm(Form):
    """In which language a declaration is issued anew."""

    language = wtforms.SelectField(lazy("Language of the declaration"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offered = current_app.config["LANGUAGES"]
        self.language.choices = pairs([(code, LANGUAGES[code]) for code in offered])

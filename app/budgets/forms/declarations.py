"""The forms of a declaration: its signature, and the language that it is written in."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import current_app
from wtforms.validators import InputRequired

from app.core.forms import REQUIRED, AreaField, Form, SignatureForm, TextField, pairs
from app.core.i18n import LANGUAGES, lazy


class DeclarationForm(SignatureForm):
    """A typed signature, and what entitles the person."""

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


class LanguageForm(Form):
    """In which language a declaration is issued anew."""

    language = wtforms.SelectField(lazy("Language of the declaration"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offered = current_app.config["LANGUAGES"]
        self.language.choices = pairs([(code, LANGUAGES[code]) for code in offered])

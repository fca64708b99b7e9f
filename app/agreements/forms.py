"""The forms of an agreement: its terms and wording, acceptance, signature."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import DataRequired, InputRequired, Optional

from app.agreements.wording import LANGUAGES, Clause
from app.core.documents_field import DocumentField
from app.core.forms import REQUIRED, AreaField, Form, SignatureForm, TextField, has_come, pairs
from app.core.i18n import LANGUAGES as NAMES
from app.core.i18n import lazy


class TermsForm(Form):
    """What an agreement says beyond what the project and the budgets already say."""

    language = wtforms.SelectField(
        lazy("Language of the agreement"),
        choices=pairs([(code, NAMES[code]) for code in LANGUAGES]),
    )
    law = TextField(
        lazy("Law that applies"),
        description=lazy("As it stands in the sentence, for example: law of Lithuania."),
    )
    place = TextField(lazy("Place of the courts"), description=lazy("For example: Vilnius."))
    effective_on = wtforms.DateField(
        lazy("In force from"),
        [Optional()],
        description=lazy("Empty: from the last signature on."),
    )
    effective_condition = TextField(
        lazy("Condition"),
        description=lazy(
            "What has to happen besides, for example: the subsidy contract is signed. "
            "Then the agency puts the agreement in force by hand."
        ),
    )


def wording_form(clauses: list[Clause], overrides: dict[str, str]) -> type[TermsForm]:
    """Make the form of the terms together with one field for each clause that is not locked."""
    fields: dict[str, Any] = {
        f"clause_{clause.key}": AreaField(
            f"{clause.number}. {clause.title}",
            limit=8000,
            default=overrides.get(clause.key, clause.body),
        )
        for clause in clauses
        if not clause.locked
    }
    return type("WordingForm", (TermsForm,), fields)


class AcceptForm(Form):
    """A party's acceptance of exactly one text."""

    digest = wtforms.HiddenField()
    has_read = wtforms.BooleanField(
        lazy("We have read this version and its annex, and agree to this text."),
        [InputRequired(lazy("Please confirm that you have read the text."))],
    )


class SignForm(SignatureForm):
    """A typed signature, and the place of signing."""

    capacity = TextField(
        lazy("Your function"),
        [InputRequired(REQUIRED)],
        description=lazy("In which you may sign, for example: Managing director."),
    )
    place = TextField(lazy("Place"), [InputRequired(REQUIRED)])
    may_sign = wtforms.BooleanField(
        lazy("I may sign for this organisation, and sign this text."),
        [InputRequired(lazy("Please confirm that you may sign."))],
    )


class PaperForm(Form):
    """A signature on paper, recorded by the agency with its scan."""

    digest = wtforms.HiddenField()
    partner = wtforms.SelectField(lazy("Party"))
    signatory = TextField(lazy("Name of who signed"), [InputRequired(REQUIRED)])
    capacity = TextField(lazy("Function of who signed"), [InputRequired(REQUIRED)])
    signed_on = wtforms.DateField(lazy("Signed on"), [InputRequired(REQUIRED), has_come])
    place = TextField(lazy("Place of signing"), [InputRequired(REQUIRED)])
    scan = DocumentField(
        lazy("Scan of the signed page"), [DataRequired(REQUIRED)], accept=("pdf", "png", "jpg")
    )

"""What administrators enter: one term, or a file of terms."""

from __future__ import annotations

import re
from typing import Any

import wtforms
from flask import request
from flask_wtf.file import FileField
from wtforms.validators import NumberRange, Optional

from app.core.forms import Form, ListField, TextField, must_be
from app.core.i18n import LANGUAGES, _, lazy
from app.core.inspection import MEGABYTE
from app.vocabularies import commands
from app.vocabularies.catalogue import Vocabulary
from app.vocabularies.models import Term
from app.vocabularies.plan import Plan, by_code, faults_of
from app.vocabularies.queries import stored_terms, terms, word_of
from app.vocabularies.sheet import FACT, BadSheet, Fault
from app.vocabularies.words import EVER, Word

FACT_LINE = re.compile(r"([a-z_]{1,30}): *(.{1,500})")
LARGEST_FILE = MEGABYTE
TEXT_OF = "label_"
"""What the names of the fields for labels begin with."""


class TermForm(Form):
    """One term of a vocabulary; its code cannot be changed once it is there: others hold it."""

    code = TextField(lazy("Code"))
    parent = TextField(
        lazy("Belongs to"),
        description=lazy("The code of a term of this vocabulary or of a country."),
    )
    valid_from = wtforms.DateField(lazy("First day"), [Optional()])
    valid_until = wtforms.DateField(
        lazy("Last day"),
        [Optional()],
        description=lazy("A term that is no longer in use gets a last day; it is never deleted."),
    )
    source = TextField(lazy("Source"), description=lazy("Where it can be read that this is so."))
    verified = wtforms.BooleanField(lazy("I have compared the term with its source"))
    position = wtforms.IntegerField(
        lazy("Place in the list"),
        [Optional(), NumberRange(min=0, max=999_999)],
        description=lazy("Without a number, the term stands in the order of the alphabet."),
    )
    facts = ListField(
        lazy("More facts"),
        description=lazy("One per line, the name before a colon, for example level: 3."),
    )

    def __init__(self, vocabulary: Vocabulary, term: Term | None = None) -> None:
        given: dict[str, Any] = {}
        if term is not None:
            given = {TEXT_OF + language: text for language, text in term.labels.items()}
            given["valid_from"] = term.since
            given["position"] = term.position or None
            given["facts"] = [f"{name}: {text}" for name, text in term.facts.items()]
        super().__init__(None, data=_columns(term) | given)
        self.entity, self.vocabulary, self.term = term, vocabulary, term
        if term is not None:
            del self.code

    @property
    def labels(self) -> list[Any]:
        """The fields for the labels, one a language."""
        return [field for field in self if field.name.startswith(TEXT_OF)]

    @property
    def word(self) -> Word:
        """The term as it was entered."""
        texts = {field.name.removeprefix(TEXT_OF): field.data for field in self.labels}
        return Word(
            self.term.code if self.term else self.code.data or "",
            {language: text for language, text in texts.items() if text},
            parent=self.parent.data or "",
            valid_from=self.valid_from.data or EVER,
            valid_until=self.valid_until.data,
            source=self.source.data or "",
            verified=self.verified.data,
            position=self.position.data or 0,
            facts=self._facts(),
        )

    def validate_facts(self, field: Any) -> None:
        for line in field.data:
            must_be(
                FACT_LINE.fullmatch(line),
                _("Write the name, a colon and the fact: %(line)s", line=line),
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides what each field asks: a word that fits among the others."""
        if not super().validate(extra_validators):
            return False
        others = [
            word_of(one) for one in stored_terms(self.vocabulary.name) if one is not self.term
        ]
        meanings = by_code(others)
        known = {*meanings, *(word.code for word in terms("countries"))}
        word = self.word
        for column, _value, reason in faults_of(word, self.vocabulary, meanings, known):
            self._field_of(column).errors.append(reason)
        if any(one.valid_from == word.valid_from for one in meanings.get(word.code, ())):
            reason = _("There is a term with this code and first day already.")
            (self.valid_from if self.term else self.code).errors.append(reason)
        return not self.errors

    def _field_of(self, column: str) -> Any:
        if column.startswith(FACT):
            field = self.facts
        elif column in LANGUAGES:
            field = self[TEXT_OF + column]
        else:
            field = self[column]
        field.errors = list(field.errors)
        return field

    def _facts(self) -> dict[str, str]:
        found = (FACT_LINE.fullmatch(line) for line in self.facts.data or ())
        return {match[1]: match[2] for match in found if match}


for _language, _name in LANGUAGES.items():
    setattr(TermForm, TEXT_OF + _language, TextField(_name))


class ImportForm(Form):
    """A file of terms: first it is said what it would do; then it is done."""

    file = FileField(lazy("File"), description=lazy("A table in CSV, in UTF-8, of up to 1 MB."))
    content = wtforms.HiddenField()

    plan: Plan | None = None
    faults: tuple[Fault, ...] = ()

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    @property
    def is_confirmed(self) -> bool:
        """Whether the user has seen the plan and wants it carried out."""
        return "apply" in request.form

    def validate_file(self, field: Any) -> None:
        """Read what was chosen, or what was shown before."""
        chosen = field.data and field.data.filename
        content = (
            field.data.read(LARGEST_FILE + 1) if chosen else (self.content.data or "").encode()
        )
        must_be(content, _("Choose a file."))
        must_be(len(content) <= LARGEST_FILE, _("The file is larger than 1 MB."))
        try:
            self.plan = commands.plan_import(self.vocabulary, content)
        except BadSheet as error:
            self.faults = error.faults
            raise wtforms.ValidationError(
                _("The file cannot be taken in as it is. Nothing was changed.")
            ) from None
        self.content.data = content.decode("utf-8-sig")


def _columns(term: Term | None) -> dict[str, Any]:
    names = ("parent", "valid_until", "source", "verified")
    return {name: getattr(term, name) for name in names} if term else {}

"""The choices that forms of the directory offer, and checks that several of them make."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import babel
import wtforms
from email_validator import EmailNotValidError, validate_email

from app.core.choices import Choice
from app.core.forms import Form, must_be
from app.core.i18n import _, lazy, locale
from app.directory.choices import Role
from app.directory.vocabulary import regions_of
from app.programmes.countries import known
from app.programmes.queries import programmes
from app.vocabularies.queries import labels

T = TypeVar("T")
CHOOSE = ("", lazy("Please choose"))
# English and Russian, in which the agency works, then the languages of the programmes' countries.
SPOKEN = (
    *("en", "ru", "bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "is", "it"),
    *("lt", "lv", "nl", "no", "pl", "pt", "ro", "sk", "sl", "sr", "sv", "uk"),
)
NEIGHBOURS = frozenset({"BY", "GB", "RU", "UA"})
IN_ORGANISATIONS = (Role.VIEWER, Role.EDITOR, Role.SIGNATORY, Role.ADMINISTRATOR)


def country_choices() -> list[tuple[str, str]]:
    """List the countries by their names in the reader's language."""
    return list(labels("countries").items())


def activity_country_choices(chosen: Iterable[str]) -> list[tuple[str, str]]:
    """List the countries around the European Union, and those that were chosen before."""
    offered = known() | NEIGHBOURS | set(chosen)
    return [choice for choice in country_choices() if choice[0] in offered]


def region_choices(country: str) -> list[tuple[str, str]]:
    """List the regions of a country, each small one behind the large one it is part of."""
    names = regions_of(country)
    inside = {code for code in names if code[:-1] in names}
    named = [(code, f"– {name}" if code in inside else name) for code, name in names.items()]
    return [CHOOSE, *named] if named else []


def programme_choices() -> list[tuple[str, str]]:
    return [(found.slug, found.name_in(locale())) for found in programmes()]


def labels_of(form: type[Form]) -> dict[str, str]:
    """Return the labels of a form's fields by their names."""
    fields = {name: getattr(form, name) for name in dir(form) if not name.startswith("_")}
    return {
        name: field.args[0]
        for name, field in fields.items()
        if isinstance(field, wtforms.fields.core.UnboundField)
    }


def spoken_choices() -> list[tuple[str, str]]:
    names = babel.Locale.parse(locale()).languages
    return [(code, names.get(code, code)) for code in SPOKEN]


def options(kind: type[Choice]) -> list[tuple[str, str]]:
    return [CHOOSE, *((member.value, member.label) for member in kind)]


def one_of(kind: Any) -> Callable[[str], Any]:
    """Turn what was chosen into a member; nothing chosen is None."""
    return lambda value: kind(value) if value else None


def address(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        raise wtforms.validators.ValidationError(
            _("Write an e-mail address, for example name@example.org.")
        ) from None


def understood(read: Callable[..., T], *given: Any) -> T:
    """Read what was written; the sentence of a ValueError is the error of the field."""
    try:
        return read(*given)
    except ValueError as error:
        raise wtforms.validators.ValidationError(str(error)) from None


def is_web_address(text: str | None) -> None:
    """Fail the field under validation unless it is empty or a whole address of the web."""
    parts = urlsplit(text or "")
    is_whole = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    must_be(
        not text or is_whole, _("Write the whole address, for example https://www.example.org.")
    )

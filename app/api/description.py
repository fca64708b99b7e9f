"""The description of the API by OpenAPI 3.1: what the schemas and the filters do not say alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import Flask
from flask_smorest import Api

from app.api.answer_fields import Problem
from app.core.filters import LONGEST_TEXT, MOST_PAGES, MOST_PER_PAGE
from app.core.problems import MEDIA_TYPE
from app.directory import listing as directory
from app.searches.filters import LISTS, MOST_DAYS, Sort

TITLE = "Kontor"
VERSION = "1"
ABOUT = """Partner searches, organisations, programmes and vocabularies, for everybody and without a
key. With a personal token (`Authorization: Bearer ...`, see the page of your account) the
expressions of interest, budgets and consortia of one organisation can be read too. Nothing is
written by this API. Filters have the names that they have in the addresses of the pages, and may be
repeated: any of the values fits. Answers carry an `ETag`; send it back as `If-None-Match`."""


class Description(Api):
    """Flask-smorest's collector of descriptions; errors and documents stay with the kernel."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """Leave errors to `app.core.web`, which answers with problems as RFC 9457 has them."""

    def _register_responses(self) -> None:
        """Say of every other answer that it is such a problem."""
        content = {MEDIA_TYPE: {"schema": self.ERROR_SCHEMA}}
        told = {"description": "A problem.", "content": content}
        self.spec.components.response(self.DEFAULT_ERROR_RESPONSE_NAME, told, lazy=True)


def init_app(app: Flask) -> Description:
    app.config.update(
        API_TITLE=TITLE, API_VERSION=VERSION, OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX=None
    )
    description = Description(
        app,
        spec_kwargs={
            "info": {"description": ABOUT, "license": {"name": "EUPL-1.2"}},
            "servers": [{"url": app.config["BASE_URL"].rstrip("/")}],
        },
    )
    description.spec.components.security_scheme(
        "token", {"type": "http", "scheme": "bearer", "description": "A personal token."}
    )
    return description


def query(name: str, says: str, schema: Mapping[str, Any], example: Any = None) -> dict[str, Any]:
    """Describe one parameter of the query."""
    told: dict[str, Any] = {"in": "query", "name": name, "description": says, "schema": schema}
    return told if example is None else told | {"example": example}


def paging() -> list[dict[str, Any]]:
    return [
        query("page", "The page, from 1.", _whole(MOST_PAGES) | {"default": 1}),
        query("per_page", "Items on a page.", _whole(MOST_PER_PAGE) | {"default": 20}),
    ]


def several(name: str, says: str, known: Collection[str] | None = None) -> dict[str, Any]:
    """Describe a filter that may be repeated."""
    values: dict[str, Any] = {"type": "string"}
    if known is not None:
        values["enum"] = sorted(known)
    told = query(name, says, {"type": "array", "items": values})
    return told | {"style": "form", "explode": True}


SAYS = {
    "programme": "Slugs of programmes.",
    "priority": "Priorities as `<programme>:<code>`, such as `bsr-interreg-iii-b:3`.",
    "country": "Countries sought, ISO 3166-1 alpha-2; searches of a group they belong to count.",
    "partner_type": "Types of partners sought, from the vocabulary `partner-types`.",
    "role": "What partners are sought as.",
    "standard": "Standards or schemes asked for, such as `ISO 9001`.",
    "iaf": "IAF sectors asked for.",
    "nace": "NACE codes asked for.",
    "theme": "Themes, from the vocabulary `themes`.",
    "language": "Languages of the text.",
    "status": "How searches stand; without it, only the open ones.",
}


OF_ORGANISATIONS = {
    "kind": "What it is.",
    "country": "Where it is, ISO 3166-1 alpha-2.",
    "region": "Regions of the vocabulary `regions`; a region covers those within it.",
    "city": "Cities, as they are written.",
    "standard": "Standards or schemes it is accredited for now.",
    "iaf": "IAF sectors it is accredited in now.",
    "accredited": "Whether it has a valid accreditation.",
    "nace": "NACE codes; a code covers those within it.",
    "theme": "Themes, from the vocabulary `themes`.",
    "partner_type": "Types of partners, from the vocabulary `partner-types`.",
    "language": "Languages it works in.",
    "programme": "Slugs of the programmes it wants to take part in.",
    "confirmed": "When the profile was last confirmed.",
}


def of_searches(known: Mapping[str, Collection[str]]) -> list[dict[str, Any]]:
    """Describe the filters of searches; `known` are values that a filter can have at any time."""
    amount = {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,2})?$"}
    return [
        _text("quality management"),
        *(several(name, SAYS.get(name, ""), known.get(name)) for name in LISTS),
        query("budget_min", "The least estimated budget.", amount, "100000"),
        query("budget_max", "The greatest estimated budget.", amount, "500000.00"),
        query("deadline_before", "The last day.", {"type": "string", "format": "date"}),
        query("posted_within", "Published within so many days.", _whole(MOST_DAYS)),
        query("sort", "The order.", {"type": "string", "enum": [sort.value for sort in Sort]}),
        *paging(),
    ]


def of_organisations(known: Mapping[str, Collection[str]]) -> list[dict[str, Any]]:
    """Describe the filters of organisations."""
    orders = [sort.value for sort in directory.Sort]
    return [
        _text("Järve"),
        *(several(name, says, known.get(name)) for name, says in OF_ORGANISATIONS.items()),
        query("sort", "The order.", {"type": "string", "enum": orders}),
        *paging(),
    ]


def _text(example: str) -> dict[str, Any]:
    return query(
        "q",
        'Words, "phrases", -without; the last word may be unfinished.',
        {"type": "string", "maxLength": LONGEST_TEXT},
        example,
    )


def _whole(most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most}

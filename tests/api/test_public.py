"""The public JSON API: what it answers, what it says of itself, what it does with nonsense."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import InvalidArgument, Unsatisfiable
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.core.db import db
from app.core.times import localdate
from app.directory.models import Accreditation, Organisation
from app.searches.models import PartnerSearch, SearchState
from tests.making import Make

SPEC = "urn:openapi"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def open_search(make: Make) -> PartnerSearch:
    return make.search(**make.whole())


def accredited(make: Make) -> Organisation:
    organisation = make.organisation()
    make.save(
        Accreditation(
            organisation=organisation,
            standard="ISO/IEC 17021-1",
            schemes=["ISO 9001"],
            certificate_number="D-ZM-1",
            accreditation_body="DAkkS",
            valid_from=localdate() - timedelta(days=100),
            valid_until=localdate() + timedelta(days=400),
        )
    )
    return organisation


def described(client: FlaskClient) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return answer


def faults(client: FlaskClient, path: str, template: str, status: int = 200) -> list[str]:
    """Hold an answer against what the description says of it."""
    spec = described(client)
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    content = spec["paths"][template]["get"]["responses"][str(status)]["content"]
    schema = content[answer.mimetype]["schema"]
    registry = Registry().with_resource(SPEC, Resource(spec, DRAFT202012))
    whole = {"$ref": f"{SPEC}{schema['$ref']}"} if "$ref" in schema else schema
    checker = Draft202012Validator(whole, registry=registry)
    return [error.message for error in checker.iter_errors(answer.get_json())]


def test_description_is_valid_openapi(client: FlaskClient) -> None:
    spec = described(client)

    assert spec["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(spec).iter_errors()) == []
    assert len(spec["paths"]) >= 9


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/api/v1/searches", "/api/v1/searches"),
        ("/api/v1/searches?status=any&per_page=1", "/api/v1/searches"),
        ("/api/v1/searches/{reference}", "/api/v1/searches/{reference}"),
        ("/api/v1/organisations", "/api/v1/organisations"),
        ("/api/v1/organisations/{slug}", "/api/v1/organisations/{slug}"),
        ("/api/v1/programmes", "/api/v1/programmes"),
        ("/api/v1/programmes/{programme}", "/api/v1/programmes/{slug}"),
        ("/api/v1/vocabularies/nace", "/api/v1/vocabularies/{name}"),
    ],
)
def test_answers_are_as_described(
    client: FlaskClient, make: Make, path: str, template: str
) -> None:
    search = open_search(make)
    organisation = accredited(make)
    db.session.commit()
    names = {
        "reference": search.reference,
        "slug": organisation.slug,
        "programme": search.programme.slug,
    }

    assert faults(client, path.format(**names), template) == []


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("searches?status=nonsense", "status"),
        ("searches?per_page=101", "per_page"),
        ("searches?page=0", "page"),
        ("searches?deadline_before=tomorrow", "deadline_before"),
        ("organisations?kind=nonsense", "kind"),
        ("organisations?per_page=1000", "per_page"),
        ("programmes?page=x", "page"),
        ("vocabularies/iaf?per_page=0", "per_page"),
    ],
)
def test_bad_value_is_a_problem_that_names_the_parameter(
    client: FlaskClient, query: str, parameter: str
) -> None:
    answer = client.get(f"/api/v1/{query}")

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.get_json()["parameter"] == parameter


def test_page_past_the_end_is_empty(client: FlaskClient, make: Make) -> None:
    open_search(make)
    db.session.commit()

    answer = client.get("/api/v1/searches?page=9").get_json()

    assert (answer["items"], answer["total"], answer["links"]["next"]) == ([], 1, None)
    assert answer["links"]["prev"].endswith("page=1")


def test_what_is_unchanged_is_not_sent_again(client: FlaskClient, make: Make) -> None:
    search = open_search(make)
    db.session.commit()
    first = client.get("/api/v1/searches")
    tag = first.headers["ETag"]

    assert client.get("/api/v1/searches", headers={"If-None-Match": tag}).status_code == 304
    search.title = "Another title"
    db.session.commit()
    assert client.get("/api/v1/searches", headers={"If-None-Match": tag}).status_code == 200


def test_drafts_are_not_there(client: FlaskClient, make: Make) -> None:
    draft = make.search(state=SearchState.DRAFT)
    db.session.commit()

    assert client.get(f"/api/v1/searches/{draft.reference}").status_code == 404
    assert client.get("/api/v1/searches?status=any").get_json()["total"] == 0


def test_lists_take_as_many_statements_for_many_as_for_one(
    client: FlaskClient, make: Make, counting: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    client.application.config["VOCABULARIES_REREAD_AFTER"] = 3600  # however slow the machine

    def statements() -> list[list[str]]:
        taken = []
        for name in ("programmes", "searches", "organisations"):
            client.get(f"/api/v1/{name}")  # what is kept in memory is read
            with counting() as made:
                assert client.get(f"/api/v1/{name}").status_code == 200
            taken.append([name, *made])
        return taken

    def enter() -> None:
        open_search(make)
        accredited(make)

    enter()
    few = statements()
    for _ in range(10):
        enter()

    many = statements()
    for before, after in zip(few, many, strict=True):
        assert len(after) == len(before), [one for one in after if one not in before]


def test_nothing_is_written(client: FlaskClient) -> None:
    for method in (client.post, client.put, client.delete, client.patch):
        assert method("/api/v1/searches").status_code in {403, 405}


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_breaks_it(app: Flask, make: Make, mode: GenerationMode) -> None:
    """A generic tester makes up requests from the description, sound ones and broken ones."""
    open_search(make)
    accredited(make)
    db.session.commit()
    db.session.remove()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        try:
            ask()
            tried += 1
        except (Unsatisfiable, InvalidArgument):  # nothing about it can be broken
            assert mode == GenerationMode.NEGATIVE

    assert tried >= 5

"""What everybody may read: searches, organisations, programmes, vocabularies."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request

from app.accounts.links import address
from app.api import policy, schemas
from app.api.answer_fields import Problem
from app.api.description import of_organisations, of_searches, paging
from app.api.views.answers import (
    answer,
    api,
    as_list,
    part_of,
    wanted_page,
)
from app.core.errors import NotFound
from app.core.problems import MEDIA_TYPE, wrong
from app.core.refusals import NO_SUCH_PAGE
from app.core.web import authorise
from app.directory import address as directory_address
from app.directory import policy as directory_policy
from app.directory import queries as directory_queries
from app.directory.models import Organisation
from app.directory.publication import published, published_whole
from app.programmes.models import Programme
from app.programmes.queries import get_programme, programmes, rules_of, whole_programmes
from app.searches import policy as search_policy
from app.searches import queries as search_queries
from app.searches.facets import known_of, known_values
from app.searches.filters import read_wanted
from app.searches.models import PartnerSearch
from app.searches.published import as_json
from app.vocabularies import queries as vocabularies
from app.vocabularies.catalogue import VOCABULARIES
from app.vocabularies.words import Word


def describe() -> None:
    """Tell the description what only the application knows: the values of filters."""
    searches._apidoc["parameters"] = of_searches(known_values())
    organisations._apidoc["parameters"] = of_organisations(directory_address.known_values({}))


@api.route("/openapi.json")
def openapi() -> Response:
    """Read this description, which follows OpenAPI 3.1."""
    authorise(policy.read, None)
    return answer(current_app.extensions["api"].spec.to_dict())


@api.route("/searches")
@api.response(200, schemas.SearchList, description="A page of partner searches.")
@api.alt_response(400, schema=Problem, content_type=MEDIA_TYPE, description="A bad value.")
def searches() -> Response:
    """List partner searches: the open ones, unless another status is asked for."""
    authorise(policy.read, None)
    known = {**known_values(), **known_of(programmes())}
    wanted, faults = read_wanted(request.args.to_dict(flat=False), known)
    if faults:
        return wrong(faults[0].name, str(faults[0].sentence))
    found = search_queries.published(wanted)
    taken = search_queries.seats_taken(slot for search in found for slot in search.slots)
    return answer(as_list(found, lambda search: as_json(search, taken, _address(search))))


@api.route("/searches/<reference>")
@api.response(200, schemas.Search, description="The search.")
@api.alt_response(404, schema=Problem, content_type=MEDIA_TYPE, description="No such search.")
def search(reference: str) -> Response:
    """Read one partner search."""
    found = search_queries.get_search(reference)
    authorise(search_policy.view, found)
    taken = search_queries.seats_taken(found.slots)
    return answer(as_json(found, taken, _address(found)))


@api.route("/organisations")
@api.response(200, schemas.OrganisationList, description="A page of organisations.")
@api.alt_response(400, schema=Problem, content_type=MEDIA_TYPE, description="A bad value.")
def organisations() -> Response:
    """List the organisations of the directory, alphabetically unless a text ranks them."""
    authorise(policy.read, None)
    wanted, faults = directory_address.read(request.args.to_dict(flat=False))
    if faults:
        return wrong(faults[0].name, str(faults[0].sentence))
    found = directory_queries.find_public(wanted)
    part = directory_queries.public_page(found, wanted.page, wanted.per_page)
    return answer(as_list(part, lambda one: published(one) | {"url": _profile(one)}))


@api.route("/organisations/<slug>")
@api.response(200, schemas.WholeOrganisation, description="The organisation.")
@api.alt_response(404, schema=Problem, content_type=MEDIA_TYPE, description="No such one.")
def organisation(slug: str) -> Response:
    """Read one organisation with its past projects; a merged entry answers with its heir."""
    found = directory_queries.get_organisation(slug)
    if found.merged_into_id and (heir := directory_queries.heir_of(found)):
        found = directory_queries.get_organisation(heir)
    authorise(directory_policy.view, found)
    return answer(published_whole(found) | {"url": _profile(found)})


@api.route("/programmes")
@api.doc(parameters=paging())
@api.response(200, schemas.ProgrammeList, description="A page of programmes.")
@api.alt_response(400, schema=Problem, content_type=MEDIA_TYPE, description="A bad value.")
def programme_list() -> Response:
    """List the funding programmes, the newest period first."""
    authorise(policy.read, None)
    asked = wanted_page()
    if isinstance(asked, Response):
        return asked
    return answer(as_list(part_of(whole_programmes(), *asked), _programme))


@api.route("/programmes/<slug>")
@api.response(200, schemas.Programme, description="The programme.")
@api.alt_response(404, schema=Problem, content_type=MEDIA_TYPE, description="No such one.")
def programme(slug: str) -> Response:
    """Read one programme with its priorities and the versions of its rules."""
    found = get_programme(slug)
    authorise(policy.read, found)
    return answer(_programme(found))


@api.route("/vocabularies/<name>")
@api.doc(parameters=paging())
@api.response(200, schemas.TermList, description="A page of terms.")
@api.alt_response(400, schema=Problem, content_type=MEDIA_TYPE, description="A bad value.")
@api.alt_response(404, schema=Problem, content_type=MEDIA_TYPE, description="No such one.")
def vocabulary(name: str) -> Response:
    """List the terms of a vocabulary: those of all times, with source and validity."""
    authorise(policy.read, None)
    if name not in VOCABULARIES:
        raise NotFound(NO_SUCH_PAGE)
    asked = wanted_page()
    if isinstance(asked, Response):
        return asked
    return answer(as_list(part_of(vocabularies.terms(name), *asked), _term))


def _address(found: PartnerSearch) -> str:
    return address("searches.show", reference=found.reference)


def _profile(found: Organisation) -> str:
    return address("directory.show", slug=found.slug)


def _programme(found: Programme) -> dict[str, Any]:
    versions = [(version.version, rules_of(version)) for version in found.rule_sets]
    return {
        "slug": found.slug,
        "url": address("programmes.show", slug=found.slug),
        "name": found.name,
        "period": found.period,
        "opens_on": found.opens_on.isoformat(),
        "closes_on": found.closes_on.isoformat(),
        "priorities": [{"code": one.code, "title": one.title} for one in found.priorities],
        "rules": [
            {
                "version": number,
                "valid_from": rules.valid_from.isoformat(),
                "valid_to": rules.valid_to.isoformat(),
            }
            for number, rules in versions
        ],
    }


def _term(word: Word) -> dict[str, Any]:
    return {
        "code": word.code,
        "label": word.label("en"),
        "labels": dict(word.labels),
        "parent": word.parent or None,
        "valid_from": word.since.isoformat() if word.since else None,
        "valid_until": word.valid_until.isoformat() if word.valid_until else None,
        "source": word.source or None,
        "verified": word.verified,
    }

"""The invented organisations, marked as such, on their way into the directory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage

from app.core.actors import Actor
from app.core.documents import Stashed, stash
from app.core.history import advance
from app.core.times import localdate
from app.demonstration.data import read
from app.demonstration.people import acting, take_account
from app.directory import commands
from app.directory.choices import Kind, Role, Size
from app.directory.models import Organisation
from app.directory.queries import memberships_of
from app.directory.vocabulary import region_name
from app.directory.workflow import ACCREDITATION_FLOW, FLOW
from app.experts import commands as experts
from app.experts.models import RateBand
from app.programmes.vocabularies import LegalStatus

FACTS = (
    *("name", "name_english", "abbreviation", "partner_type", "country", "region_code", "street"),
    *("postcode", "city", "languages", "description", "language", "expertise", "staff_band"),
    *("founded", "registration_number", "register_name", "themes", "nace", "activity_countries"),
    *("competences", "role_sought", "experience", "roles_willing", "interest_programmes"),
    "public_law_tests",
)
QUESTION = "Which institute of the university would take part? Please describe it in the profile."
CERTIFICATE = (
    "Example of an accreditation certificate.\n"
    "It belongs to the demonstration of Kontor: no accreditation body has issued it, and the "
    "organisation that it names does not exist.\n"
)
ACCREDITATION_BODY = "Example Accreditation Body (demonstration)"
VALID_FROM = date(2005, 1, 1)
"""Before the days whose rules count in the searches of 2006."""


def found_organisations(hashed: str) -> None:
    """Register them all, each by its own person, and let the agency verify those that are ready."""
    for number, told in enumerate(read("organisations.json"), start=1):
        organisation = _register(told, hashed)
        if told.get("accreditation"):
            _attest(organisation, told["key"], told["accreditation"], number)
        _go_through_verification(organisation, told)


def _register(told: Mapping[str, Any], hashed: str) -> Organisation:
    key = told["key"]
    language = "ru" if told["language"] == "ru" else "en"
    known_as = told["name_english"].removesuffix(" (demonstration)")
    person = take_account(key, f"Signatory of {known_as}", hashed, language)
    facts = {field: told[field] for field in FACTS if field in told} | {
        "kind": next(kind for kind in Kind if kind == told["kind"]),
        "legal_status": next(one for one in LegalStatus if one == told["legal_status"]),
        "size": next((one for one in Size if one == told.get("size")), None),
        "region": region_name(told["region_code"], ""),
        "is_demonstration": True,
    }
    organisation = commands.register(person, acting(key), facts)
    for project in told.get("projects", ()):
        commands.add_experience(organisation, project | {"budget": Decimal(project["budget"])})
    for expert in told.get("experts", ()):
        _present(organisation, acting(key), expert)
    for membership in memberships_of(organisation.id):
        membership.function = "Managing director (example)"
    if told.get("editor"):
        editor = take_account(f"editor.{key}", f"Editor of {known_as}", hashed)
        commands.add_member(organisation, editor, Role.EDITOR, function="Editor (example)")
    return organisation


def _present(organisation: Organisation, actor: Actor, told: Mapping[str, Any]) -> None:
    """Add an invented expert, who is named by what they do."""
    days = {
        name: date.fromisoformat(told[name])
        for name in ("consented_on", "declared_independent_on")
        if name in told
    }
    band = next((one for one in RateBand if one == told.get("rate_band")), None)
    experts.add(organisation, actor, {**told, **days, "rate_band": band}, cv=None)


def _attest(organisation: Organisation, key: str, held: Mapping[str, Any], number: int) -> None:
    facts = {
        "standard": held["standard"],
        "schemes": held["schemes"],
        "certificate_number": f"EXAMPLE-{number:03}",
        "accreditation_body": ACCREDITATION_BODY,
        "iaf_sectors": held["iaf_sectors"],
        "countries": [organisation.country],
        "valid_from": VALID_FROM,
        "valid_until": date(localdate().year + 3, 12, 31),
    }
    actor = acting(key)
    accreditation = commands.declare(organisation, actor, facts, _certificate(actor, number))
    if held["state"] == "verified":
        advance(ACCREDITATION_FLOW, accreditation, "verify", acting("officer"))


def _certificate(actor: Actor, number: int) -> Stashed:
    content = BytesIO(CERTIFICATE.encode())
    return stash(FileStorage(content, f"example-certificate-{number:03}.txt"), actor)


def _go_through_verification(organisation: Organisation, told: Mapping[str, Any]) -> None:
    if told["ends"] == "draft":
        return
    advance(FLOW, organisation, "submit", acting(told["key"]))
    if told["ends"] == "verified":
        advance(FLOW, organisation, "verify", acting("officer"))
    elif told["ends"] == "returned":
        advance(FLOW, organisation, "return", acting("officer"), QUESTION)

"""What happens to organisations: entered, changed, made findable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.core import fulltext, limits
from app.core.actors import Actor
from app.core.db import db
from app.core.history import record
from app.core.times import localdate, now
from app.core.workflow import Event
from app.directory import duplicates
from app.directory.choices import AccreditationState, Kind, ProfileState, Role
from app.directory.domains import domain_of
from app.directory.models import Membership, Organisation
from app.programmes.vocabularies import LegalStatus

OF_THE_FIRST_PERSON = (Role.ADMINISTRATOR, Role.EDITOR, Role.SIGNATORY)
REGISTERED_A_DAY = 10
LISTED_FROM_THE_START = frozenset({ProfileState.UNCLAIMED, ProfileState.VERIFIED})
TAKEN = frozenset({"mine", "new", "waiting", "claims", "duplicates", "imports", "merges"})


def register(person: User, actor: Actor, facts: Mapping[str, Any]) -> Organisation:
    """Enter an organisation; whoever does it looks after it until others are named.

    Raises TooMany.
    """
    limits.check("register organisation", str(actor.id), REGISTERED_A_DAY, timedelta(days=1))
    limits.count("register organisation", str(actor.id))
    organisation = enter(facts)
    for role in OF_THE_FIRST_PERSON:
        db.session.add(Membership(person=person, organisation=organisation, role=role))
    record(Event(organisation, "organisation.register", actor))
    return organisation


def enter(facts: Mapping[str, Any]) -> Organisation:
    """Enter an organisation that nobody belongs to yet, under a slug of its own."""
    return enter_many([facts])[0]


def enter_many(all_facts: Sequence[Mapping[str, Any]]) -> list[Organisation]:
    """The same for many at once, in a number of statements that does not grow with each."""
    wished = [
        _slug(facts.get("name_english") or facts["name"])
        or _slug(facts.get("abbreviation", ""))
        or "organisation"
        for facts in all_facts
    ]
    slugs = _free_slugs(wished)
    entered = [
        Organisation(slug=slug, **facts) for slug, facts in zip(slugs, all_facts, strict=True)
    ]
    for organisation in entered:
        organisation.is_listed = organisation.state in LISTED_FROM_THE_START
        organisation.accreditations = []
        organisation.experiences = []
        keep_keys(organisation)
    db.session.add_all(entered)
    db.session.flush()  # the index needs their numbers
    fulltext.index_many(
        "organisation", ((one.id, indexed_texts(one), one.language) for one in entered)
    )
    return entered


def edit(organisation: Organisation, facts: Mapping[str, Any]) -> None:
    """Change the profile; a verified one stays public, and the history shows what was changed."""
    for name, value in facts.items():
        setattr(organisation, name, value)
    index(organisation)


def index(organisation: Organisation) -> None:
    """Make the organisation findable; its accreditations must be loaded."""
    keep_keys(organisation)
    fulltext.index(
        "organisation", organisation.id, indexed_texts(organisation), organisation.language
    )


def keep_keys(organisation: Organisation) -> None:
    """Keep what duplicates are found by in step with the facts."""
    name = duplicates.fold(organisation.name)
    english = duplicates.fold(organisation.name_english or "")
    organisation.folded_name = name
    organisation.folded_english = english if english != name else ""
    organisation.domain = domain_of(organisation.website or "")


def indexed_texts(organisation: Organisation) -> dict[str, str]:
    """Return the texts that the organisation is found by; its accreditations must be loaded."""
    attested = [
        word
        for accreditation in organisation.accreditations
        if accreditation.state != AccreditationState.WITHDRAWN
        for word in (accreditation.standard, *accreditation.schemes)
    ]
    return {
        "A": f"{organisation.name}\n{organisation.name_english}\n{organisation.abbreviation}",
        "B": "\n".join([*(organisation.expertise or []), *attested]),
        "C": f"{organisation.city}\n{organisation.region}",
        "D": organisation.description or "",
    }


def make_agency(name: str, **facts: Any) -> Organisation:
    """Enter the agency of this installation; there is one at most, and it needs no verification."""
    return enter(
        {
            "name": name,
            "kind": Kind.BUSINESS_SUPPORT,
            "partner_type": "business-support-organisation",
            "legal_status": LegalStatus.PUBLIC,
            "country": "RU",
            "is_agency": True,
            "state": ProfileState.VERIFIED,
            "verified_at": now(),
            "confirmed_on": localdate(),
        }
        | facts
    )


def _free_slugs(wished: Sequence[str]) -> list[str]:
    """Number those that are taken; one of many is as good as the next, so each gets its own."""
    known = sa.select(Organisation.slug)
    if len(wished) == 1:
        known = known.where(Organisation.slug.startswith(wished[0], autoescape=True))
    taken = {*TAKEN, *db.session.scalars(known)}
    numbers: dict[str, int] = {}
    free = []
    for slug in wished:
        number, numbered = numbers.get(slug, 1), slug
        while numbered in taken:
            number += 1
            numbered = f"{slug}-{number}"
        numbers[slug] = number
        taken.add(numbered)
        free.append(numbered)
    return free


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")

"""What happens to organisations: entered, changed, made findable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.core import fulltext, limits
from app.core.actors import Actor
from app.core.db import db, now
from app.core.history import record
from app.core.workflow import Event
from app.directory.models import (
    AccreditationState,
    Kind,
    Membership,
    Organisation,
    ProfileState,
    Role,
)
from app.programmes.vocabularies import LegalStatus

OF_THE_FIRST_PERSON = (Role.ADMINISTRATOR, Role.EDITOR, Role.SIGNATORY)
REGISTERED_A_DAY = 10
LISTED_FROM_THE_START = frozenset({ProfileState.UNCLAIMED, ProfileState.VERIFIED})
TAKEN = frozenset({"mine", "new", "waiting"})


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
    name = facts.get("name_english") or facts["name"]
    organisation = Organisation(slug=_free_slug(name, facts.get("abbreviation", "")), **facts)
    organisation.is_listed = organisation.state in LISTED_FROM_THE_START
    organisation.accreditations = []
    organisation.experiences = []
    db.session.add(organisation)
    db.session.flush()  # the index needs its number
    index(organisation)
    return organisation


def edit(organisation: Organisation, facts: Mapping[str, Any]) -> None:
    """Change the profile; a verified one stays public, and the history shows what was changed."""
    for name, value in facts.items():
        setattr(organisation, name, value)
    index(organisation)


def index(organisation: Organisation) -> None:
    """Make the organisation findable; its accreditations must be loaded."""
    attested = [
        word
        for accreditation in organisation.accreditations
        if accreditation.state != AccreditationState.WITHDRAWN
        for word in (accreditation.standard, *accreditation.schemes)
    ]
    parts = {
        "A": f"{organisation.name}\n{organisation.name_english}\n{organisation.abbreviation}",
        "B": "\n".join([*(organisation.expertise or []), *attested]),
        "C": f"{organisation.city}\n{organisation.region}",
        "D": organisation.description or "",
    }
    fulltext.index("organisation", organisation.id, parts, organisation.language)


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
            "confirmed_on": now().date(),
        }
        | facts
    )


def _free_slug(name: str, abbreviation: str) -> str:
    wished = _slug(name) or _slug(abbreviation) or "organisation"
    similar = set(
        db.session.scalars(
            sa.select(Organisation.slug).where(
                Organisation.slug.startswith(wished, autoescape=True)
            )
        )
    )
    slug, number = wished, 1
    while slug in similar | TAKEN:
        number += 1
        slug = f"{wished}-{number}"
    return slug


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")

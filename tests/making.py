"""Makes entities for tests: each call a valid one, with what the test says put in its place."""

from __future__ import annotations

import itertools
import secrets
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa

from app.accounts.models import User
from app.core.actors import Actor
from app.core.db import db
from app.core.documents import Document
from app.core.times import localdate, now
from app.directory.choices import AccreditationState, Kind, ProfileState, Role
from app.directory.models import Accreditation, LegalStatus, Membership, Organisation
from app.interests.models import Interest, InterestState
from app.programmes.models import Priority, Programme, RuleSet
from app.searches.models import Criterion, PartnerSearch, SearchState, Slot

E = TypeVar("E")


class Make:
    """`make.search(title="...")` saves a search that is otherwise ordinary and open."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)

    def save(self, entity: E) -> E:
        db.session.add(entity)
        db.session.commit()
        return entity

    def user(self, **given: Any) -> User:
        n = next(self.numbers)
        facts: dict[str, Any] = {
            "name": f"Person {n}",
            "email": f"person{n}@example.org",
            "fs_uniquifier": secrets.token_hex(16),
            "confirmed_at": now(),
        }
        return self.save(User(**facts | given))

    def organisation(self, **given: Any) -> Organisation:
        n = next(self.numbers)
        facts: dict[str, Any] = {
            "slug": f"organisation-{n}",
            "name": f"Organisation {n}",
            "kind": Kind.CONSULTANCY,
            "partner_type": "sme",
            "legal_status": LegalStatus.PRIVATE,
            "country": "LT",
            "state": ProfileState.VERIFIED,
            "verified_at": now(),
            "confirmed_on": localdate(),
        }
        facts |= given
        listed = facts["state"] in {ProfileState.VERIFIED, ProfileState.UNCLAIMED}
        return self.save(Organisation(**{"is_listed": listed} | facts))

    def agency(self) -> Organisation:
        """The agency of this installation, made when first asked for."""
        found = db.session.scalar(sa.select(Organisation).where(Organisation.is_agency))
        return found or self.organisation(
            slug="agency",
            name="Regional Development Agency, Kaliningrad",
            kind=Kind.BUSINESS_SUPPORT,
            partner_type="business-support-organisation",
            legal_status=LegalStatus.PUBLIC,
            country="RU",
            is_agency=True,
        )

    def member(self, organisation: Organisation | None = None, *roles: Role, **given: Any) -> User:
        """A person of the organisation: by default one who may write and sign."""
        organisation = organisation or self.organisation()
        person = self.user(**given)
        for role in roles or (Role.EDITOR, Role.SIGNATORY):
            self.save(Membership(person=person, organisation=organisation, role=role))
        return person

    def staff(self, *duties: Role, **given: Any) -> User:
        """A member of the agency's staff: an officer unless said otherwise."""
        return self.member(self.agency(), *(duties or (Role.OFFICER,)), **given)

    def programme(self, **given: Any) -> Programme:
        n = next(self.numbers)
        today = localdate()
        facts: dict[str, Any] = {
            "slug": f"programme-{n}",
            "name": f"Programme {n}",
            "period": "2021-27",
            "opens_on": today - timedelta(days=1000),
            "closes_on": today + timedelta(days=1000),
        }
        programme = self.save(Programme(**facts | given))
        self.save(Priority(programme=programme, number=1, code="1", title="Institution building"))
        return programme

    def search(self, slots: int = 1, **given: Any) -> PartnerSearch:
        """An open search with slots; each slot has one essential criterion."""
        n = next(self.numbers)
        facts: dict[str, Any] = {
            "reference": f"PS-2026-{n:03}",
            "title": f"Search {n}",
            "summary": "A summary.",
            "description": "A description.",
            "state": SearchState.OPEN,
            "published_at": now(),
            "deadline_at": now() + timedelta(days=30),
        }
        search = self.save(PartnerSearch(**facts | given))
        for number in range(1, slots + 1):
            self.slot(search, number=number)
        return search

    def whole(self) -> dict[str, Any]:
        """The facts of a search that has everything it needs to be reviewed."""
        programme = self.programme()
        return {
            "lead_applicant": "Regional Development Agency",
            "objectives": ["To raise the level of quality management"],
            "estimated_budget": Decimal("300000.00"),
            "programme": programme,
            "priority": db.session.scalars(
                sa.select(Priority).where(Priority.programme_id == programme.id)
            ).one(),
        }

    def slot(self, search: PartnerSearch, **given: Any) -> Slot:
        facts: dict[str, Any] = {"search": search, "number": 1, "title": "Certification bodies"}
        slot = self.save(Slot(**facts | given))
        self.save(Criterion(slot=slot, number=1, text="Accredited for ISO 9001", essential=True))
        return slot

    def accreditation(
        self, organisation: Organisation | None = None, **given: Any
    ) -> Accreditation:
        """A verified accreditation to certify ISO 9001, valid for years."""
        n = next(self.numbers)
        today = localdate()
        facts: dict[str, Any] = {
            "organisation": organisation or self.organisation(),
            "standard": "ISO/IEC 17021-1",
            "schemes": ["ISO 9001"],
            "certificate_number": f"C-{n}",
            "accreditation_body": "LA",
            "evidence": Document(
                key=secrets.token_hex(16),
                kind="accreditation evidence",
                name="certificate.pdf",
                media_type="application/pdf",
                size=1,
                sha256="0" * 64,
                uploaded_at=now(),
            ),
            "valid_from": today - timedelta(days=400),
            "valid_until": today + timedelta(days=1000),
            "state": AccreditationState.VERIFIED,
            "verified_at": now() - timedelta(days=300),
        }
        return self.save(Accreditation(**facts | given))

    def interest(
        self, slot: Slot, organisation: Organisation | None = None, **given: Any
    ) -> Interest:
        organisation = organisation or self.organisation()
        n = next(self.numbers)
        facts: dict[str, Any] = {
            "reference": f"EOI-2026-{n:03}",
            "search_id": slot.search_id,
            "slot": slot,
            "organisation": organisation,
            "author": given.pop("author", None) or self.member(organisation),
        }
        if given.get("state", InterestState.DRAFT) != InterestState.DRAFT:
            facts["submitted_at"] = now()
        return self.save(Interest(**facts | given))


def actor(person: User, *, locale: str = "") -> Actor:
    """The actor that the application builds for a person."""
    from app.directory.queries import actor_of

    return actor_of(person)


def person(identity: int, organisation: int, *roles: str, duties: bool = False) -> Actor:
    """An actor with roles in one organisation, without a database; `duties`: in the agency."""
    held = frozenset((organisation, role) for role in roles)
    return Actor(id=identity, name="P", roles=held, duties=frozenset(roles if duties else ()))


__all__ = ["Make", "RuleSet", "actor", "person"]

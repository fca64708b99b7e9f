"""Who is told of what happens to an agreement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.accounts.models import User
from app.agreements.commands import CHANGED
from app.agreements.models import Agreement, AgreementState
from app.agreements.workflow import outstanding_acceptances, outstanding_signatures, parties
from app.consortia.models import Partner
from app.core.workflow import Event
from app.directory.choices import PartnerRole, Role
from app.directory.queries import people_of, staff
from app.inbox.telling import Notice, tell


def signatories_of(partners: Iterable[Partner]) -> list[User]:
    """The people who bind these parties; for the agency its director."""
    people: dict[int, User] = {}
    for partner in partners:
        if partner.organisation is None:
            continue
        agency = partner.organisation.is_agency
        found = (
            staff(Role.DIRECTOR) if agency else people_of(partner.organisation.id, Role.SIGNATORY)
        )
        people |= {person.id: person for person in found}
    return list(people.values())


def who_has_to_accept(event: Event) -> list[User]:
    agreement: Agreement = event.subject
    if agreement.state != AgreementState.NEGOTIATION:
        return []
    return signatories_of(outstanding_acceptances(agreement))


def who_has_to_sign(event: Event) -> list[User]:
    """All but the lead partner, whose turn comes last."""
    waiting = outstanding_signatures(event.subject)
    others = [partner for partner in waiting if partner.role != PartnerRole.LEAD]
    return signatories_of(others or waiting)


def lead_whose_turn_has_come(event: Event) -> list[User]:
    waiting = outstanding_signatures(event.subject)
    return signatories_of(waiting) if len(waiting) == 1 else []


def everybody(event: Event) -> list[User]:
    signing = signatories_of(parties(event.subject))
    return list({person.id: person for person in [*signing, *staff(Role.OFFICER)]}.values())


def officers(_event: Event) -> list[User]:
    return staff(Role.OFFICER)


def page(event: Event) -> tuple[str, dict[str, Any]]:
    return "agreements.show", {"uid": event.subject.uid}


tell(
    Notice(
        "agreement.open-negotiation", who_has_to_accept, "agreement_to_accept", page, action=True
    ),
    Notice(CHANGED, who_has_to_accept, "agreement_to_accept", page, action=True),
    Notice("agreement.reopen", everybody, "agreement_reopened", page),
    Notice("agreement.agree", officers, "agreement_agreed", page),
    Notice("agreement.send-out", who_has_to_sign, "agreement_to_sign", page, action=True),
    Notice("agreement.sign", lead_whose_turn_has_come, "agreement_to_sign", page, action=True),
    Notice("agreement.sign", officers, "agreement_signed", page),
    Notice("agreement.enter-into-force", everybody, "agreement_in_force", page, receipt=True),
)

"""Who is offered which move, in which state; pure, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.actors import Actor
from app.core.db import now
from app.directory.models import Accreditation, AccreditationState, Organisation, ProfileState
from app.directory.workflow import ACCREDITATION_FLOW, FLOW

AGENCY_ID = 9
VISITOR = Actor.ANONYMOUS
STRANGER = Actor(id=1, roles=frozenset({(2, "editor"), (2, "administrator")}))
VIEWER = Actor(id=2, roles=frozenset({(1, "viewer"), (1, "signatory")}))
EDITOR = Actor(id=3, roles=frozenset({(1, "editor")}))
OFFICER = Actor(id=4, roles=frozenset({(AGENCY_ID, "officer")}), duties=frozenset({"officer"}))
AUDITOR = Actor(id=5, roles=frozenset({(AGENCY_ID, "auditor")}), duties=frozenset({"auditor"}))
OFFICER_OF_IT = Actor(id=6, roles=frozenset({(1, "viewer")}), duties=frozenset({"officer"}))
ACTORS = {
    "visitor": VISITOR, "stranger": STRANGER, "viewer": VIEWER, "editor": EDITOR,
    "officer": OFFICER, "auditor": AUDITOR, "officer of it": OFFICER_OF_IT,
}  # fmt: skip

P, A = ProfileState, AccreditationState
PROFILE = {
    P.DRAFT: {"editor": "submit"},
    P.PENDING: {"officer": "verify return"},
    P.RETURNED: {"editor": "submit"},
    P.VERIFIED: {"editor": "confirm", "officer": "suspend"},
    P.STALE: {"editor": "confirm", "officer": "suspend"},
    P.SUSPENDED: {"officer": "reinstate"},
}
ACCREDITATION = {
    A.DECLARED: {"editor": "file-evidence withdraw", "officer": "withdraw"},
    A.EVIDENCED: {"editor": "withdraw", "officer": "verify withdraw"},
    A.VERIFIED: {"editor": "renew withdraw", "officer": "suspend withdraw"},
    A.EXPIRING: {"editor": "renew withdraw", "officer": "suspend withdraw"},
    A.EXPIRED: {"editor": "renew withdraw", "officer": "withdraw"},
    A.SUSPENDED: {"editor": "withdraw", "officer": "reinstate withdraw"},
    A.WITHDRAWN: {},
}


def organisation(state: ProfileState, **given: object) -> Organisation:
    confirmed_on = date(2020, 1, 1) if state == P.STALE else now().date()
    stored = P.VERIFIED if state == P.STALE else state
    return Organisation(id=1, state=stored, confirmed_on=confirmed_on, is_agency=False, **given)


def accreditation(state: AccreditationState) -> Accreditation:
    days = {A.EXPIRING: 30, A.EXPIRED: -1}.get(state, 500)
    return Accreditation(
        organisation_id=1,
        organisation=organisation(P.VERIFIED),
        state=A.VERIFIED if state in {A.EXPIRING, A.EXPIRED} else state,
        valid_from=date(2020, 1, 1),
        valid_until=now().date() + timedelta(days=days),
    )


@pytest.mark.parametrize("state", P)
@pytest.mark.parametrize("who", ACTORS)
def test_profile_offers_its_moves(state: ProfileState, who: str) -> None:
    offered = " ".join(offer.move.name for offer in FLOW.offers(organisation(state), ACTORS[who]))

    assert offered == PROFILE[state].get(who, "")


@pytest.mark.parametrize("state", A)
@pytest.mark.parametrize("who", ACTORS)
def test_accreditation_offers_its_moves(state: AccreditationState, who: str) -> None:
    subject = accreditation(state)
    assert subject.standing == state

    offered = " ".join(offer.move.name for offer in ACCREDITATION_FLOW.offers(subject, ACTORS[who]))

    assert offered == ACCREDITATION[state].get(who, "")


def test_agency_verifies_what_it_is_accredited_for_itself_and_is_never_suspended() -> None:
    agency = organisation(P.VERIFIED)
    agency.id, agency.is_agency = AGENCY_ID, True
    pending = organisation(P.PENDING)
    pending.id, pending.is_agency = AGENCY_ID, True

    assert [offer.move.name for offer in FLOW.offers(agency, OFFICER)] == []
    assert [offer.move.name for offer in FLOW.offers(pending, OFFICER)] == ["verify", "return"]


def test_accreditation_without_a_certificate_or_past_its_end_is_not_verified() -> None:
    subject = accreditation(A.EVIDENCED)
    verify = ACCREDITATION_FLOW["verify"]

    assert str(verify.unless[0](subject)) != "None"
    subject.evidence_id = 1
    assert verify.obstacle(subject) is None
    subject.valid_until = now().date() - timedelta(days=1)
    assert verify.obstacle(subject) is not None

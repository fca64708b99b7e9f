"""Who is offered which move, in which state; pure, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.actors import Actor
from app.core.times import localdate, now
from app.directory.choices import AccreditationState, ProfileState
from app.directory.models import Accreditation, Organisation
from app.directory.reactions import _remember_what_it_was, _show_it_again_if_the_public_knew_it
from app.directory.workflow import ACCREDITATION_FLOW, BY_HAND, FLOW

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
    P.UNCLAIMED: {"editor": "archive", "officer": "archive"},
    P.DRAFT: {"editor": "submit archive"},
    P.PENDING: {"officer": "verify return"},
    P.RETURNED: {"editor": "submit archive"},
    P.VERIFIED: {"editor": "confirm archive", "officer": "suspend"},
    P.STALE: {"editor": "confirm archive", "officer": "suspend"},
    P.SUSPENDED: {"officer": "reinstate"},
    P.ARCHIVED: {"editor": "restore"},
    P.MERGED: {},
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
    confirmed_on = date(2020, 1, 1) if state == P.STALE else localdate()
    stored = P.VERIFIED if state == P.STALE else state
    return Organisation(id=1, state=stored, confirmed_on=confirmed_on, is_agency=False, **given)


def accreditation(state: AccreditationState) -> Accreditation:
    days = {A.EXPIRING: 30, A.EXPIRED: -1}.get(state, 500)
    return Accreditation(
        organisation_id=1,
        organisation=organisation(P.VERIFIED),
        state=A.VERIFIED if state in {A.EXPIRING, A.EXPIRED} else state,
        valid_from=date(2020, 1, 1),
        valid_until=localdate() + timedelta(days=days),
    )


@pytest.mark.parametrize("state", P)
@pytest.mark.parametrize("who", ACTORS)
def test_profile_offers_its_moves(state: ProfileState, who: str) -> None:
    offers = BY_HAND.offers(organisation(state), ACTORS[who])
    offered = " ".join(offer.move.name for offer in offers)

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

    assert [offer.move.name for offer in BY_HAND.offers(agency, OFFICER)] == []
    assert [offer.move.name for offer in BY_HAND.offers(pending, OFFICER)] == ["verify", "return"]


def test_accreditation_without_a_certificate_or_past_its_end_is_not_verified() -> None:
    subject = accreditation(A.EVIDENCED)
    verify = ACCREDITATION_FLOW["verify"]

    assert str(verify.unless[0](subject)) != "None"
    subject.evidence_id = 1
    assert verify.obstacle(subject) is None
    subject.valid_until = localdate() - timedelta(days=1)
    assert verify.obstacle(subject) is not None


def test_staff_archives_and_restores_only_what_nobody_looks_after() -> None:
    theirs = organisation(P.ARCHIVED, state_before=P.VERIFIED)
    imported = organisation(P.ARCHIVED, state_before=P.UNCLAIMED)

    assert [offer.move.name for offer in BY_HAND.offers(theirs, OFFICER)] == []
    assert [offer.move.name for offer in BY_HAND.offers(imported, OFFICER)] == ["restore"]


@pytest.mark.parametrize(
    ("state", "public"),
    [(P.DRAFT, False), (P.RETURNED, False), (P.VERIFIED, True), (P.STALE, True)],
)
def test_archived_profile_comes_back_as_it_was(state: ProfileState, public: bool) -> None:
    subject = organisation(state, is_listed=public)
    subject.verified_at = now() if public else None

    archived = FLOW.apply("archive", subject, EDITOR)
    _remember_what_it_was(archived)
    assert (subject.state, archived.after) == (P.ARCHIVED, "archived")
    restored = FLOW.apply("restore", subject, EDITOR)
    _show_it_again_if_the_public_knew_it(restored)

    assert (subject.standing, restored.after) == (state, subject.state.value)
    assert (subject.is_listed, subject.state_before) == (public, None)


def test_entry_that_was_imported_without_a_source_comes_back_to_the_public() -> None:
    subject = organisation(P.UNCLAIMED, is_listed=True, verified_at=None, source="")

    _remember_what_it_was(FLOW.apply("archive", subject, OFFICER))
    _show_it_again_if_the_public_knew_it(FLOW.apply("restore", subject, OFFICER))

    assert (subject.state, subject.is_listed) == (P.UNCLAIMED, True)


def test_claim_and_merge_are_made_by_commands_and_have_no_button() -> None:
    assert {*FLOW.moves} - {*BY_HAND.moves} == {"claim", "merge", "unmerge"}
    assert [o.move.name for o in FLOW.offers(organisation(P.VERIFIED), STRANGER)] == []
    assert "merge" in [o.move.name for o in FLOW.offers(organisation(P.VERIFIED), OFFICER)]

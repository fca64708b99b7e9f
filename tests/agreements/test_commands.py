"""Acceptance and signature: the same text for all, the lead partner last, in force at the end."""

from __future__ import annotations

import pytest

from app.agreements import commands
from app.agreements.models import Agreement, AgreementState
from app.agreements.queries import get_agreement
from app.agreements.workflow import FLOW, outstanding_acceptances, parties
from app.consortia.models import ProjectState
from app.core.db import db
from app.core.errors import DomainError
from app.core.history import advance, broken_links
from tests.agreements.partnership import Partnership, partnership
from tests.making import Make, actor


@pytest.fixture
def story(make: Make) -> Partnership:
    return partnership(make)


def negotiate(story: Partnership) -> Agreement:
    agreement = story.agreement()
    advance(FLOW, agreement, "open-negotiation", actor(story.director))
    return agreement


def accept_all(story: Partnership, agreement: Agreement) -> None:
    people = (story.director, story.swede, story.lithuanian)
    for partner, person in zip(parties(agreement), people, strict=True):
        commands.accept(agreement, partner, agreement.text.digest, actor(person))


def sign(agreement: Agreement, number: int, person: object, digest: str = "") -> None:
    partner = parties(agreement)[number - 1]
    commands.sign(
        agreement,
        partner,
        digest or agreement.text.digest,
        actor(person),  # type: ignore[arg-type]
        signatory="Somebody",
        capacity="Director",
        place="Vilnius",
    )


def test_text_is_drafted_from_the_facts_and_closes(story: Partnership) -> None:
    agreement = story.agreement()

    text = agreement.text.text
    assert (agreement.reference[:3], agreement.text.number) == ("PA-", 1)
    assert FLOW["open-negotiation"].obstacle(agreement) is None
    assert "Öresund Certification AB" in str(text)


def test_draft_of_unchanged_facts_makes_no_version(story: Partnership) -> None:
    agreement = story.agreement()

    assert commands.draft(agreement, actor(story.officer)) is None
    assert len(agreement.versions) == 1


def test_new_version_voids_acceptances(story: Partnership) -> None:
    agreement = negotiate(story)
    swede = parties(agreement)[1]
    commands.accept(agreement, swede, agreement.text.digest, actor(story.swede))
    agreement.place = "Kaunas"

    commands.draft(agreement, actor(story.officer))

    assert agreement.text.number == 2
    assert agreement.text.acceptances == []
    assert len(agreement.versions[0].acceptances) == 1


def test_acceptance_of_another_text_is_refused(story: Partnership) -> None:
    agreement = negotiate(story)
    old = agreement.text.digest
    agreement.place = "Kaunas"
    commands.draft(agreement, actor(story.officer))

    with pytest.raises(DomainError, match="read it anew"):
        commands.accept(agreement, parties(agreement)[1], old, actor(story.swede))


def test_text_is_agreed_when_the_last_party_accepts(story: Partnership) -> None:
    agreement = negotiate(story)
    accept_all(story, agreement)

    assert agreement.state == AgreementState.AGREED


def test_lead_partner_signs_last(story: Partnership) -> None:
    agreement = negotiate(story)
    accept_all(story, agreement)
    advance(FLOW, agreement, "send-out", actor(story.director))
    sign(agreement, 2, story.swede)

    with pytest.raises(DomainError, match="lead partner signs last"):
        sign(agreement, 1, story.director)


def test_nobody_signs_twice(story: Partnership) -> None:
    agreement = negotiate(story)
    accept_all(story, agreement)
    advance(FLOW, agreement, "send-out", actor(story.director))
    sign(agreement, 2, story.swede)

    with pytest.raises(DomainError, match="already signed"):
        sign(agreement, 2, story.swede)


def test_last_signature_puts_everything_in_force(story: Partnership) -> None:
    agreement = negotiate(story)
    accept_all(story, agreement)
    advance(FLOW, agreement, "send-out", actor(story.director))
    for number, person in ((3, story.lithuanian), (2, story.swede), (1, story.director)):
        sign(agreement, number, person)
    db.session.commit()

    again = get_agreement(agreement.uid)
    assert again.state == AgreementState.IN_FORCE
    assert {s.digest for s in again.text.signatures} == {again.text.digest}
    assert again.project.state == ProjectState.AGREED
    assert list(broken_links()) == []


def test_condition_keeps_a_signed_agreement_from_taking_effect_by_itself(
    story: Partnership,
) -> None:
    agreement = story.agreement()
    agreement.effective_condition = "the subsidy contract is signed"
    commands.draft(agreement, actor(story.officer))
    advance(FLOW, agreement, "open-negotiation", actor(story.director))
    accept_all(story, agreement)
    advance(FLOW, agreement, "send-out", actor(story.director))
    for number, person in ((3, story.lithuanian), (2, story.swede), (1, story.director)):
        sign(agreement, number, person)

    assert agreement.state == AgreementState.SIGNED
    advance(FLOW, agreement, "enter-into-force", actor(story.officer))
    assert agreement.state == AgreementState.IN_FORCE


def test_locked_clause_cannot_be_reworded(story: Partnership) -> None:
    agreement = story.agreement()

    with pytest.raises(ValueError, match="payments"):
        commands.reword(agreement, actor(story.officer), {}, {"payments": "When we like."})


def test_what_is_negotiated_anew_is_accepted_anew(story: Partnership) -> None:
    agreement = negotiate(story)
    accept_all(story, agreement)
    advance(FLOW, agreement, "send-out", actor(story.director))
    sign(agreement, 2, story.swede)

    advance(FLOW, agreement, "reopen", actor(story.director), note="A partner asks for changes.")

    assert agreement.text.number == 2
    assert outstanding_acceptances(agreement) == parties(agreement)
    accept_all(story, agreement)
    assert agreement.state == AgreementState.AGREED

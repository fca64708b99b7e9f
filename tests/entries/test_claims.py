"""Claiming an imported entry: by a mailbox of its website's domain, or through the agency."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.core.actors import Actor
from app.core.db import db
from app.core.errors import DomainError
from app.directory import commands as directory
from app.directory.choices import Kind, ProfileState, Role
from app.directory.models import Organisation
from app.directory.queries import actor_of
from app.entries import commands
from app.entries.models import Claim, ClaimState
from app.entries.workflow import BY_HAND, FLOW
from app.inbox.models import Message
from tests.making import Make
from tests.visitor import Visitor

S = ClaimState
PERSON = Actor(id=1)
STRANGER = Actor(id=2)
OFFICER = Actor(id=3, duties=frozenset({"officer"}))
AUDITOR = Actor(id=4, duties=frozenset({"auditor"}))
MAY = {
    S.MAILED: {PERSON: "prove ask"},
    S.ASKED: {OFFICER: "approve refuse"},
    S.GRANTED: {},
    S.REFUSED: {PERSON: "ask"},
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("actor", [PERSON, STRANGER, OFFICER, AUDITOR])
def test_claim_offers_its_moves(state: ClaimState, actor: Actor) -> None:
    entry = Organisation(id=1, state=ProfileState.UNCLAIMED)
    claim = Claim(person_id=1, organisation=entry, state=state)

    assert " ".join(o.move.name for o in FLOW.offers(claim, actor)) == MAY[state].get(actor, "")


def test_only_the_answers_of_the_agency_have_buttons() -> None:
    assert list(BY_HAND.moves) == ["approve", "refuse"]


@pytest.fixture
def entry(make: Make) -> Organisation:
    make.agency()
    organisation = directory.enter(
        {
            "name": "Järve Labor",
            "country": "EE",
            "kind": Kind.OTHER,
            "website": "https://www.jarve.ee",
            "source": "A register",
            "state": ProfileState.UNCLAIMED,
        }
    )
    db.session.commit()
    return organisation


def mails() -> list[tuple[str, str]]:
    return [
        (m.address, m.event) for m in db.session.scalars(sa.select(Message).order_by(Message.id))
    ]


def link() -> str:
    newest = db.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
    assert newest is not None
    return newest.link.replace("http://localhost:8000", "").replace("http://localhost", "")


def test_mailbox_of_the_domain_claims_at_once_and_only_by_pressing(
    make: Make, visitor: Callable[..., Visitor], entry: Organisation
) -> None:
    person = make.user(email="mari@lab.jarve.ee")
    mari = visitor(person)

    mari.open(f"/organisations/{entry.slug}").click("Claim the entry")
    mari.press("Send me the link", What_you_do_there="Head of the laboratory")
    assert mails() == [("mari@lab.jarve.ee", "claim.begin")]
    assert entry.state == ProfileState.UNCLAIMED

    path = "/organisations/claims/link/" + link().rpartition("/")[2]
    mari.open(path)
    assert (entry.state, mari.heading) == (ProfileState.UNCLAIMED, "Claim of Järve Labor")
    mari.press("Take the entry over")

    assert mari.heading == "Järve Labor"
    assert (entry.state, entry.is_listed) == (ProfileState.DRAFT, True)
    assert {role for _, role in actor_of(person).roles} == {"administrator", "editor", "signatory"}
    assert "Järve Labor" in visitor().open("/organisations").text
    assert "You look after this entry already" in mari.open(path).text


def test_mailbox_that_stopped_to_be_proof_takes_nothing_over(
    make: Make, visitor: Callable[..., Visitor], entry: Organisation
) -> None:
    mari = visitor(make.user(email="mari@jarve.ee"))
    mari.open(f"/organisations/{entry.slug}/claim")
    mari.press("Send me the link", What_you_do_there="Head")
    make.organisation(domain="jarve.ee")
    mari.open("/organisations/claims/link/" + link().rpartition("/")[2])

    mari.press("Take the entry over")

    assert mari.status == 409
    assert entry.state == ProfileState.UNCLAIMED


def test_link_is_good_for_its_person_only_and_a_broken_one_says_so(
    make: Make, visitor: Callable[..., Visitor], entry: Organisation
) -> None:
    mari = visitor(make.user(email="mari@jarve.ee"))
    mari.open(f"/organisations/{entry.slug}/claim")
    mari.press("Send me the link", What_you_do_there="Head")
    path = "/organisations/claims/link/" + link().rpartition("/")[2]

    other = visitor(make.user(email="juri@jarve.ee")).open(path)
    assert "This link is for another account" in other.text
    assert other.buttons == []
    broken = visitor(make.user()).open(path[:-3])
    assert broken.heading == "This link is no longer good"
    assert visitor().open(path).path != path  # signs in first
    assert entry.state == ProfileState.UNCLAIMED


@pytest.mark.parametrize(
    ("email", "confirmed", "proof"),
    [
        ("a@jarve.ee", True, True),
        ("a@office.jarve.ee", True, True),
        ("a@jarve.ee", False, False),
        ("a@notjarve.ee", True, False),
        ("a@jarve.ee.example.com", True, False),
        ("a@gmail.com", True, False),
    ],
)
def test_mailbox_is_proof_in_the_domain_of_the_website_alone(
    make: Make, entry: Organisation, email: str, confirmed: bool, proof: bool
) -> None:
    person = make.user(email=email)
    person.confirmed_at = person.confirmed_at if confirmed else None

    assert commands.proves(person, entry) is proof


def test_domain_that_several_entries_share_or_anybody_can_have_is_no_proof(
    make: Make, entry: Organisation
) -> None:
    person = make.user(email="a@jarve.ee")
    directory.enter(
        {
            "name": "Its sister",
            "country": "EE",
            "kind": Kind.OTHER,
            "website": "jarve.ee/sister",
            "state": ProfileState.UNCLAIMED,
        }
    )
    assert commands.proves(person, entry) is False
    entry.website, entry.domain = "https://mail.ru/us", "mail.ru"
    assert commands.proves(make.user(email="a@mail.ru"), entry) is False


def test_others_ask_the_agency_which_refuses_with_a_reason_and_approves(
    make: Make, visitor: Callable[..., Visitor], entry: Organisation
) -> None:
    person = make.user(email="mari@gmail.com")
    mari, officer = visitor(person), visitor(make.staff(Role.OFFICER, email="o@agency.example"))
    mari.open(f"/organisations/{entry.slug}/claim")
    mari.press(
        "Ask the agency",
        What_you_do_there="Head",
        How_the_agency_can_see_that_you_belong_there="Call them.",
    )
    assert "The agency looks at your claim" in mari.text
    assert mails() == [("o@agency.example", "claim.ask")]

    assert "Decide who looks after Järve Labor" in officer.open("/desk").text
    officer.open("/organisations/claims").click("Järve Labor")
    assert "Call them." in officer.text
    officer.press("Refuse the claim", Your_reason="We called: nobody knows you.")
    assert mails()[-1] == ("mari@gmail.com", "claim.refuse")
    mari.open(mari.path)
    assert "nobody knows you" in mari.text

    mari.click("Ask again")
    mari.press(
        "Ask the agency",
        What_you_do_there="Head",
        How_the_agency_can_see_that_you_belong_there="Call the director.",
    )
    officer.open(officer.path).press("Approve the claim")
    assert mails()[-1] == ("mari@gmail.com", "claim.approve")
    assert entry.state == ProfileState.DRAFT
    assert actor_of(person).serves(entry.id, Role.ADMINISTRATOR)


def test_second_claim_comes_too_late(make: Make, entry: Organisation) -> None:
    claims = []
    for email in ("a@jarve.ee", "b@jarve.ee"):
        person = make.user(email=email)
        claims.append(
            commands.claim(entry, person, actor_of(person), function="x", reason="", by_mail=True)
        )
    commands.prove(claims[0], actor_of(claims[0].person))
    db.session.commit()

    with pytest.raises(DomainError, match="looked after by others"):
        commands.prove(claims[1], actor_of(claims[1].person))


def test_claimed_entry_and_staff_have_no_claim(
    make: Make, visitor: Callable[..., Visitor], entry: Organisation
) -> None:
    theirs = make.organisation()
    person, officer = visitor(make.user()), visitor(make.staff())

    assert (
        person.open(f"/organisations/{theirs.slug}/claim").path == f"/organisations/{theirs.slug}"
    )
    assert officer.open(f"/organisations/{entry.slug}/claim").status == 403
    assert "Is this your organisation?" not in officer.open(f"/organisations/{entry.slug}").text
    hidden = make.organisation(state=ProfileState.DRAFT)
    assert person.open(f"/organisations/{hidden.slug}/claim").status == 404

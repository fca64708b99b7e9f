"""From the list of candidates to an answer: asked by mail, opened, answered or declined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.core.errors import DomainError
from app.core.history import record
from app.core.times import now
from app.core.workflow import Event
from app.directory.choices import ProfileState, Role
from app.inbox.models import Message
from app.interests.models import InterestState
from app.interests.queries import get_interest
from app.matching import commands, queries
from app.matching.models import Approach, ApproachState, Judgement
from app.searches.models import Slot
from tests.making import Make, actor
from tests.visitor import Visitor


@pytest.fixture
def slot(make: Make) -> Slot:
    make.agency()
    return make.slot(make.search(slots=0, title="Honey"), title="Experts of honey")


def mails(mail: str) -> list[str]:
    found = sa.select(Message.address).where(Message.event == mail).order_by(Message.id)
    return list(db.session.scalars(found))


def only(model: type) -> object:
    return db.session.scalars(sa.select(model)).one()


def test_officer_asks_from_the_list_and_the_organisation_answers(
    make: Make, slot: Slot, visitor: Callable[..., Visitor]
) -> None:
    officer = make.staff()
    organisation = make.organisation(name="Bee school", slug="bees")
    person = make.member(organisation, email="bee@example.org")
    staff = visitor(officer).open(f"/slots/{slot.uid}/matches")
    staff.press("Ask them to look at it", {"Your message (optional)": "You know honey."})
    assert "Bee school has been asked." in staff.page.text
    assert mails("approach.send") == ["bee@example.org"]
    assert "Ask them to look at it" not in staff.buttons
    approach = only(Approach)
    assert isinstance(approach, Approach)
    theirs = visitor(person).open(f"/approaches/{approach.uid}")
    assert "You know honey." in theirs.text
    db.session.refresh(approach)
    assert approach.state == ApproachState.SENT, "looking changes nothing"
    theirs.press("Read the search and answer")
    assert theirs.path == f"/searches/{slot.search.reference}"
    db.session.refresh(approach)
    assert approach.state == ApproachState.SEEN


def test_answer_that_is_sent_is_noted(make: Make, slot: Slot) -> None:
    organisation = make.organisation()
    person = make.member(organisation)
    approach = commands.ask(slot, organisation, actor(make.staff()))
    interest = get_interest(make.interest(slot, organisation, author=person).uid)
    record(Event(interest, "interest.submit", actor(person)))
    db.session.commit()
    assert approach.state == ApproachState.ANSWERED


def test_organisation_says_that_it_is_not_interested(
    make: Make, slot: Slot, visitor: Callable[..., Visitor]
) -> None:
    officer = make.staff(email="officer@example.org")
    organisation = make.organisation()
    person = make.member(organisation)
    approach = commands.ask(slot, organisation, actor(officer))
    db.session.commit()
    page = visitor(person).open(f"/approaches/{approach.uid}")
    page.press("We are not interested", {"A word to the agency (optional)": "No time."})
    db.session.refresh(approach)
    assert approach.state == ApproachState.DECLINED
    assert mails("approach.pass") == ["officer@example.org"]
    assert "We are not interested" not in page.buttons


def test_nobody_is_asked_twice(make: Make, slot: Slot) -> None:
    organisation = make.organisation()
    make.member(organisation)
    officer = actor(make.staff())
    commands.ask(slot, organisation, officer)
    with pytest.raises(DomainError, match="asked already"):
        commands.ask(slot, organisation, officer)


def test_nobody_is_asked_who_has_answered(make: Make, slot: Slot) -> None:
    organisation = make.organisation()
    make.interest(slot, organisation, state=InterestState.SUBMITTED)
    with pytest.raises(DomainError, match="answered"):
        commands.ask(slot, organisation, actor(make.staff()))


def test_draft_of_an_answer_is_known_to_its_writers_only(
    make: Make, slot: Slot, visitor: Callable[..., Visitor]
) -> None:
    organisation = make.organisation(name="Bee school")
    person, officer = make.member(organisation), make.staff()
    make.interest(slot, organisation, author=person)

    staff = visitor(officer).open(f"/slots/{slot.uid}/matches")
    assert "answered this slot already" not in staff.text
    staff.press("Ask them to look at it")
    assert "Bee school has been asked." in staff.page.text

    approach = only(Approach)
    assert isinstance(approach, Approach)
    assert "Your answer" not in staff.open(f"/approaches/{approach.uid}").text
    assert "Your answer" in visitor(person).open(f"/approaches/{approach.uid}").text


def test_unclaimed_entry_is_offered_with_its_website_and_gets_no_mail(
    make: Make, slot: Slot, visitor: Callable[..., Visitor]
) -> None:
    unclaimed = make.organisation(
        state=ProfileState.UNCLAIMED, website="https://bees.example", email="x@bees.example"
    )
    officer = make.staff()
    with pytest.raises(DomainError, match="Nobody here speaks"):
        commands.ask(slot, unclaimed, actor(officer))
    db.session.rollback()
    page = visitor(officer).open(f"/slots/{slot.uid}/matches")
    assert "Ask them to look at it" not in page.buttons
    assert page.page.find("a", href="https://bees.example") is not None
    assert mails("approach.send") == []


def test_asking_again_waits_a_day(make: Make, slot: Slot, visitor: Callable[..., Visitor]) -> None:
    organisation = make.organisation()
    make.member(organisation)
    officer = make.staff()
    approach = commands.ask(slot, organisation, actor(officer))
    db.session.commit()
    with pytest.raises(DomainError, match="less than a day"):
        commands.ask_again(approach, actor(officer))
    approach.sent_at = now() - timedelta(days=2)
    db.session.commit()
    visitor(officer).open(f"/slots/{slot.uid}/matches").press("Ask again")
    assert len(mails("approach.resend")) == 1
    db.session.refresh(approach)
    assert approach.sent_at > now() - timedelta(minutes=5)


def test_setting_aside_from_the_list_and_taking_it_back(
    make: Make, slot: Slot, visitor: Callable[..., Visitor]
) -> None:
    make.organisation(name="Wrong field")
    staff = visitor(make.staff()).open(f"/slots/{slot.uid}/matches")
    staff.press(
        "Set it aside",
        {"Why it does not suit": "Works in another field", "In your words (optional)": "Banking"},
    )
    assert "Wrong field: Works in another field – Banking" in staff.text
    assert db.session.scalar(sa.select(Judgement.note)) == "Banking"
    button = next(text for text in staff.buttons if text.startswith("Propose again"))
    staff.press(button)
    assert db.session.scalar(sa.select(sa.func.count(Judgement.id))) == 0


@pytest.mark.parametrize("who", ["anybody", "stranger", "reviewer", "viewer"])
def test_others_may_not_ask_judge_or_reply(
    make: Make, slot: Slot, visitor: Callable[..., Visitor], who: str
) -> None:
    organisation = make.organisation(slug="bees")
    make.member(organisation)
    approach = commands.ask(slot, organisation, actor(make.staff()))
    db.session.commit()
    people = {
        "anybody": lambda: None,
        "stranger": make.member,
        "reviewer": lambda: make.staff(Role.REVIEWER),
        "viewer": lambda: make.member(organisation, Role.VIEWER),
    }
    person = visitor(people[who]())
    sees_the_list = who == "reviewer"
    person.open(f"/slots/{slot.uid}/matches")
    assert person.heading.startswith("Candidates") == sees_the_list
    person.open(f"/approaches/{approach.uid}")
    assert ("asks you" in person.heading) == (who in {"reviewer", "viewer"})
    for path in (
        f"/slots/{slot.uid}/matches/bees/ask",
        f"/slots/{slot.uid}/matches/bees/unsuitable",
        f"/approaches/{approach.uid}/open",
        f"/approaches/{approach.uid}/decline",
        f"/approaches/{approach.uid}/resend",
    ):
        answer = person.client.post(path, data={"csrf_token": "x"})
        assert answer.status_code >= 400 or "/login" in (answer.location or ""), path
    db.session.refresh(approach)
    assert approach.state == ApproachState.SENT
    assert queries.judgements_of(slot.search) == []

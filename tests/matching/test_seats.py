"""Seats that fit an organisation, and the mails that tell of new ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import User
from app.core.db import db
from app.core.times import now
from app.directory.models import Experience, Membership, Organisation
from app.finding.models import Frequency
from app.inbox.models import Message
from app.interests.models import InterestState
from app.matching import commands, queries
from app.matching.fitting import seats_for
from app.matching.jobs import tell_of_seats
from app.matching.models import Alert
from app.matching.reasons import why_it_fits
from app.searches.models import PartnerSearch, SearchState
from tests.making import Make, actor
from tests.visitor import Visitor


@pytest.fixture
def school(make: Make) -> Organisation:
    make.agency()
    return make.organisation(
        name="Bee school", slug="bees", expertise=["honey", "beekeeping"], description="Hives."
    )


def honey(make: Make, **given: object) -> PartnerSearch:
    search = make.search(slots=0, title="Honey without borders", **given)
    make.slot(search, title="Beekeeping experts")
    return search


def titles(organisation: Organisation) -> list[str]:
    seats = seats_for(queries.whole_organisation(organisation.id))
    return [seat.slot.title for seat in seats]


def test_seats_that_fit_are_ranked_with_reasons(make: Make, school: Organisation) -> None:
    honey(make)
    make.slot(make.search(slots=0, title="Honey and trade"), title="Banks", kinds=["authority"])
    make.slot(make.search(slots=0, title="Steel", summary="Steel"), title="Casting")
    (seat,) = seats_for(queries.whole_organisation(school.id))
    assert seat.slot.title == "Beekeeping experts"
    assert "Words in common: " in why_it_fits(seat)[0]
    assert "honey" in why_it_fits(seat)[0]


def test_seat_that_is_like_a_past_project_fits_whatever_the_profile_says(make: Make) -> None:
    make.agency()
    silent = make.organisation(name="Silent")
    make.save(Experience(organisation=silent, title="Honey of the north", summary="Beekeeping"))
    honey(make)
    (seat,) = seats_for(queries.whole_organisation(silent.id))
    assert why_it_fits(seat)[0] == "Like 1 of your projects: Honey of the north."


def test_seats_of_searches_that_take_no_answers_are_left_out(
    make: Make, school: Organisation
) -> None:
    honey(make, state=SearchState.DRAFT)
    honey(make, state=SearchState.PAUSED)
    honey(make, deadline_at=now() - timedelta(days=1))
    assert titles(school) == []


@pytest.mark.parametrize("state", ["submitted", "declined", "turned-down"])
def test_seats_that_are_answered_or_ruled_out_by_the_agency_are_left_out(
    make: Make, school: Organisation, state: str
) -> None:
    answered, judged = honey(make), honey(make)
    make.interest(queries.slots_of(answered.reference)[0], school, state=InterestState(state))
    commands.set_aside(judged, school, actor(make.staff()), "field", "")
    db.session.commit()
    assert titles(school) == []


def test_page_is_for_the_people_of_the_organisation(
    make: Make, school: Organisation, visitor: Callable[..., Visitor]
) -> None:
    honey(make)
    own = visitor(make.member(school)).open("/organisations/bees").click("Seats that fit you")
    assert "Beekeeping experts" in own.text
    assert visitor(make.staff()).open("/organisations/bees/seats").status == 404
    assert visitor(make.member()).open("/organisations/bees/seats").status == 404


def due(person: User, organisation: Organisation) -> Alert:
    alert = commands.choose(person.id, organisation, Frequency.DAILY)
    alert.since = now() - timedelta(days=3)
    alert.looked_at = now() - timedelta(days=2)
    db.session.commit()
    return alert


def told() -> list[Message]:
    db.session.expire_all()
    found = sa.select(Message).where(Message.event == "matching.digest").order_by(Message.id)
    return list(db.session.scalars(found))


def test_new_seat_is_told_once_with_the_reason(make: Make, school: Organisation) -> None:
    person = make.member(school)
    fresh = honey(make)
    alert = due(person, school)
    assert tell_of_seats() == 1
    (message,) = told()
    assert message.address == person.email
    (entry,) = message.entries
    assert entry["title"] == "Beekeeping experts"
    assert fresh.reference in entry["lines"][0]
    assert entry["lines"][1].startswith("Why: ")
    assert message.unsubscribe
    alert.looked_at = now() - timedelta(days=2)
    db.session.commit()
    assert tell_of_seats() == 0
    assert len(told()) == 1


def test_seat_of_before_is_not_told(make: Make, school: Organisation) -> None:
    honey(make, published_at=now() - timedelta(days=10))
    due(make.member(school), school)
    assert tell_of_seats() == 0


def test_mails_are_off_until_somebody_asks_for_them(
    make: Make, school: Organisation, visitor: Callable[..., Visitor]
) -> None:
    person = make.member(school)
    honey(make)
    assert tell_of_seats() == 0
    page = visitor(person).open("/organisations/bees/seats")
    page.press("Save", Tell_me_by_mail_of_new_seats_that_fit="Every day")
    alert = queries.find_alert(person.id, school.id)
    assert alert is not None
    assert alert.frequency == Frequency.DAILY


def test_link_in_the_mail_switches_it_off_by_post_only(
    make: Make, school: Organisation, visitor: Callable[..., Visitor]
) -> None:
    honey(make)
    alert = due(make.member(school), school)
    tell_of_seats()
    path = told()[0].unsubscribe.removeprefix("http://localhost").removeprefix("https://localhost")
    path = "/seats/unsubscribe/" + path.rpartition("/")[2]
    anybody = visitor()
    anybody.open(path)
    db.session.refresh(alert)
    assert alert.frequency == Frequency.DAILY
    anybody.press("Send me no more of these mails")
    db.session.refresh(alert)
    assert alert.frequency == Frequency.OFF
    assert visitor().open("/seats/unsubscribe/nonsense").status == 404


def test_who_has_left_hears_nothing_more(make: Make, school: Organisation) -> None:
    person = make.member(school)
    honey(make)
    alert = due(person, school)
    db.session.execute(sa.delete(Membership).where(Membership.person_id == person.id))
    db.session.commit()
    assert tell_of_seats() == 0
    db.session.refresh(alert)
    assert alert.frequency == Frequency.OFF

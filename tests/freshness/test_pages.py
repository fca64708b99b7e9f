"""The page behind a mail, the staff's list, and the public figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.core.history import Entry
from app.core.times import localdate, now
from app.directory.choices import ProfileState, Role
from app.directory.commands import edit
from app.directory.models import Membership, Organisation
from app.directory.queries import get_organisation
from app.freshness.seals import LIFETIME, seal
from app.inbox.models import Delivery, Message
from app.searches.models import PartnerSearch, SearchState
from tests.making import Make
from tests.visitor import Visitor

See = Callable[..., Visitor]
DAY = timedelta(days=1)
DEAD = "This link cannot be used any more"


def ago(days: int) -> date:
    return localdate() - days * DAY


@pytest.fixture
def old(make: Make) -> Organisation:
    return make.organisation(
        name="Memel Consult", confirmed_on=ago(190), email="office@memel.example"
    )


def link(make: Make, organisation: Organisation, *roles: Role) -> str:
    keeper = make.member(organisation, *(roles or (Role.EDITOR,)))
    return f"/still-valid/{seal(organisation, keeper)}"


def test_opening_the_link_changes_nothing(make: Make, old: Organisation, visitor: See) -> None:
    page = visitor().open(link(make, old))
    assert page.heading == "Is this still valid?"
    assert "Memel Consult" in page.text
    assert old.confirmed_on == ago(190)


def test_still_valid_is_one_click_without_signing_in(
    make: Make, old: Organisation, visitor: See
) -> None:
    keeper = make.member(old, Role.EDITOR)
    address = f"/still-valid/{seal(old, keeper)}"
    page = visitor().open(address).press("All is still valid")
    assert page.heading == "Thank you, it is confirmed"
    assert (old.confirmed_on, old.state) == (ago(0), ProfileState.VERIFIED)
    entry = db.session.scalars(sa.select(Entry).where(Entry.action == "organisation.confirm")).one()
    assert entry.actor_id == keeper.id
    assert visitor().open(address).heading == DEAD


def test_archiving_takes_it_from_the_public_and_keeps_it(
    make: Make, old: Organisation, visitor: See
) -> None:
    page = visitor().open(link(make, old)).press("Take it out of the directory")
    assert page.heading == "It is taken out of the directory"
    assert (old.state, old.is_listed) == (ProfileState.ARCHIVED, False)
    assert visitor().open(f"/organisations/{old.slug}").status == 404
    assert (
        "Archived by the organisation"
        in visitor(make.staff()).open(f"/organisations/{old.slug}").text
    )


def test_editing_leads_through_the_sign_in(make: Make, old: Organisation, visitor: See) -> None:
    page = visitor().open(link(make, old)).click("Edit it")
    assert page.path == "/login" or "Sign in" in page.text
    assert old.confirmed_on == ago(190)


def test_link_dies_with_the_right_to_answer(make: Make, old: Organisation, visitor: See) -> None:
    address = link(make, old)
    db.session.execute(sa.delete(Membership).where(Membership.organisation_id == old.id))
    db.session.commit()
    page = visitor().open(address)
    assert (page.heading, page.status) == (DEAD, 410)


def test_viewers_cannot_answer(make: Make, old: Organisation, visitor: See) -> None:
    assert visitor().open(link(make, old, Role.VIEWER)).heading == DEAD


def test_link_dies_when_the_address_changes(make: Make, old: Organisation, visitor: See) -> None:
    keeper = make.member(old, Role.EDITOR)
    address = f"/still-valid/{seal(old, keeper)}"
    keeper.email = "other@example.org"
    db.session.commit()
    assert visitor().open(address).heading == DEAD


def test_link_grows_old(
    make: Make, old: Organisation, visitor: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = link(make, old)
    assert LIFETIME == 60 * DAY
    monkeypatch.setattr("app.freshness.seals.LIFETIME", timedelta(seconds=-1))
    assert visitor().open(address).heading == DEAD


@pytest.mark.parametrize("token", ["x", "WzFd.abc.def"])
def test_what_we_have_not_sealed_opens_nothing(visitor: See, token: str) -> None:
    page = visitor().open(f"/still-valid/{token}")
    assert (page.heading, page.status) == (DEAD, 410)


def test_mailbox_of_an_entry_may_answer(make: Make, visitor: See) -> None:
    facts = {"state": ProfileState.UNCLAIMED, "confirmed_on": None, "source": "CORDIS"}
    stays = make.organisation(email="info@a.example", **facts)
    goes = make.organisation(email="info@b.example", **facts)
    visitor().open(f"/still-valid/{seal(stays, None)}").press("All is still valid")
    visitor().open(f"/still-valid/{seal(goes, None)}").press("Take it out of the directory")
    assert (stays.state, stays.confirmed_on) == (ProfileState.UNCLAIMED, ago(0))
    assert (goes.state, goes.is_listed) == (ProfileState.ARCHIVED, False)


def test_search_is_confirmed_by_link_and_by_button(make: Make, visitor: See) -> None:
    officer = make.staff()
    search: PartnerSearch = make.search(confirmed_on=ago(40))
    page = visitor().open(f"/still-valid/{seal(search, officer)}")
    assert "Take it out of the directory" not in page.buttons
    page.press("All is still valid")
    assert (search.confirmed_on, search.state) == (ago(0), SearchState.OPEN)
    search.confirmed_on = ago(40)
    db.session.commit()
    visitor(officer).open(f"/searches/{search.reference}").press("Confirm that all is still valid")
    assert search.confirmed_on == ago(0)


def test_search_that_has_faded_is_found_where_it_is_asked_for(make: Make, visitor: See) -> None:
    faded = make.search(title="Faded one", confirmed_on=ago(60))
    make.search(title="Fresh one", confirmed_on=ago(59))

    page = visitor().open("/searches")
    assert "Fresh one" in page.text
    assert "Faded one" not in page.text
    page = visitor().open("/searches?status=unconfirmed")
    assert "Fresh one" not in page.text
    assert "Not confirmed since" in page.text
    both = visitor().open("/searches.json?status=open&status=unconfirmed").answer.json
    assert both["total"] == 2
    assert "Not confirmed since" in visitor().open(f"/searches/{faded.reference}").text


def test_editing_a_verified_profile_keeps_it_public_and_confirms_nothing(
    make: Make, old: Organisation, visitor: See
) -> None:
    edit(get_organisation(old.slug), {"description": "We do more now."})
    db.session.commit()
    assert (old.state, old.is_listed, old.confirmed_on) == (ProfileState.VERIFIED, True, ago(190))
    assert "We do more now." in visitor().open(f"/organisations/{old.slug}").text


def test_staff_sees_who_waits_and_whom_no_mail_reaches(make: Make, visitor: See) -> None:
    make.member(make.organisation(name="Waits", confirmed_on=ago(185)), Role.EDITOR)
    silent = make.member(make.organisation(name="Silent"), Role.EDITOR)
    make.member(make.organisation(name="Well"), Role.EDITOR)
    make.organisation(name="Nobody")
    staff = make.staff()
    make.save(_mail(silent.id, silent.email, Delivery.FAILED))
    make.save(_mail(staff.id, staff.email, Delivery.SENT))  # what arrives elsewhere proves nothing

    page = visitor(staff).open("/freshness/waiting")
    rows = [row.get_text(" ", strip=True) for row in page.page.select("#profiles tbody tr")]
    assert [row.split()[0] for row in rows] == ["Waits", "Silent", "Nobody"]
    assert ["unreachable" in row for row in rows] == [False, True, True]
    assert visitor(staff).open(f"/freshness/waiting?page={10**30}").status == 200

    make.save(_mail(silent.id, silent.email, Delivery.SENT))
    assert "Silent" not in visitor(staff).open("/freshness/waiting").text
    assert visitor(silent).open("/freshness/waiting").status in {403, 404}


def _mail(person_id: int, address: str, delivery: Delivery) -> Message:
    return Message(
        person_id=person_id,
        address=address,
        event="test",
        subject="Test",
        body="Test",
        language="en",
        message_id=f"<{person_id}-{delivery}@example.org>",
        delivery=delivery,
        sent_at=now() if delivery == Delivery.SENT else None,
    )


def test_figures_count_what_the_public_finds(make: Make, visitor: See) -> None:
    for days in (0, 179, 180, 400):
        make.organisation(country="LT", confirmed_on=ago(days))
    make.organisation(country="EE", state=ProfileState.UNCLAIMED, confirmed_on=None)
    make.organisation(country="EE", state=ProfileState.DRAFT)
    make.organisation(country="PL", state=ProfileState.ARCHIVED, confirmed_on=ago(0))
    for days in (29, 30):
        make.search(confirmed_on=ago(days))
    make.search(confirmed_on=ago(0), deadline_at=now() - DAY)

    found = visitor().open("/freshness.json").answer.json
    assert found == {
        "day": ago(0).isoformat(),
        "profiles": {
            "listed": 5,
            "confirmed": 2,
            "percent": "40.0",
            "own": {"listed": 4, "confirmed": 2, "percent": "50.0"},
            "public_source": {"listed": 1, "confirmed": 0, "percent": "0.0"},
        },
        "searches": {"listed": 2, "confirmed": 1, "percent": "50.0"},
        "countries": {
            "EE": {"listed": 1, "confirmed": 0, "percent": "0.0"},
            "LT": {"listed": 4, "confirmed": 2, "percent": "50.0"},
        },
    }
    page = visitor().open("/freshness")
    assert "2 of 5" in page.text
    assert "Poland" not in page.text


def test_figures_of_nothing_are_words(visitor: See) -> None:
    assert "none listed" in visitor().open("/freshness").text

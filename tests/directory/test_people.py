"""Who belongs to an organisation, and who says so."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from app.core.db import db
from app.directory import commands
from app.directory.models import Membership, Organisation, Role
from app.directory.queries import memberships_of
from app.inbox.models import Message
from tests.making import Make
from tests.visitor import Visitor

Browser = Callable[..., Visitor]
VIEWER = "Viewer: may read"
EDITOR = "Editor: may write and send"
ADMINISTRATOR = "Administrator: looks after people and rights"


def roles(organisation: Organisation) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {}
    for membership in memberships_of(organisation.id):
        held.setdefault(membership.person.email, set()).add(membership.role.value)
    return held


def mails(address: str) -> list[str]:
    return list(db.session.scalars(sa.select(Message.event).where(Message.address == address)))


def test_administrator_adds_a_person_who_is_told(make: Make, visitor: Browser) -> None:
    organisation = make.organisation()
    admin, ada = make.member(organisation, Role.ADMINISTRATOR), make.user(name="Ada")

    page = visitor(admin).open(f"/organisations/{organisation.slug}/people")
    page.press("Add this person", {"E-mail address": ada.email.upper(), "Roles": [EDITOR]})

    assert roles(organisation) == {admin.email: {"administrator"}, ada.email: {"editor"}}
    assert "Ada" in page.text
    assert mails(ada.email) == ["organisation.change-people"]


def test_person_without_an_account_is_invited_and_the_page_does_not_tell(
    make: Make, visitor: Browser
) -> None:
    organisation = make.organisation()
    admin, known = make.member(organisation, Role.ADMINISTRATOR), make.user()

    answers = []
    for address in (known.email, "nobody@example.org"):
        page = visitor(admin).open(f"/organisations/{organisation.slug}/people")
        page.press("Add this person", {"E-mail address": address, "Roles": [VIEWER]})
        answers.append((page.status, page.heading, page.errors))

    assert answers[0] == answers[1]
    assert "account_invitation" in mails("nobody@example.org")


def test_person_can_be_given_other_roles_and_be_taken_out(make: Make, visitor: Browser) -> None:
    organisation = make.organisation()
    admin = make.member(organisation, Role.ADMINISTRATOR)
    ada = make.member(organisation, Role.VIEWER, name="Ada")
    page = visitor(admin)

    page.open(f"/organisations/{organisation.slug}/people").click("Change Ada")
    page.press("Save", {"Roles": [EDITOR], "Function": "Head"})
    assert roles(organisation)[ada.email] == {"editor"}
    assert "Head" in page.text

    page.click("Change Ada").press("Save", {"Roles": []})
    assert roles(organisation) == {admin.email: {"administrator"}}


def test_nobody_raises_their_own_rights(make: Make, visitor: Browser) -> None:
    organisation = make.organisation()
    admin = make.member(organisation, Role.ADMINISTRATOR, name="Ada")

    page = visitor(admin).open(f"/organisations/{organisation.slug}/people").click("Change Ada")
    page.press("Save", {"Roles": [ADMINISTRATOR, EDITOR]})

    assert page.status == 403
    assert roles(organisation) == {admin.email: {"administrator"}}


def test_administrator_of_the_agency_does_not_raise_their_own_duties(
    make: Make, visitor: Browser
) -> None:
    admin = make.staff(Role.ADMINISTRATOR)

    page = visitor(admin).open("/agency/people")
    page.press(
        "Add this person",
        {"E-mail address": admin.email, "Roles": ["Director: releases decisions and signs"]},
    )

    assert page.status == 403
    assert roles(make.agency()) == {admin.email: {"administrator"}}


def test_last_administrator_cannot_leave(make: Make, visitor: Browser) -> None:
    organisation = make.organisation()
    admin = make.member(organisation, Role.ADMINISTRATOR, Role.EDITOR, name="Ada")

    page = visitor(admin).open(f"/organisations/{organisation.slug}/people").click("Change Ada")
    page.press("Save", {"Roles": [EDITOR]})
    assert page.status == 409
    assert "The last administrator cannot leave" in page.text

    make.save(Membership(person=make.user(), organisation=organisation, role=Role.ADMINISTRATOR))
    page.open(f"/organisations/{organisation.slug}/people").click("Change Ada")
    page.press("Save", {"Roles": [EDITOR]})
    assert roles(organisation)[admin.email] == {"editor"}


def test_duties_are_given_by_the_administrator_of_the_agency_only(
    make: Make, visitor: Browser
) -> None:
    admin, officer, ada = make.staff(Role.ADMINISTRATOR), make.staff(), make.user()

    assert visitor(officer).open("/agency/people").status == 403
    assert visitor(make.member(None, Role.ADMINISTRATOR)).open("/agency/people").status == 403
    visitor(admin).open("/agency/people").press(
        "Add this person",
        {"E-mail address": ada.email, "Roles": ["Finance: checks and accepts budgets"]},
    )

    assert roles(make.agency())[ada.email] == {"finance"}


def test_duties_exist_in_the_agency_only(make: Make, visitor: Browser) -> None:
    organisation = make.organisation()
    admin = make.member(organisation, Role.ADMINISTRATOR)

    page = visitor(admin).open(f"/organisations/{organisation.slug}/people")
    token = page.page.select_one("[name=csrf_token]")["value"]
    form = {"csrf_token": token, "email": "ada@example.org", "roles": "director"}
    page.open(page.path, method="POST", data=form)

    assert page.status == 422
    assert roles(organisation) == {admin.email: {"administrator"}}


def test_people_are_seen_by_their_colleagues_and_by_staff(make: Make, visitor: Browser) -> None:
    organisation = make.organisation()
    admin = make.member(organisation, Role.ADMINISTRATOR)
    path = f"/organisations/{organisation.slug}/people"

    colleague = visitor(make.member(organisation, Role.VIEWER)).open(path)
    assert colleague.status == 200
    assert admin.email not in colleague.text
    assert "Add this person" not in colleague.buttons
    assert visitor(make.staff(Role.AUDITOR)).open(path).status == 200
    assert visitor(make.member()).open(path).status == 404
    assert visitor().open(path).status == 404


def test_agency_is_entered_with_its_first_administrator(make: Make) -> None:
    ada = make.user()

    commands.appoint_administrator(ada, "Regional Development Agency, Kaliningrad")
    commands.appoint_administrator(ada, "Regional Development Agency, Kaliningrad")
    db.session.commit()

    agency = make.agency()
    assert (agency.slug, agency.is_agency) == ("regional-development-agency-kaliningrad", True)
    assert roles(agency) == {ada.email: {"administrator"}}

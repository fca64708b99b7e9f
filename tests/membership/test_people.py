"""Who belongs to an organisation, and who says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from time_machine import TimeMachineFixture

from app.core.db import db
from app.core.times import now
from app.directory import commands
from app.directory.choices import Role
from app.directory.models import Membership, Organisation
from app.directory.queries import memberships_of
from app.inbox.delivery import deliver
from app.inbox.models import Message
from app.membership.commands import MAILS_A_DAY
from app.membership.models import Invitation, InvitationState
from app.membership.queries import get_invitation
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


def link(address: str) -> str:
    """The path in the last invitation that was sent to an address."""
    sent = sa.select(Message.link).where(
        Message.address == address, Message.event == "invitation.create"
    )
    found = db.session.scalars(sent.order_by(Message.id.desc()).limit(1)).one()
    return found.partition("//")[2].partition("/")[2].join(["/", ""])


def invite(page: Visitor, organisation: Organisation, address: str, *named: str) -> None:
    page.open(f"/organisations/{organisation.slug}/people")
    page.press("Send the invitation", {"E-mail address": address, "Roles": list(named) or [VIEWER]})


def test_invited_person_belongs_only_once_they_accept(make: Make, visitor: Browser) -> None:
    organisation = make.organisation()
    admin, ada = make.member(organisation, Role.ADMINISTRATOR), make.user(name="Ada")

    invite(visitor(admin), organisation, ada.email.upper(), EDITOR)
    assert roles(organisation) == {admin.email: {"administrator"}}

    page = visitor(ada).open(link(ada.email))
    assert roles(organisation) == {admin.email: {"administrator"}}
    page.press("Accept the invitation")

    assert page.path == f"/organisations/{organisation.slug}"
    assert roles(organisation) == {admin.email: {"administrator"}, ada.email: {"editor"}}
    assert mails(admin.email) == ["invitation.accept"]


def test_person_without_an_account_takes_one_on_the_way(make: Make, visitor: Browser) -> None:
    organisation = make.organisation()
    admin = make.member(organisation, Role.ADMINISTRATOR)
    invite(visitor(admin), organisation, "new@example.org", EDITOR)

    page = visitor().open(link("new@example.org")).press("Go on to accept")
    page.press(
        "Take the account and sign in",
        {"Your name": "Nina", "Password": "a password that is long enough"},
    )
    page.press("Accept the invitation")

    assert roles(organisation)["new@example.org"] == {"editor"}


def test_page_does_not_tell_who_has_an_account(make: Make, visitor: Browser) -> None:
    organisation = make.organisation()
    admin, known = make.member(organisation, Role.ADMINISTRATOR), make.user()

    answers = []
    for address in (known.email, "nobody@example.org"):
        page = visitor(admin)
        invite(page, organisation, address)
        answers.append((page.status, page.heading, page.errors))

    assert answers[0] == answers[1]


def standing(make: Make, visitor: Browser) -> tuple[Organisation, Visitor, Invitation]:
    organisation = make.organisation()
    admin = visitor(make.member(organisation, Role.ADMINISTRATOR))
    invite(admin, organisation, "ada@example.org")
    return organisation, admin, invitation()


def invitation() -> Invitation:
    db.session.expire_all()
    newest = sa.select(Invitation.uid).order_by(Invitation.id.desc()).limit(1)
    return get_invitation(db.session.scalars(newest).one())


def test_states_follow_the_mail_and_the_reader(
    app: Flask, make: Make, visitor: Browser, time_machine: TimeMachineFixture
) -> None:
    _, _, waiting = standing(make, visitor)
    assert waiting.standing == InvitationState.CREATED

    time_machine.move_to(now() + timedelta(days=30))
    assert invitation().standing == InvitationState.CREATED, "the time begins with the sending"
    path = link("ada@example.org")
    deliver()
    assert invitation().standing == InvitationState.SENT

    visitor().open(path)
    assert invitation().standing == InvitationState.SENT, "a scanner that looks opens nothing"
    visitor().open(path).press("Go on to accept")
    assert invitation().standing == InvitationState.OPENED

    time_machine.shift(timedelta(days=7, seconds=1))
    assert invitation().standing == InvitationState.EXPIRED
    assert visitor().open(path).status == 410


def test_sending_again_makes_the_older_link_useless(make: Make, visitor: Browser) -> None:
    organisation, admin, _ = standing(make, visitor)
    older = link("ada@example.org")

    admin.press("Send it again")

    assert visitor().open(older).status == 410
    assert visitor().open(link("ada@example.org")).status == 200
    invite(admin, organisation, "ada@example.org", EDITOR)
    assert admin.text.count("ada@example.org") == 1, "inviting again replaces what waited"


def test_revoked_and_declined_invitations_are_dead(make: Make, visitor: Browser) -> None:
    organisation, admin, _ = standing(make, visitor)
    path = link("ada@example.org")
    page = visitor().open(path)
    admin.press("Take it back")
    assert page.press("Go on to accept").status == 410

    invite(admin, organisation, "ada@example.org")
    page = visitor().open(link("ada@example.org")).press("Turn it down")
    assert "Turned down" in page.heading
    assert invitation().standing == InvitationState.DECLINED
    assert visitor().open(link("ada@example.org")).status == 410


def test_invitation_works_for_its_own_mailbox_only(make: Make, visitor: Browser) -> None:
    organisation, _, _ = standing(make, visitor)
    path = link("ada@example.org")

    other = visitor(make.user()).open(path)
    assert other.buttons.count("Accept the invitation") == 0
    token = other.open("/account").page.select_one("[name=csrf_token]")["value"]
    other.open(path, method="POST", data={"csrf_token": token})

    assert other.status == 403
    assert len(roles(organisation)) == 1


def test_so_many_mails_a_day_go_to_one_mailbox(make: Make, visitor: Browser) -> None:
    _, admin, _ = standing(make, visitor)

    for _ in range(MAILS_A_DAY - 1):
        admin.press("Send it again")
        assert admin.status == 200
    admin.press("Send it again")

    assert admin.status == 429


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
        "Send the invitation",
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
        "Send the invitation",
        {"E-mail address": ada.email, "Roles": ["Finance: checks and accepts budgets"]},
    )
    visitor(ada).open(link(ada.email)).press("Accept the invitation")

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
    assert "Send the invitation" not in colleague.buttons
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


def test_staff_of_the_agency_are_not_drawn_into_an_organisation(
    make: Make, visitor: Browser
) -> None:
    """A membership would keep them from judging what the organisation sends."""
    organisation = make.organisation()
    admin = visitor(make.member(organisation, Role.ADMINISTRATOR))
    ada = make.user()
    invite(admin, organisation, make.staff(Role.DIRECTOR).email)
    assert admin.status == 409
    assert "own staff" in admin.text

    invite(admin, organisation, ada.email)
    make.save(Membership(person=ada, organisation=make.agency(), role=Role.FINANCE))
    page = visitor(ada).open(link(ada.email)).press("Accept the invitation")

    assert page.status == 409
    assert ada.email not in roles(organisation)

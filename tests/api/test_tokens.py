"""Personal tokens: shown once, for one organisation, for reading only."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.api.models import ApiToken
from app.core.db import db
from app.directory.choices import Role
from app.directory.models import Membership, Organisation
from app.interests.models import InterestState
from tests.api.test_public import faults
from tests.making import Make
from tests.visitor import Visitor

Browser = Callable[..., Visitor]


def issue(page: Visitor, organisation: Organisation, name: str = "Sheet") -> str:
    page.open("/account/tokens").press(
        "Make the token", {"What it is for": name, "Organisation": organisation.name}
    )
    shown = page.page.select_one("code")
    assert shown
    return shown.text


def ask(client: FlaskClient, path: str, token: str) -> list[str]:
    answer = client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    return [item["reference"] for item in answer.get_json()["items"]]


def test_token_reads_one_organisation_only(
    make: Make, visitor: Browser, client: FlaskClient
) -> None:
    slot = make.slot(make.search(slots=0))
    own, other = make.organisation(), make.organisation()
    person = make.member(own, Role.VIEWER)
    make.save(Membership(person=person, organisation=other, role=Role.EDITOR))
    mine = make.interest(slot, own, state=InterestState.SUBMITTED)
    make.interest(slot, other, state=InterestState.SUBMITTED)
    make.interest(slot, state=InterestState.SUBMITTED)

    token = issue(visitor(person), own)

    assert ask(client, "interests", token) == [mine.reference]
    assert ask(client, "consortia", token) == []


def test_secret_is_shown_once_and_kept_as_a_digest(make: Make, visitor: Browser) -> None:
    own = make.organisation()
    page = visitor(make.member(own))

    token = issue(page, own)

    assert token not in page.open("/account/tokens").text
    stored = db.session.execute(sa.select(*ApiToken.__table__.columns)).one()
    assert token not in [str(value) for value in stored]


def test_use_is_noted(make: Make, visitor: Browser, client: FlaskClient) -> None:
    own = make.organisation()
    token = issue(visitor(make.member(own)), own)
    last_used = sa.select(ApiToken.last_used_at)
    assert db.session.scalar(last_used) is None

    ask(client, "interests", token)

    db.session.rollback()
    assert db.session.scalar(last_used) is not None


def test_revoked_wrong_or_orphaned_token_is_refused_everywhere(
    make: Make, visitor: Browser, client: FlaskClient
) -> None:
    own = make.organisation()
    person = make.member(own)
    page = visitor(person)
    revoked, orphaned = issue(page, own, "Old sheet"), issue(page, own)
    page.open("/account/tokens").press("Revoke Old sheet")
    assert status(client, "interests", revoked) == 401
    assert status(client, "interests", orphaned) == 200

    db.session.execute(sa.delete(Membership).where(Membership.person_id == person.id))
    for token in (revoked, orphaned, "kontor_nonsense"):
        assert status(client, "interests", token) == 401
        assert status(client, "searches", token) == 401, "not taken for a visitor without one"
    assert status(client, "searches", "") == 200
    assert status(client, "interests", "") == 401


def status(client: FlaskClient, path: str, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.get(f"/api/v1/{path}", headers=headers).status_code


def test_token_opens_no_page_and_a_cookie_no_api(
    make: Make, visitor: Browser, client: FlaskClient
) -> None:
    own = make.organisation()
    page = visitor(make.member(own))
    token = issue(page, own)

    assert client.get("/account", headers={"Authorization": f"Bearer {token}"}).status_code == 303
    assert page.client.get("/api/v1/interests").status_code == 401


def test_token_of_staff_is_not_staff(make: Make, visitor: Browser, client: FlaskClient) -> None:
    officer = make.staff(Role.OFFICER)
    slot = make.slot(make.search(slots=0))
    make.interest(slot, state=InterestState.SUBMITTED)

    token = issue(visitor(officer), make.agency())

    assert ask(client, "interests", token) == []
    assert ask(client, "consortia", token) == []


def test_staff_without_a_second_factor_get_no_token_of_the_agency(
    make: Make, visitor: Browser
) -> None:
    officer = make.staff(Role.OFFICER)

    page = visitor().sign_in(officer, second_factor=False).open("/account/tokens")

    assert "Make the token" not in page.buttons
    assert "Make the token" in visitor(officer).open("/account/tokens").buttons


def test_nobody_revokes_the_token_of_another(make: Make, visitor: Browser) -> None:
    own = make.organisation()
    issue(visitor(make.member(own)), own)
    uid = db.session.scalar(sa.select(ApiToken.uid))
    other = visitor(make.member(own)).open("/account/tokens")
    token = other.page.select_one("[name=csrf_token]")["value"]  # type: ignore[index]

    other.open(f"/account/tokens/{uid}/revoke", method="POST", data={"csrf_token": token})

    assert other.status == 404
    assert db.session.scalar(sa.select(ApiToken.revoked_at)) is None


def test_own_lists_are_as_described(make: Make, visitor: Browser, client: FlaskClient) -> None:
    own = make.organisation()
    slot = make.slot(make.search(slots=0))
    make.interest(slot, own, state=InterestState.SUBMITTED)
    token = issue(visitor(make.member(own)), own)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    for path in ("interests", "budgets", "consortia"):
        assert faults(client, f"/api/v1/{path}", f"/api/v1/{path}") == []

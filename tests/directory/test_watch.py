"""The watch over accreditations: each stage of an end is told once, to those whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from app.core.db import db
from app.core.history import entries_of
from app.core.times import localdate, now
from app.directory import commands, jobs, queries
from app.directory.choices import AccreditationState, Role
from app.directory.models import Accreditation
from app.directory.watch import stage
from app.inbox.models import Message
from tests.making import Make, actor
from tests.visitor import Visitor

TODAY = date(2026, 5, 1)
Visit = Callable[..., Visitor]


def ends_in(days: int, **given: Any) -> Accreditation:
    facts: dict[str, Any] = {
        "valid_from": date(2020, 1, 1),
        "valid_until": TODAY + timedelta(days=days),
        "verified_at": None,
        "told_days": None,
    }
    return Accreditation(**facts | given)


def told() -> list[tuple[str, str]]:
    db.session.expire_all()
    found = db.session.query(Message).order_by(Message.id)
    return [(message.event, message.address) for message in found]


@pytest.mark.parametrize(
    ("left", "told_days", "expected"),
    [
        (91, None, None),
        (90, None, 90),
        (90, 90, None),
        (31, 90, None),
        (30, 90, 30),
        (20, None, 30),
        (7, 30, 7),
        (0, 7, None),
        (-1, 7, 0),
        (-1, 0, None),
        (5, 0, None),
    ],
)
def test_stage_is_the_latest_that_was_not_told(
    left: int, told_days: int | None, expected: int | None
) -> None:
    assert stage(ends_in(left, told_days=told_days), TODAY) == expected


def test_what_was_verified_lately_is_fresh_in_mind() -> None:
    verified = now().replace(year=2026, month=4, day=28)

    assert stage(ends_in(20, verified_at=verified), TODAY) is None
    assert stage(ends_in(7, verified_at=verified), TODAY) == 7
    assert stage(ends_in(-1, verified_at=verified), TODAY) == 0


def test_each_stage_is_told_once_to_keepers_and_to_the_agency(make: Make) -> None:
    officer, organisation = make.staff(Role.OFFICER), make.organisation(name="Öresund AB")
    keeper = make.member(organisation, Role.EDITOR)
    make.member(organisation, Role.VIEWER)
    held = make.accreditation(organisation, valid_until=localdate() + timedelta(days=80))

    jobs.tell_of_ends()
    jobs.tell_of_ends()
    soon = [
        ("accreditation.end-soon", keeper.email),
        ("accreditation.end-soon", officer.email),
    ]
    assert told() == soon
    message = db.session.query(Message).order_by(Message.id).first()
    assert "Öresund AB: ISO/IEC 17021-1 ends on" in message.subject

    for days in (29, 6, -1, -2):
        held.valid_until = localdate() + timedelta(days=days)
        db.session.commit()
        jobs.tell_of_ends()
        jobs.tell_of_ends()
    ended = [("accreditation.end", keeper.email), ("accreditation.end", officer.email)]
    assert told() == soon * 3 + ended
    lived = [entry.action for entry in entries_of(held) if ".end" in entry.action]
    assert lived == ["accreditation.end", *["accreditation.end-soon"] * 3]


@pytest.mark.parametrize(
    "given",
    [
        {"days_left": 91},
        {"days_left": -31},
        {"state": AccreditationState.EVIDENCED, "verified_at": None},
        {"state": AccreditationState.SUSPENDED},
    ],
)
def test_nothing_is_told_of_what_does_not_end_or_does_not_count(
    make: Make, given: dict[str, Any]
) -> None:
    organisation = make.organisation()
    make.member(organisation, Role.EDITOR)
    facts = {"days_left": 20} | given
    ends_on = localdate() + timedelta(days=facts.pop("days_left"))
    make.accreditation(organisation, valid_until=ends_on, **facts)

    jobs.tell_of_ends()

    assert told() == []


def test_renewal_is_told_of_anew_when_it_ends(make: Make) -> None:
    organisation = make.organisation()
    keeper = make.member(organisation, Role.EDITOR)
    held = make.accreditation(organisation, valid_until=localdate() + timedelta(days=5))
    jobs.tell_of_ends()
    held = queries.get_accreditation(held.uid)
    assert held.told_days == 7

    db.session.refresh(held.organisation, ["accreditations"])
    commands.amend(held, actor(keeper), {"valid_until": localdate() + timedelta(days=900)}, None)
    assert held.told_days is None


def test_staff_see_what_ends_and_nobody_else_does(make: Make, visitor: Visit) -> None:
    organisation = make.organisation(name="Ending AB")
    keeper = make.member(organisation, Role.EDITOR)
    make.accreditation(organisation, valid_until=localdate() + timedelta(days=10))
    make.accreditation(make.organisation(name="Lasting AB"))
    make.accreditation(
        make.organisation(name="Ended AB"), valid_until=localdate() - timedelta(days=10)
    )

    page = visitor(make.staff(Role.OFFICER)).open("/organisations/waiting")
    page.click("Accreditations that end")
    assert page.heading == "Accreditations that end"
    assert page.text.index("Ended AB") < page.text.index("Ending AB")
    assert "Lasting AB" not in page.text
    assert visitor(keeper).open("/accreditations/ending").status == 403
    assert visitor().open("/accreditations/ending").path == "/sign-in"


def test_list_of_ends_asks_the_same_number_of_questions_for_any_number(
    make: Make, visitor: Visit, counting: Any
) -> None:
    officer = visitor(make.staff(Role.OFFICER))

    def questions() -> int:
        with counting() as asked:
            officer.open("/accreditations/ending")
        return len(asked)

    def end(times: int) -> None:
        for _ in range(times):
            make.accreditation(valid_until=localdate() + timedelta(days=10))

    end(1)
    few = questions()
    end(9)
    assert questions() == few

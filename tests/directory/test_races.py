"""A form that is sent several times at the same moment counts once, and each answer says so."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from threading import Barrier

from app.core.db import db
from app.core.history import entries_of
from app.directory.models import Organisation
from tests.making import Make
from tests.visitor import Visitor

ROUNDS, TWINS = 4, 4


def test_profile_that_is_saved_several_times_at_once_is_saved_once(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    organisation = make.organisation(description="We test water.")
    person = visitor(make.member(organisation))
    address = f"/organisations/{organisation.slug}"

    for number in range(ROUNDS):
        person.open(f"{address}/edit")
        db.session.rollback()
        start = Barrier(TWINS)

        def send(_: int, city: str = f"Town {number}", start: Barrier = start) -> tuple[int, str]:
            twin = copy(person)
            start.wait()
            twin.press("Save", {"City": city})
            return twin.status, twin.path

        with ThreadPoolExecutor(TWINS) as pool:
            assert set(pool.map(send, range(TWINS))) == {(200, address)}

    db.session.expire_all()
    saved = db.session.get_one(Organisation, organisation.id)
    assert saved.city == f"Town {ROUNDS - 1}"
    assert len([entry for entry in entries_of(saved) if "city" in entry.changes]) == ROUNDS

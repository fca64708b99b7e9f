"""Whom a merge lets into an entry: nobody whom the agency has not looked at."""

from __future__ import annotations

from collections.abc import Callable

from app.core.actors import Actor
from app.core.db import db
from app.core.times import now
from app.directory.choices import ProfileState, Role
from app.directory.models import Organisation
from app.directory.queries import actor_of
from app.entries import commands, references
from tests.making import Make
from tests.visitor import Visitor


def officer(make: Make) -> Actor:
    return actor_of(make.staff(Role.OFFICER))


def draft(make: Make, name: str) -> Organisation:
    return make.organisation(name=name, state=ProfileState.DRAFT, verified_at=None)


def test_people_of_an_unverified_entry_get_no_rights_in_a_verified_one(make: Make) -> None:
    kept, copy = make.organisation(name="Memel Consult"), draft(make, "Memel Consult OÜ")
    make.member(kept, Role.ADMINISTRATOR)
    stranger = make.member(copy, Role.ADMINISTRATOR, Role.SIGNATORY)

    done = commands.merge(kept, copy, officer(make), [])
    db.session.commit()

    assert not actor_of(stranger).serves(kept.id)
    assert [(row["table"], len(row["ids"])) for row in done.stayed] == [("membership", 2)]

    commands.undo(done, officer(make))
    db.session.commit()
    assert references.count(copy.id) == {"membership": 2}


def test_people_of_verified_entries_come_along(make: Make) -> None:
    kept, merged = make.organisation(), make.organisation(verified_at=now())
    make.member(kept, Role.ADMINISTRATOR)
    person = make.member(merged, Role.EDITOR)

    commands.merge(kept, merged, officer(make), [])
    db.session.commit()

    assert actor_of(person).serves(kept.id, Role.EDITOR)


def test_page_says_that_people_stay_behind(make: Make, visitor: Callable[..., Visitor]) -> None:
    kept, copy = make.organisation(name="Memel Consult"), draft(make, "Memel Consult OÜ")
    make.member(kept, Role.ADMINISTRATOR)
    make.member(copy, Role.ADMINISTRATOR)

    page = visitor(make.staff(Role.OFFICER)).open(f"/organisations/{kept.slug}/merge/{copy.slug}")

    assert "Its people stay behind" in page.text
    page.press("Merge them")
    assert "Stayed with the other entry" in page.text

"""What is kept ready for comparing is thrown away as soon as the database says otherwise."""

from __future__ import annotations

from uuid import UUID

from app.core.db import db
from app.directory.models import Experience, Organisation
from app.entries import commands as entries
from app.matching.knowledge import key, past, profiles
from tests.making import Make, actor


def names() -> set[str]:
    return {profile.name for profile in profiles()[0].values()}


def taken(organisation: Organisation) -> int:
    """In how many past projects the organisation is known to have taken part."""
    return len(past().evidence.projects_of.get(key(organisation.id), ()))


def test_one_that_takes_the_place_of_another_is_seen(make: Make) -> None:
    make.organisation(name="Always there", uid=UUID(int=2**128 - 1))
    first = make.organisation(name="First")
    second = make.organisation(name="Second", is_listed=False)
    first.city = "Memel"
    db.session.commit()
    assert names() == {"Always there", "First"}

    first.is_listed, second.is_listed = False, True
    db.session.commit()

    assert second.version == 2, "as often written as the other one before"
    assert names() == {"Always there", "Second"}


def test_projects_go_with_a_merge(make: Make) -> None:
    kept, merged = make.organisation(), make.organisation()
    make.save(Experience(organisation=merged, title="Honey across the border"))
    assert (taken(kept), taken(merged)) == (0, 1)

    entries.merge(kept, merged, actor(make.staff()), [])
    db.session.commit()

    assert (taken(kept), taken(merged)) == (1, 0)

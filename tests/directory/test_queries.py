"""Who acts for whom, and who can be reached where."""

from __future__ import annotations

from app.core.actors import Actor
from app.directory.choices import ProfileState, Role
from app.directory.models import Membership
from app.directory.queries import actor_of, people_of, staff
from tests.making import Make


def test_actor_carries_all_organisations(make: Make) -> None:
    first, second = make.organisation(), make.organisation()
    person = make.member(first, Role.EDITOR, Role.SIGNATORY, name="Ada", locale="ru")
    make.save(Membership(person=person, organisation=second, role=Role.VIEWER))

    assert actor_of(person) == Actor(
        id=person.id,
        name="Ada",
        roles=frozenset({(first.id, "editor"), (first.id, "signatory"), (second.id, "viewer")}),
        locale="ru",
    )


def test_duties_are_the_roles_in_the_agency(make: Make) -> None:
    person = make.staff(Role.OFFICER, Role.DIRECTOR)

    actor = actor_of(person)

    assert actor.duties == {"officer", "director"}
    assert actor.organisation_ids == {make.agency().id}


def test_suspended_organisation_counts_for_nothing(make: Make) -> None:
    organisation = make.organisation(state=ProfileState.SUSPENDED)
    person = make.member(organisation, Role.ADMINISTRATOR)

    assert actor_of(person).roles == frozenset()
    assert people_of(organisation.id) == []


def test_people_are_those_who_can_be_reached(make: Make) -> None:
    organisation = make.organisation()
    editor = make.member(organisation, Role.EDITOR)
    both = make.member(organisation, Role.SIGNATORY, Role.VIEWER)
    make.member(organisation, Role.EDITOR, active=False)
    make.member(organisation, Role.EDITOR, confirmed_at=None)
    make.member(None, Role.EDITOR)

    assert people_of(organisation.id) == [editor, both]
    assert people_of(organisation.id, Role.SIGNATORY, Role.VIEWER) == [both]


def test_staff_are_the_people_of_the_agency(make: Make) -> None:
    officer, director = make.staff(), make.staff(Role.DIRECTOR)
    make.member(None, Role.OFFICER)

    assert staff() == [officer, director]
    assert staff(Role.DIRECTOR) == [director]

"""Partnerships and agreements that stand on accreditations which do not last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.consortia.queries import get_project, lapses_of
from app.core.db import db
from app.directory.choices import AccreditationState, Role
from app.searches.models import Slot
from tests.making import Make
from tests.partnership import World, found
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
LONG = date(2005, 1, 1)
ASKED = {"standards": ["ISO 9001"], "accreditation_required": True}


def asks_for_an_accreditation(slot_id: int) -> None:
    slot = db.session.get_one(Slot, slot_id)
    for name, value in ASKED.items():
        setattr(slot, name, value)
    db.session.commit()


def world_of(make: Make) -> World:
    world = found(make, "SE")
    asks_for_an_accreditation(world.project.search.slots[0].id)
    return world


def test_partner_is_flagged_when_an_accreditation_ends_before_the_project(
    make: Make, visitor: Visit
) -> None:
    world = world_of(make)
    partner = world.partner("SE")
    held = make.accreditation(partner.organisation, valid_from=LONG, valid_until=date(2008, 1, 1))
    world.project.ends_on = date(2008, 6, 30)
    db.session.commit()
    db.session.expunge_all()

    project = get_project(world.reference)
    assert [item.reason for item in lapses_of(project)[partner.id]] == [
        f"Certificate {held.certificate_number} ends on 1 January 2008; "
        "it is needed until 30 June 2008."
    ]
    page = visitor(world.people["SE"]).open(f"/projects/{world.reference}")
    assert "it is needed until 30 June 2008." in page.page.select_one("#partners").get_text()

    project.ends_on = date(2007, 12, 31)
    assert lapses_of(project) == {}


def test_suspended_accreditation_is_flagged_whenever_it_ends(make: Make) -> None:
    world = world_of(make)
    partner = world.partner("SE")
    make.accreditation(
        partner.organisation,
        valid_from=LONG,
        valid_until=date(2030, 1, 1),
        state=AccreditationState.SUSPENDED,
    )
    db.session.expunge_all()

    (item,) = lapses_of(get_project(world.reference))[partner.id]
    assert item.cause == "suspended"


def test_partner_who_never_had_one_is_left_to_the_checks(make: Make) -> None:
    world = world_of(make)

    assert lapses_of(world.project) == {}


def test_agreement_says_that_an_accreditation_does_not_last(make: Make, visitor: Visit) -> None:
    world = world_of(make)
    officer = visitor(world.duty(Role.OFFICER)).open(f"/projects/{world.reference}/agreement")
    officer.press(
        "Draft the text",
        {"Law that applies": "law of Lithuania", "Place of the courts": "Vilnius"},
    )
    warning = "A required accreditation does not last"
    assert warning not in officer.text
    partner = world.partner("SE")
    make.accreditation(partner.organisation, valid_from=LONG, state=AccreditationState.WITHDRAWN)

    page = officer.open(officer.path)
    assert warning in page.text
    assert "is withdrawn." in page.text

"""The projects of an organisation's past: entered, changed, taken out, shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.core.history import entries_of
from app.directory.choices import Role
from app.directory.models import Experience, Organisation
from tests.making import Make
from tests.visitor import Visitor

PROJECT = {
    "Title of the project": "Clean ports of the southern Baltic",
    "Acronym": "CLEAN",
    "Programme": "BSR INTERREG III B",
    "Your role": "Lead partner",
    "First year": "2003",
    "Last year": "2005",
    "Your own budget in it": "112 400.00",
    "What you did": "Audited nine ports.",
    "Website of the project": "https://ports.example",
}


@pytest.fixture
def memel(make: Make) -> Organisation:
    return make.organisation(name="Memel Consult", slug="memel")


@pytest.fixture
def keeper(make: Make, memel: Organisation, visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(make.member(memel, Role.EDITOR, name="Ada"))


def experiences() -> list[Experience]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Experience).order_by(Experience.id)))


def test_project_is_added_shown_changed_and_taken_out(
    memel: Organisation, keeper: Visitor, visitor: Callable[..., Visitor]
) -> None:
    keeper.open("/organisations/memel").click("Add a project").press("Save", PROJECT)

    [one] = experiences()
    assert (one.role, one.started, one.ended, one.budget) == (
        "lead", 2003, 2005, Decimal("112400.00"),
    )  # fmt: skip
    public = visitor().open("/organisations/memel")
    for words in (
        "CLEAN: Clean ports",
        "BSR INTERREG III B",
        "Lead partner",
        "Audited nine ports.",
    ):
        assert words in public.text
    assert "112,400.00" in public.text
    [shown] = public.open("/organisations/memel.json").answer.json["projects"]
    assert (shown["acronym"], shown["budget"]) == ("CLEAN", "112400.00")

    keeper.open("/organisations/memel").click("Change Clean ports of the southern Baltic")
    keeper.press("Save", {"Acronym": "PORTS"})
    assert "PORTS: Clean ports" in keeper.text
    keeper.click("Change Clean ports of the southern Baltic").press("Remove this project")
    assert experiences() == []
    assert "Clean ports" not in keeper.text
    told = [entry.changes["experiences"] for entry in entries_of(memel) if entry.changes]
    title = PROJECT["Title of the project"]
    assert told == [[title, None], [title, title], [None, title]]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"Title of the project": ""}, "Title of the project: Please fill this in."),
        ({"First year": "2006"}, "Last year: The last year lies before the first."),
        ({"First year": "03"}, "First year: Write the year with four digits."),
        ({"Website of the project": "ports"}, "Website of the project: Write the whole address"),
    ],
)
def test_mistake_is_named(keeper: Visitor, given: dict[str, str], error: str) -> None:
    keeper.open("/organisations/memel/experience/new").press("Save", PROJECT | given)

    assert keeper.status == 422
    assert len(keeper.errors) == 1
    assert keeper.errors[0].startswith(error)


def test_project_of_a_public_source_says_so_until_it_is_changed(
    memel: Organisation, make: Make, keeper: Visitor
) -> None:
    one = make.save(
        Experience(organisation_id=memel.id, title="Lagoon", project_id="101", source="CORDIS")
    )
    assert "Source: CORDIS" in keeper.open("/organisations/memel").text

    keeper.click("Change Lagoon")
    assert "This entry was read from CORDIS." in keeper.text
    keeper.press("Save")
    assert one.source == "CORDIS"

    keeper.click("Change Lagoon").press("Save", {"What you did": "We led it."})
    assert (one.source, one.project_id) == ("", "101")
    assert "Source: CORDIS" not in keeper.text


def test_only_keepers_enter_projects(
    memel: Organisation, make: Make, visitor: Callable[..., Visitor]
) -> None:
    other = make.organisation(slug="other")
    one = make.save(Experience(organisation_id=memel.id, title="Lagoon"))
    stranger = visitor(make.member(other, Role.EDITOR))
    reader = visitor(make.member(memel, Role.VIEWER))

    for path in ("experience/new", f"experience/{one.uid}"):
        assert stranger.open(f"/organisations/memel/{path}").status == 403
        assert reader.open(f"/organisations/memel/{path}").status == 403
    # Under the address of one's own organisation the project of another does not exist.
    assert stranger.open(f"/organisations/other/experience/{one.uid}").status == 404
    assert len(experiences()) == 1

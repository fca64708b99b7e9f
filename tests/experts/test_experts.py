"""Experts: what they can do is public, who they are only with their consent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core import fulltext
from app.core.actors import Actor
from app.core.db import db
from app.core.times import localdate
from app.directory.choices import Role
from app.directory.models import Organisation
from app.experts import commands, policy, queries
from app.experts.forms import MOST_ROWS
from app.experts.models import Expert, ExpertState, RateBand
from app.experts.workflow import FLOW
from tests.making import Make
from tests.visitor import Visitor

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EXPERT = {
    "Name of the person": "Järve Kask",
    "Academic title": "Dr.",
    "Function": "Head of certification",
    "Expertise": "food safety\nports",
    "Years of experience": "12",
    "Methods": "process audit",
    "Standards": "ISO 9001\nISO 22000",
    "IAF sectors": ["3 Food products, beverages and tobacco"],
    "Activities by NACE": "10.11",
    "qualifications-0-title": "Lead auditor ISO 9001",
    "qualifications-0-body": "IRCA",
    "qualifications-0-valid_until": "2028-03-31",
    "languages-0-code": "Estonian",
    "languages-0-level": "Mother tongue",
    "languages-1-code": "Russian",
    "languages-1-level": "B2",
    "education-0-award": "PhD in chemistry",
    "education-0-institution": "Tartu",
    "education-0-year": "1999",
    "Countries worked in": ["Estonia", "Latvia"],
    "Summary": "Knows every harbour.",
    "References": "Audit of the port of Memel, 2004",
    "Availability": "5 days a month",
    "What a day costs": "EUR 400 to 600",
    "Declaration of independence, given on": "2026-01-10",
    "CV": ("cv.pdf", PDF),
}
PERSONAL = (
    "Järve",
    "Kask",
    "Head of certification",
    "Tartu",
    "Knows every harbour",
    "port of Memel",
)
RESTRICTED = ("EUR 400 to 600", "cv.pdf")
CONSENT = {"Everybody may see who it is": True, "The person agreed on": "2026-01-09"}


@pytest.fixture
def memel(make: Make) -> Organisation:
    return make.organisation(name="Memel Consult", slug="memel", city="Klaipėda")


@pytest.fixture
def keeper(make: Make, memel: Organisation, visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(make.member(memel, Role.EDITOR))


def add(keeper: Visitor, **given: Any) -> Expert:
    keeper.open("/organisations/memel").click("Add an expert").press("Save", EXPERT | given)
    assert keeper.status == 200, keeper.errors
    return db.session.scalars(sa.select(Expert)).one()


def found(text: str) -> list[int]:
    return [row[0] for row in db.session.execute(fulltext.matches("expert", text))]


def test_form_opens_however_many_rows_are_filled(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    organisation = make.organisation()
    degrees = [{"award": f"Course {n}", "institution": "", "year": None} for n in range(MOST_ROWS)]
    expert = make.save(
        Expert(organisation=organisation, name="A", expertise=["ports"], education=degrees)
    )

    page = visitor(make.member(organisation)).open(f"/experts/{expert.uid}/edit")

    assert page.status == 200


def test_expert_is_kept_as_entered(keeper: Visitor) -> None:
    expert = add(keeper)

    assert (expert.name, expert.years, expert.rate_band) == ("Järve Kask", 12, RateBand.TO_600)
    assert expert.qualifications == [
        {"title": "Lead auditor ISO 9001", "body": "IRCA", "valid_until": "2028-03-31"}
    ]
    assert expert.languages == [{"code": "et", "level": "native"}, {"code": "ru", "level": "B2"}]
    assert expert.education == [{"award": "PhD in chemistry", "institution": "Tartu", "year": 1999}]
    assert (expert.iaf_sectors, expert.nace) == ([3], ["10.11"])
    assert (expert.is_public, expert.consented_on) == (False, None)
    assert expert.declared_independent_on == date(2026, 1, 10)


def test_without_consent_the_public_sees_what_not_who(
    keeper: Visitor, visitor: Callable[..., Visitor]
) -> None:
    add(keeper)
    public = visitor().open("/organisations/memel")

    assert "Expert in food safety, ports" in public.text
    public.click("Expert in food safety, ports")
    for words in ("Lead auditor ISO 9001", "Estonian (Mother tongue)", "ISO 22000", "12 years"):
        assert words in public.text, words
    for page in (public.answer.text, visitor().open("/organisations/memel").answer.text):
        assert [words for words in (*PERSONAL, *RESTRICTED) if words in page] == []


def test_with_consent_the_public_sees_who_but_no_price(
    keeper: Visitor, visitor: Callable[..., Visitor]
) -> None:
    expert = add(keeper, **CONSENT)
    public = visitor().open(f"/experts/{expert.uid}")

    assert public.heading == "Dr. Järve Kask"
    assert [words for words in PERSONAL if words not in public.answer.text] == []
    assert [words for words in RESTRICTED if words in public.answer.text] == []
    assert public.open(f"/experts/{expert.uid}/cv").path == "/sign-in"


def test_own_people_and_the_agency_see_everything(
    keeper: Visitor, make: Make, memel: Organisation, visitor: Callable[..., Visitor]
) -> None:
    expert = add(keeper)

    for reader in (visitor(make.member(memel, Role.VIEWER)), visitor(make.staff(Role.AUDITOR))):
        text = reader.open(f"/experts/{expert.uid}").text
        assert [words for words in (*PERSONAL, *RESTRICTED) if words not in text] == []
        assert reader.open(f"/experts/{expert.uid}/cv").answer.data == PDF
    stranger = visitor(make.member(make.organisation(), Role.ADMINISTRATOR))
    assert stranger.open(f"/experts/{expert.uid}/cv").status == 403
    assert stranger.open(f"/experts/{expert.uid}/edit").status == 403


def test_consent_needs_its_day(keeper: Visitor) -> None:
    given = EXPERT | {"Everybody may see who it is": True}
    keeper.open("/organisations/memel/experts/new").press("Save", given)

    assert keeper.errors == [
        "Everybody may see who it is: Say below on which day the person agreed."
    ]
    tomorrow = (localdate() + timedelta(days=2)).isoformat()
    keeper.press("Save", {"The person agreed on": tomorrow})
    assert keeper.errors == ["The person agreed on: This day has not come yet."]
    assert "cv.pdf" in keeper.text


def test_consent_can_be_taken_back(keeper: Visitor) -> None:
    expert = add(keeper, **CONSENT)
    assert found("Kask") == [expert.id]

    keeper.click("Change the entry").press("Save", {"Everybody may see who it is": False})

    assert (expert.is_public, expert.consented_on) == (False, None)
    assert found("Kask") == found("Tartu") == found("harbour") == []


def test_database_keeps_names_from_the_public_without_consent(
    make: Make, memel: Organisation
) -> None:
    with pytest.raises(IntegrityError):
        make.save(Expert(organisation_id=memel.id, name="A", is_public=True))
    db.session.rollback()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"qualifications-1-body": "IRCA"}, "Say what the qualification is."),
        ({"languages-0-level": ""}, "Say how well the person speaks it."),
        ({"education-1-institution": "Riga"}, "Say what it was."),
        ({"Activities by NACE": "food"}, "“food” is no code of NACE. Write for example 71.20."),
        ({"Years of experience": "90"}, "At most 70 years."),
    ],
)
def test_mistake_is_named(keeper: Visitor, given: dict[str, str], error: str) -> None:
    keeper.open("/organisations/memel/experts/new").press("Save", EXPERT | given)

    assert keeper.status == 422
    assert [found.partition(": ")[2] for found in keeper.errors] == [error]


def test_withdrawn_expert_is_gone_for_the_public_and_may_come_back(
    keeper: Visitor, visitor: Callable[..., Visitor]
) -> None:
    expert = add(keeper)
    assert found("ISO 22000") == [expert.id]

    keeper.open(f"/experts/{expert.uid}").press("Withdraw the expert")
    assert expert.state == ExpertState.WITHDRAWN
    assert found("ISO 22000") == []
    assert queries.experts([expert.id]) == {}
    assert visitor().open(f"/experts/{expert.uid}").status == 404
    assert "Expert" not in visitor().open("/organisations/memel").text
    assert "Järve Kask" in keeper.open("/organisations/memel").text

    keeper.open(f"/experts/{expert.uid}").press("Offer the expert again")
    assert found("ISO 22000") == [expert.id]
    assert list(queries.experts([expert.id])) == [expert.id]


def test_expert_of_an_unlisted_organisation_is_not_found(
    keeper: Visitor, memel: Organisation, visitor: Callable[..., Visitor]
) -> None:
    expert = add(keeper)
    memel.is_listed = False
    db.session.commit()

    assert queries.experts([expert.id]) == {}
    assert visitor().open(f"/experts/{expert.uid}").status == 404


def test_who_is_offered_what() -> None:
    expert = Expert(organisation_id=1, organisation=Organisation(id=1, is_listed=True))
    actors = {
        "visitor": Actor.ANONYMOUS,
        "viewer": Actor(id=1, roles=frozenset({(1, "viewer")})),
        "editor": Actor(id=2, roles=frozenset({(1, "editor")})),
        "officer": Actor(id=3, roles=frozenset({(9, "officer")}), duties=frozenset({"officer"})),
    }
    for state, moves in ((ExpertState.OFFERED, "withdraw"), (ExpertState.WITHDRAWN, "offer")):
        expert = Expert(organisation_id=1, organisation=Organisation(is_listed=True), state=state)
        offered = {
            name: " ".join(offer.move.name for offer in FLOW.offers(expert, actor))
            for name, actor in actors.items()
        }
        assert offered == {"visitor": "", "viewer": "", "editor": moves, "officer": ""}
        seen = [name for name, actor in actors.items() if policy.view.allows(actor, expert)]
        assert seen == [name for name in actors if name != "visitor" or moves == "withdraw"]


def test_profile_takes_as_many_statements_with_thirty_experts(
    make: Make,
    memel: Organisation,
    visitor: Callable[..., Visitor],
    counting: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    reader, counts = visitor(), []
    for number in (1, 29):
        for n in range(number):
            commands.add(memel, Actor.SYSTEM, {"name": f"P{n}", "expertise": ["audit"]}, None)
        db.session.commit()
        reader.open("/organisations/memel")
        with counting() as statements:
            reader.open("/organisations/memel")
        counts.append(len(statements))

    assert counts[0] == counts[1]

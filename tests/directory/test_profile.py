"""The profile of an organisation: what registering asks, what may wait, who sees what."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from app.core.db import db
from app.directory.choices import Kind, PartnerRole, ProfileState, Role
from app.directory.completeness import WISHES, completeness
from app.directory.models import Experience, Organisation
from app.programmes.vocabularies import LegalStatus
from tests.making import Make
from tests.visitor import Visitor

WHOLE = {
    "Name in English": "Memel Advice",
    "Abbreviation": "MEMEL",
    "Department": "Department of laboratories",
    "Legal status": "Governed by public law",
    "What makes it a body governed by public law": ["a", "b", "c"],
    "How many people work there": "26 – 50",
    "Founded in the year": "1994",
    "Country": "Lithuania",
    "Region": "LT023",
    "City": "Klaipėda",
    "Website": "https://memel.example",
    "Registration number": "304151376",
    "Register": "Registrų centras",
    "PIC": "999 988 776",
    "VAT number; in Russia the INN": "LT 119511515",
    "Do you get VAT back that you pay in a project?": "No",
    "Another identifier: what it is": "EORI",
    "The identifier itself": "LT119511515",
    "What you do and what you bring": "We test water.",
    "Expertise": "water analysis",
    "Themes": ["water-management"],
    "Activities by NACE": "M71.20 Technical testing\n72.19",
    "Languages you work in": ["Lithuanian", "Russian"],
    "Countries you work in": ["Latvia", "Russia"],
    "Competences that you bring to a project": "Twelve chemists.",
    "What you look for in a project": "A seat beside a university.",
    "Experience with EU projects, in words": "Four since 2004.",
    "Roles you would take": ["Project partner"],
    "Free for projects from": "2027-01-15",
    "Street and number": "Liepų 1",
    "Postcode": "92114",
    "E-mail of the organisation": "office@memel.example",
    "Telephone": "+370 46 000000",
}
PRIVATE = ("Liepų 1", "92114", "office@memel.example", "+370 46 000000")


@pytest.fixture
def memel(make: Make) -> Organisation:
    return make.organisation(
        name="Memel Consult", slug="memel", city="Vilnius", description="Before."
    )


@pytest.fixture
def keeper(make: Make, memel: Organisation, visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(make.member(memel, Role.EDITOR, name="Ada"))


def test_whole_profile_is_kept_and_shown(
    memel: Organisation, keeper: Visitor, make: Make, visitor: Callable[..., Visitor]
) -> None:
    programme = make.programme(name="BSR")
    chosen = {"Programmes you want to take part in": [programme.name_in("en")]}

    keeper.open("/organisations/memel/edit").press("Save", WHOLE | chosen)

    assert keeper.path == "/organisations/memel", keeper.errors
    assert (memel.pic, memel.vat, memel.nace) == ("999988776", "LT119511515", ["71.20", "72.19"])
    assert (memel.region_code, memel.region) == ("LT023", "Klaipėdos apskritis")
    assert (memel.legal_status, memel.public_law_tests) == (
        LegalStatus.PUBLIC_EQUIVALENT,
        ["a", "b", "c"],
    )
    assert memel.staff_band == "26-50"
    assert memel.roles_willing == [PartnerRole.PARTNER]
    assert memel.interest_programmes == [programme.slug]
    seen = visitor().open("/organisations/memel").text
    for words in (
        "Department of laboratories",
        "Founded in 1994",
        "Klaipėdos apskritis",
        "999988776",
        "Lithuanian, Russian",
        "Water management",
        "71.20 Technical testing and analysis",
        "Twelve chemists.",
        "A seat beside a university.",
        "15 January 2027",
        "26 – 50",
        "Open for projects",
    ):
        assert words in seen, words


def test_private_facts_are_for_its_people_and_the_agency(
    memel: Organisation, keeper: Visitor, make: Make, visitor: Callable[..., Visitor]
) -> None:
    keeper.open("/organisations/memel/edit").press("Save", WHOLE)
    private = [*PRIVATE, "VAT numberLT119511515"]
    stranger = visitor(make.member(make.organisation(), Role.ADMINISTRATOR))

    for reader in (keeper, visitor(make.staff(Role.AUDITOR))):
        text = reader.open("/organisations/memel").text
        assert [words for words in private if words not in text] == []
    for reader in (visitor(), stranger):
        text = reader.open("/organisations/memel").text
        assert [words for words in private if words in text] == []
    shown = visitor().open("/organisations/memel.json").answer.json
    assert (shown["pic"], shown["region_code"], shown["founded"]) == ("999988776", "LT023", 1994)
    assert not {"vat", "vat_recovery", "street", "postcode", "email", "phone", "notes"} & set(shown)


def test_editing_never_takes_a_profile_from_the_public(
    memel: Organisation, keeper: Visitor, visitor: Callable[..., Visitor]
) -> None:
    keeper.open("/organisations/memel/edit").press("Save", WHOLE)

    assert (memel.state, memel.is_listed) == (ProfileState.VERIFIED, True)
    assert visitor().open("/organisations/memel").status == 200


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"PIC": "12345"}, "PIC: A PIC has 9 digits, for example 999999999."),
        (
            {"VAT number; in Russia the INN": "LT119511516"},
            "VAT number; in Russia the INN: The digits of this VAT number do not fit together: one "
            "may be wrong, or two have changed places. Please compare it with your papers.",
        ),
        (
            {"Activities by NACE": "71.20\n99.99"},
            "Activities by NACE: “99.99” is no code of NACE. Write for example 71.20.",
        ),
        (
            {"Founded in the year": "94"},
            "Founded in the year: Write the year with four digits, ",
        ),
        (
            {"Website": "memel.example"},
            "Website: Write the whole address, for example https://www.example.org.",
        ),
        (
            {"What makes it a body governed by public law": ["a", "b", "c"]},
            "What makes it a body governed by public law: These are only for the legal status "
            "“Governed by public law”.",
        ),
        (
            {
                "Legal status": "Governed by public law",
                "What makes it a body governed by public law": ["a", "b"],
            },
            "What makes it a body governed by public law: A body governed by public law meets all "
            "three; otherwise choose another status.",
        ),
        (
            {"The identifier itself": "47-11"},
            "The identifier itself: Say what kind of identifier this is, in the field before.",
        ),
        (
            {"Country": "Sweden", "Region": "LT023"},
            "Region: This region is not in Sweden: choose it anew.",
        ),
        ({"Abbreviation": "LONGER THAN FIFTEEN"}, "Abbreviation: "),
    ],
)
def test_mistake_is_named_and_nothing_is_lost(
    memel: Organisation, keeper: Visitor, given: dict[str, Any], error: str
) -> None:
    keeper.open("/organisations/memel/edit").press("Save", {"City": "Palanga"} | given)

    assert keeper.status == 422
    assert [found for found in keeper.errors if found.startswith(error)] == keeper.errors != []
    assert 'value="Palanga"' in keeper.answer.text
    assert memel.city == "Vilnius"


def test_errors_stand_in_the_order_of_the_page(keeper: Visitor) -> None:
    given = {"PIC": "1", "Abbreviation": "LONGER THAN FIFTEEN", "Website": "x", "City": ""}
    keeper.open("/organisations/memel/edit").press("Save", given)

    assert [error.partition(":")[0] for error in keeper.errors] == [
        "Abbreviation", "City", "Website", "PIC",
    ]  # fmt: skip


def test_pic_belongs_to_one_organisation(make: Make, keeper: Visitor) -> None:
    make.organisation(pic="999988776")

    keeper.open("/organisations/memel/edit").press("Save", PIC="999988776")

    assert keeper.errors == [
        "PIC: Another organisation in the directory has this PIC. Ask the agency."
    ]


def test_pic_that_stays_is_no_double(memel: Organisation, keeper: Visitor) -> None:
    for _ in range(2):
        keeper.open("/organisations/memel/edit").press("Save", PIC="999988776")
    assert keeper.status == 200
    keeper.open("/organisations/memel/edit").press("Save", PIC="")

    assert memel.pic is None


def test_doubts_are_said_and_stop_nothing(make: Make, visitor: Callable[..., Visitor]) -> None:
    tallinn = make.organisation(slug="tallinn", country="EE", city="Tallinn", description="x")
    keeper = visitor(make.member(tallinn, Role.EDITOR))

    keeper.open("/organisations/tallinn/edit").press("Save", {"Registration number": "12345679"})
    assert "does not look like one of Estonia" in keeper.text
    assert tallinn.registration_number == "12345679"

    keeper.open("/organisations/tallinn/edit")
    keeper.press("Save", {"Country": "Ukraine", "VAT number; in Russia the INN": "123456789012"})
    assert "no rule is known for Ukraine" in keeper.text
    assert tallinn.vat == "123456789012"


def test_region_goes_with_the_country(memel: Organisation, keeper: Visitor) -> None:
    keeper.open("/organisations/memel/edit").press("Save", WHOLE)
    keeper.open("/organisations/memel/edit").press("Save", {"Country": "Sweden", "Region": ""})

    assert (memel.country, memel.region_code, memel.region) == ("SE", "", "")


def test_large_region_stands_before_its_small_ones(keeper: Visitor) -> None:
    keeper.open("/organisations/memel/edit")
    offered = [option.get_text() for option in keeper.page.select("#region_code option")]

    assert offered[1:4] == [
        "Sostinės regionas",
        "– Vilniaus apskritis",
        "Vidurio ir vakarų Lietuvos regionas",
    ]


def test_what_is_missing_is_listed_with_its_reason(
    memel: Organisation, keeper: Visitor, visitor: Callable[..., Visitor]
) -> None:
    keeper.open("/organisations/memel")
    assert "2 of 13" in keeper.text
    assert "Website Partners look you up before they write." in keeper.text
    linked = [str(a["href"]) for a in keeper.page.select(".wishes a[href*='/edit#']")]
    assert "How complete it is" not in visitor().open("/organisations/memel").text

    keeper.open("/organisations/memel/edit")
    anchors = [href.partition("#")[2] for href in linked]
    assert [one for one in anchors if keeper.page.find(id=one) is None] == []
    keeper.press("Save", WHOLE)
    assert "13 of 13" in keeper.text


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.field)
def test_each_wish_can_be_met(wish: Any) -> None:
    empty = Organisation(
        name="A", kind=Kind.OTHER, legal_status=LegalStatus.PUBLIC_EQUIVALENT, experiences=[]
    )
    assert wish in completeness(empty).lacks

    value = [Experience(title="x")] if wish.field == "experiences" else ["x"]
    setattr(empty, wish.field, value)

    assert wish not in completeness(empty).lacks


def test_notes_are_between_the_agency_and_itself(
    memel: Organisation, keeper: Visitor, make: Make, visitor: Callable[..., Visitor]
) -> None:
    officer = visitor(make.staff(Role.OFFICER)).open("/organisations/memel")
    officer.click("Write a note").press("Save", {"Notes of the agency": "Met them in Riga."})

    assert "Met them in Riga." in officer.text
    assert (
        "Met them in Riga." in visitor(make.staff(Role.AUDITOR)).open("/organisations/memel").text
    )
    for reader in (keeper, visitor()):
        assert "Met them in Riga." not in reader.open("/organisations/memel").answer.text
    assert keeper.open("/organisations/memel/notes").status == 403
    assert visitor(make.staff(Role.AUDITOR)).open("/organisations/memel/notes").status == 403
    assert "Met them" not in str(visitor().open("/organisations/memel.json").answer.json)


def test_profile_takes_as_many_statements_with_thirty_projects(
    memel: Organisation,
    make: Make,
    visitor: Callable[..., Visitor],
    counting: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    reader = visitor()
    counts = []
    for number in (1, 29):
        db.session.add_all(
            Experience(organisation_id=memel.id, title=f"Project {number}.{n}", ended=2000 + n)
            for n in range(number)
        )
        db.session.commit()
        reader.open("/organisations/memel")  # what is read once a process is read
        with counting() as statements:
            reader.open("/organisations/memel")
        counts.append(len(statements))

    assert counts[0] == counts[1]
    assert "22 more projects" in reader.text

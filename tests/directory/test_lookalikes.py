"""Hints at entries that are there already: when registering, and by one's mailbox."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from app.core.db import db
from app.directory import commands
from app.directory.choices import Kind, ProfileState
from app.directory.duplicates import Reason, facts
from app.directory.lookalikes import lookalikes, unclaimed_of
from app.directory.models import Organisation
from tests.making import Make
from tests.visitor import Visitor

FORM = {
    "name": "Jarve Sertifitseerimine OU",
    "kind": "Consultancy",
    "partner_type": "SME",
    "legal_status": "Private",
    "country": "Estonia",
    "city": "Tallinn",
    "description": "We certify.\nIn two lines.",
}


def entered(name: str, country: str = "EE", **given: object) -> Organisation:
    organisation = commands.enter(
        {"name": name, "country": country, "kind": Kind.OTHER, "state": ProfileState.UNCLAIMED}
        | given
    )
    db.session.commit()
    return organisation


def test_lookalikes_are_found_by_name_domain_and_number_with_their_reasons(make: Make) -> None:
    make.organisation(name="Quite another")
    same = entered("Järve Sertifitseerimine")
    near = entered("Järva Sertifitseerimine")
    site = entered("Something else", website="https://www.jarve.ee/en")
    entered("Järve Sertifitseerimine", "LV", state=ProfileState.DRAFT)

    found = lookalikes(facts(None, "EE", "JARVE SERTIFITSEERIMINE OÜ", website="jarve.ee"))

    assert [(one.id, hint.reasons) for one, hint in found] == [
        (same.id, (Reason.NAME,)),
        (site.id, (Reason.DOMAIN,)),
        (near.id, (Reason.NEAR_NAME,)),
    ]


def test_lookalikes_take_three_statements_whatever_is_found(
    make: Make, counting: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    entry = facts(None, "EE", "Järve Sertifitseerimine")
    counts = []
    for _ in range(2):
        for _ in range(5):
            entered("Järve Sertifitseerimine")
        with counting() as statements:
            assert lookalikes(entry)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 4


def test_registering_asks_whether_it_is_an_entry_that_is_there_and_loses_nothing(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    entered("Järve Sertifitseerimine", city="Tallinn")
    person = visitor(make.user())

    person.open("/organisations/new").press("Register it", FORM)
    assert person.heading == "Is it one of these?"
    assert "The same name, apart from spelling and legal form" in person.text
    assert db.session.query(Organisation).count() == 1

    person.press("Back to what I typed")
    assert person.heading == "Register your organisation"
    assert person.page.find("textarea", {"name": "description"}).text.strip() == FORM["description"]

    person.press("Register it").press("No, it is another organisation: register it")
    assert person.heading == FORM["name"]
    assert "In two lines." in person.text


def test_mailbox_of_the_website_is_offered_the_unclaimed_entry_and_a_public_one_is_not(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    entered("Järve Sertifitseerimine", website="https://jarve.ee")
    entered("Mail Provider", website="https://mail.ru")

    theirs = visitor(make.user(email="mari@office.jarve.ee")).open("/organisations/new")
    anybodys = visitor(make.user(email="mari@mail.ru")).open("/organisations/new")

    assert "Is this your organisation?" in theirs.text
    assert "Järve Sertifitseerimine" in theirs.text
    assert "Is this your organisation?" not in anybodys.text
    assert unclaimed_of("") == []

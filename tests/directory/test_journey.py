"""From a registered organisation to a verified one with a verified accreditation."""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlalchemy as sa

from app.core.db import db
from app.core.times import localdate
from app.directory.choices import ProfileState, Role
from app.directory.models import Organisation
from app.inbox.models import Message
from tests.making import Make
from tests.visitor import Visitor

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PROFILE = {
    "Name, as it is registered": "Öresund Certification AB",
    "What it is": "Certification body",
    "Type of partner": "Enterprise, except SME",
    "Legal status": "Private",
    "Country": "Sweden",
    "City": "Malmö",
    "E-mail of the organisation": "office@oresund.example",
    "What you do and what you bring": "We certify quality management systems in ports.",
    "Expertise": "quality management\nfood safety",
    "Languages you work in": ["English", "Swedish"],
}
ACCREDITATION = {
    "Accredited to": "ISO/IEC 17021-1",
    "For": "ISO 9001\nISO 14001",
    "Certificate number": "1234-Q",
    "Accreditation body": "SWEDAC",
    "Valid from": "2024-01-01",
    "Valid until": f"{localdate().year + 2}-12-31",
    "IAF sectors": ["3 Food products, beverages and tobacco"],
    "Certificate": ("certificate.pdf", PDF),
}


def subjects(address: str) -> list[str]:
    db.session.expire_all()
    return list(
        db.session.scalars(
            sa.select(Message.subject).where(Message.address == address).order_by(Message.id)
        )
    )


def test_organisation_is_registered_verified_and_found(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    ada, officer = make.user(name="Ada"), make.staff(Role.OFFICER)
    keeper, staff, public = visitor(ada), visitor(officer), visitor()

    keeper.open("/organisations/mine").click("Register your organisation", within="You do not")
    keeper.press("Register it", PROFILE)
    assert keeper.heading == "Öresund Certification AB"
    assert public.open("/organisations/oresund-certification-ab").status == 404
    keeper.click("Add an accreditation").press("Save", ACCREDITATION)
    assert "Evidence filed" in keeper.text
    keeper.press("Send for verification")
    assert "Waits for verification" in keeper.text
    assert subjects(officer.email) == [
        "[Action needed] Öresund Certification AB waits for verification"
    ]

    staff.open("/organisations/waiting").click("Öresund Certification AB")
    staff.press("Return with a question", {"note": "Which ports?"})
    assert subjects(ada.email) == [
        "[Action needed] Öresund Certification AB: a question about your profile"
    ]
    keeper.open("/organisations/mine").click("Change the profile")
    keeper.press("Save", {"What you do and what you bring": "We certify in the port of Malmö."})
    keeper.press("Send for verification")
    staff.open("/organisations/oresund-certification-ab").press("Verify the profile")
    staff.click("ISO/IEC 17021-1").press("Verify the accreditation")
    assert subjects(ada.email)[1:] == [
        "Öresund Certification AB is verified",
        "Öresund Certification AB: ISO/IEC 17021-1 is verified",
    ]

    public.open("/organisations?q=malmo")
    assert "1 organisation matches" in public.text
    public.click("Öresund Certification AB")
    assert "We certify in the port of Malmö." in public.text
    assert "Ada" not in public.answer.text
    assert not re.search(r"\w@\w", public.answer.text)
    assert (
        public.open("/organisations?standard=ISO+14001").text.count("1 organisation matches") == 1
    )


def test_profile_stays_public_while_it_is_changed(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    organisation = make.organisation(name="Memel Consult", city="Klaipėda", description="Before.")
    keeper = visitor(make.member(organisation, Role.EDITOR, name="Ada"))
    staff = visitor(make.staff(Role.AUDITOR))

    keeper.open(f"/organisations/{organisation.slug}/edit")
    keeper.press("Save", {"What you do and what you bring": "After."})

    assert organisation.state == ProfileState.VERIFIED
    assert "After." in visitor().open(f"/organisations/{organisation.slug}").text
    seen = staff.open(f"/organisations/{organisation.slug}").text
    assert "Profile changed" in seen
    assert "Ada · What you do and what you bring" in seen
    assert "History" not in visitor().open(f"/organisations/{organisation.slug}").text


def test_profile_that_lacks_something_cannot_be_sent(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    organisation = make.organisation(state=ProfileState.DRAFT, verified_at=None, city="")
    keeper = visitor(make.member(organisation, Role.EDITOR))

    keeper.open(f"/organisations/{organisation.slug}")

    assert "The city is missing." in keeper.text


def test_two_who_edit_the_same_version_do_not_overwrite_each_other(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    organisation = make.organisation(city="Vilnius", description="Before.")
    first = visitor(make.member(organisation, Role.EDITOR)).open(
        f"/organisations/{organisation.slug}/edit"
    )
    second = visitor(make.member(organisation, Role.EDITOR)).open(
        f"/organisations/{organisation.slug}/edit"
    )

    first.press("Save", {"City": "Kaunas"})
    second.press("Save", {"City": "Klaipėda"})

    assert second.status == 409
    assert "Klaipėda" in second.text
    assert organisation.city == "Kaunas"


def test_second_organisation_of_the_same_name_has_a_slug_of_its_own(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    keeper = visitor(make.user())
    for _ in range(2):
        keeper.open("/organisations/new").press("Register it", PROFILE)

    slugs = db.session.scalars(sa.select(Organisation.slug).order_by(Organisation.id)).all()

    assert slugs == ["oresund-certification-ab", "oresund-certification-ab-2"]


def test_verified_accreditation_that_is_changed_is_verified_again(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    organisation = make.organisation(city="Vilnius", description="Here.")
    keeper, staff = (
        visitor(make.member(organisation, Role.EDITOR)),
        visitor(make.staff(Role.REVIEWER)),
    )
    keeper.open(f"/organisations/{organisation.slug}/accreditations/new").press(
        "Save", ACCREDITATION
    )
    staff.open(f"/organisations/{organisation.slug}").click("ISO/IEC 17021-1").press(
        "Verify the accreditation"
    )
    assert "Verified" in staff.text

    keeper.open(f"/organisations/{organisation.slug}").click("ISO/IEC 17021-1").click("Change it")
    keeper.press("Save", {"Certificate number": "9999-Q"})

    assert "Evidence filed" in keeper.text
    assert keeper.open(keeper.path + "/evidence").answer.data == PDF
    assert visitor().open(keeper.path).status == 404

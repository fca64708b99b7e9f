"""The form and the pages of an accreditation: all that a certificate says, and how far it is proved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import sqlalchemy as sa

from app.core.db import db
from app.core.times import localdate
from app.directory.choices import Role
from app.directory.models import Accreditation
from tests.making import Make
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
WHOLE = {
    "Accredited to": "ISO/IEC 17065",
    "For": "Mark of the house",
    "Usual standards and schemes": ["GLOBALG.A.P.: good agricultural practice"],
    "Certificate number": "N-17",
    "Accreditation body": "SWEDAC",
    "The accreditation body has signed the multilateral agreement for this scope": True,
    "First issued": "2019-02-01",
    "Valid from": "2024-01-01",
    "Valid until": f"{localdate().year + 2}-12-31",
    "Address in the register": "https://register.example/N-17",
    "Scope, in the words of the certificate": "Fruit and vegetables.",
    "Activities by NACE": "01.2 Growing of perennial crops\nC10.3",
    "Locations": "Malmö\nLund",
    "Number of the notified body": "0123",
    "Acts in force": ["2014/68/EU: Pressure equipment"],
    "Other acts you are notified for": "97/23/EC",
    "Modules of conformity assessment": ["B: EU-type examination"],
}


def only() -> Accreditation:
    db.session.expire_all()
    return db.session.scalars(sa.select(Accreditation)).one()


def test_accreditation_says_all_that_its_certificate_says(make: Make, visitor: Visit) -> None:
    organisation = make.organisation()
    keeper = visitor(make.member(organisation, Role.EDITOR))

    keeper.open(f"/organisations/{organisation.slug}/accreditations/new").press("Save", WHOLE)

    held = only()
    assert held.schemes == ["GLOBALG.A.P.", "Mark of the house"]
    assert held.legislation == ["2014/68/EU", "97/23/EC"]
    assert (held.modules, held.nando_number) == (["B"], "0123")
    assert held.nace == ["01.2", "C10.3"]
    assert held.locations == ["Malmö", "Lund"]
    assert held.first_issued == date(2019, 2, 1)
    assert held.is_mla_signatory
    page = keeper.open(f"/accreditations/{held.uid}")
    for said in ("Fruit and vegetables.", "0123", "Lund", "2014/68/EU: Pressure equipment",
                 "Growing of perennial crops", "B: EU-type examination"):  # fmt: skip
        assert said in page.text
    assert "Declared: the organisation says so; no certificate has been uploaded." in page.text

    told = visitor().open(f"/organisations/{organisation.slug}.json").answer.get_json()
    (public,) = told["accreditations"]
    assert public["nando_number"] == "0123"
    assert public["legislation"] == ["2014/68/EU", "97/23/EC"]
    assert public["first_issued"] == "2019-02-01"
    assert public["verified_at"] is None


def test_edit_shows_listed_ones_as_ticks_and_keeps_everything(make: Make, visitor: Visit) -> None:
    organisation = make.organisation()
    held = make.accreditation(
        organisation, schemes=["ISO 9001", "Mark of the house"], legislation=["97/23/EC"]
    )
    keeper = visitor(make.member(organisation, Role.EDITOR))

    page = keeper.open(f"/accreditations/{held.uid}/edit")
    area = page.page.select_one("textarea[name=schemes]")
    assert area is not None
    assert area.text.strip() == "Mark of the house"
    ticked = page.page.select("input[name=listed_schemes][checked]")
    assert [box["value"] for box in ticked] == ["ISO 9001"]
    page.press("Save")

    assert only().schemes == ["ISO 9001", "Mark of the house"]
    assert only().legislation == ["97/23/EC"]


def test_wrong_values_are_explained(make: Make, visitor: Visit) -> None:
    organisation = make.organisation()
    keeper = visitor(make.member(organisation, Role.EDITOR))
    wrong = WHOLE | {
        "Number of the notified body": "12",
        "Activities by NACE": "99.99 Nothing",
        "First issued": "2025-01-01",
        "Address in the register": "register",
    }

    page = keeper.open(f"/organisations/{organisation.slug}/accreditations/new")
    page.press("Save", wrong)

    assert page.status == 422
    assert "The number of a notified body has four digits, for example 0123." in page.text
    assert "“99.99 Nothing” is no code of NACE." in page.text
    assert "It was issued first after it became valid." in page.text
    assert "Write the whole address" in page.text


def test_suggestions_are_of_the_vocabularies(make: Make, visitor: Visit) -> None:
    organisation = make.organisation()
    keeper = visitor(make.member(organisation, Role.EDITOR))

    page = keeper.open(f"/organisations/{organisation.slug}/accreditations/new").page

    standards = [one["value"] for one in page.select("#standards-known option")]
    assert "ISO/IEC 17021-1" in standards
    assert "ISO 9001" not in standards
    assert "EN 45012" not in standards
    assert "DAkkS" in [one["value"] for one in page.select("#bodies-known option")]


def test_staff_read_who_verified_it_and_others_when(make: Make, visitor: Visit) -> None:
    officer = make.staff(Role.OFFICER, name="Olga Officer")
    organisation = make.organisation()
    held = make.accreditation(organisation, verified_by_id=officer.id)
    way = f"/accreditations/{held.uid}"

    assert "Verified: Olga Officer compared it" in visitor(officer).open(way).text
    keeper = visitor(make.member(organisation, Role.EDITOR)).open(way)
    assert "Verified: the agency compared it" in keeper.text
    assert "Olga" not in keeper.text


def test_accreditation_that_ends_leads_to_its_renewal(make: Make, visitor: Visit) -> None:
    organisation = make.organisation()
    held = make.accreditation(organisation, valid_until=localdate() + timedelta(days=20))
    keeper = visitor(make.member(organisation, Role.EDITOR))

    page = keeper.open(f"/accreditations/{held.uid}").click("Enter the renewal")
    page.press("Save", {"Valid until": f"{localdate().year + 4}-01-31"})

    assert only().valid_until == date(localdate().year + 4, 1, 31)

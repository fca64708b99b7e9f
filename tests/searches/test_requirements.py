"""What a slot asks of an organisation, compared with its profile: outcomes and reasons."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from app.directory.choices import AccreditationState, Kind, PartnerRole
from app.directory.models import Accreditation, Organisation
from app.programmes.rules import parse, shipped
from app.searches.models import PartnerSearch, Slot
from app.searches.requirements import Outcome, Requirement, needed, requirements

DAY = date(2026, 5, 1)
END = date(2028, 5, 1)
MET, OPEN, MISSED = Outcome.MET, Outcome.OPEN, Outcome.MISSED


def organisation(**given: Any) -> Organisation:
    facts: dict[str, Any] = {
        "country": "LV",
        "kind": Kind.CONSULTANCY,
        "partner_type": "sme",
        "languages": ["lv", "en"],
        "accreditations": [],
    }
    return Organisation(**facts | given)


def slot(**given: Any) -> Slot:
    lists = (
        *("kinds", "partner_types", "countries", "standards", "iaf_sectors", "nace"),
        *("legislation", "modules", "languages"),
    )
    facts: dict[str, Any] = {name: [] for name in lists}
    facts |= {"accreditation_required": False, "role": PartnerRole.PARTNER}
    return Slot(**facts | given)


def accreditation(state: AccreditationState, **given: Any) -> Accreditation:
    facts: dict[str, Any] = {
        "standard": "ISO/IEC 17021-1",
        "schemes": ["ISO 9001:2015"],
        "certificate_number": "C-1",
        "iaf_sectors": [3],
        "valid_from": DAY,
        "valid_until": END,
    }
    return Accreditation(state=state, **facts | given)


VERIFIED = AccreditationState.VERIFIED


def outcomes(of: Slot, by: Organisation, on: date = DAY) -> list[Outcome]:
    return [item.outcome for item in requirements(of, by, on)]


def one(found: list[Requirement]) -> Requirement:
    (requirement,) = found
    return requirement


def test_slot_that_asks_for_nothing_has_no_requirements(app: Flask) -> None:
    assert requirements(slot(), organisation(), DAY) == []


def test_each_fact_is_compared(app: Flask) -> None:
    asks = slot(
        countries=["EU", "NO"],
        kinds=["consultancy"],
        partner_types=["sme", "egtc"],
        languages=["ru", "en"],
    )

    found = requirements(asks, organisation(), DAY)
    assert [(item.key, item.outcome, item.is_hard) for item in found] == [
        ("country", MET, True),
        ("kind", MET, True),
        ("partner-type", MET, True),
        ("language", MET, True),
    ]
    other = organisation(country="RU", kind=Kind.SME, partner_type="", languages=["de"])
    assert outcomes(asks, other) == [MISSED, MISSED, OPEN, MISSED]
    assert outcomes(asks, organisation(languages=[]))[3] == OPEN
    assert outcomes(asks, organisation(), date(2004, 4, 30))[0] == MISSED


def test_reasons_speak_of_the_profile_and_to_nobody(app: Flask) -> None:
    asks = slot(kinds=["sme"], standards=["ISO 9001"], accreditation_required=True)

    assert [item.reason for item in requirements(asks, organisation(), DAY)] == [
        "The profile says: Consultancy.",
        "The profile has no such accreditation.",
    ]


@pytest.mark.parametrize(
    ("held", "outcome"),
    [
        ([], MISSED),
        ([accreditation(VERIFIED)], MET),
        ([accreditation(AccreditationState.EVIDENCED)], OPEN),
        ([accreditation(AccreditationState.DECLARED)], OPEN),
        ([accreditation(AccreditationState.SUSPENDED)], MISSED),
        ([accreditation(VERIFIED, valid_from=date(2020, 1, 1), valid_until=DAY)], MISSED),
        ([accreditation(AccreditationState.SUSPENDED), accreditation(VERIFIED)], MET),
        ([accreditation(VERIFIED, schemes=["ISO 14001"])], MISSED),
    ],
)
def test_accreditation_is_needed_verified_and_through_all_days(
    app: Flask, held: list[Accreditation], outcome: Outcome
) -> None:
    asks = slot(standards=["ISO 9001"], accreditation_required=True)

    found = one(requirements(asks, organisation(accreditations=held), DAY, date(2027, 1, 1)))

    assert (found.key, found.outcome, found.is_hard) == ("accreditation", outcome, True)


def test_standard_and_sector_have_to_stand_on_one_certificate(app: Flask) -> None:
    asks = slot(standards=["ISO 9001"], iaf_sectors=[3, 4], accreditation_required=True)
    held = [
        accreditation(VERIFIED),
        accreditation(VERIFIED, schemes=["ISO 14001"], iaf_sectors=[4], certificate_number="C-2"),
    ]

    found = one(requirements(asks, organisation(accreditations=held), DAY))
    assert found.outcome == MISSED
    assert found.reason == "Certificate C-1 does not cover IAF 4 Textiles and textile products."

    held[1].schemes = ["ISO 9001"]
    assert one(requirements(asks, organisation(accreditations=held), DAY)).outcome == MET


def test_certificate_has_to_be_valid_in_the_country_that_makes_it_fit(app: Flask) -> None:
    held = [accreditation(VERIFIED, countries=["EE"])]
    by = organisation(accreditations=held)

    anywhere = slot(standards=["ISO 9001"], accreditation_required=True)
    assert outcomes(anywhere, by) == [MET]
    anywhere.countries = ["EU"]
    assert outcomes(anywhere, by) == [MET, MISSED]


def test_standard_without_accreditation_is_to_be_told(app: Flask) -> None:
    asks = slot(standards=["ISO 9001"])

    found = one(requirements(asks, organisation(), DAY))
    assert (found.key, found.outcome, found.is_hard) == ("experience", OPEN, False)
    assert found.reason == "To be told in the answer."
    holder = organisation(accreditations=[accreditation(VERIFIED)])
    assert one(requirements(asks, holder, DAY, date(2030, 1, 1))).outcome == MET


def test_country_takes_part_by_the_rules_of_the_day(app: Flask) -> None:
    rules = {str(document["slug"]): parse(document) for document in shipped()}
    today = rules["interreg-bsr-2021-27"]
    partner, associated = slot(), slot(role=PartnerRole.ASSOCIATED)

    def found(of: Slot, country: str, on: date) -> Outcome:
        by = organisation(country=country)
        requirement = one(requirements(of, by, on, rules=today))
        assert (requirement.key, requirement.is_hard) == ("programme", True)
        return requirement.outcome

    assert found(partner, "LV", DAY) == MET
    assert found(partner, "RU", DAY) == MISSED
    assert found(associated, "RU", DAY) == MISSED
    assert found(partner, "BR", DAY) == OPEN


@pytest.mark.parametrize(
    ("facts", "period"),
    [
        ({}, (DAY, None)),
        ({"duration_months": 10}, (DAY, date(2027, 3, 1))),
        (
            {"duration_months": 18, "deadline_at": datetime(2026, 8, 31, 12, tzinfo=UTC)},
            (DAY, date(2028, 2, 29)),
        ),
        (
            {
                "duration_months": 24,
                "deadline_at": datetime(2026, 8, 31, tzinfo=UTC),
                "rules_as_of": date(2006, 6, 1),
            },
            (date(2006, 6, 1), date(2008, 6, 1)),
        ),
        (
            {"duration_months": 1, "deadline_at": datetime(2020, 1, 1, tzinfo=UTC)},
            (DAY, date(2026, 6, 1)),
        ),
        (
            {"duration_months": 12, "deadline_at": datetime(2026, 12, 31, tzinfo=UTC)},
            (DAY, date(2027, 12, 31)),
        ),
    ],
)
def test_partners_are_needed_to_the_planned_end(
    facts: dict[str, Any], period: tuple[date, date | None]
) -> None:
    assert needed(PartnerSearch(**facts), DAY) == period


def conflicts_of(asks: Slot, by: Organisation, *also: Slot) -> list[str]:
    found = requirements(asks, by, DAY, also=also)
    assert not any(item.is_hard for item in found if item.key == "impartiality")
    return [item.reason for item in found if item.key == "impartiality"]


def test_body_that_answers_for_certification_and_for_advice_is_not_impartial(app: Flask) -> None:
    certification = slot(kinds=["certification-body"])
    advice = slot(kinds=["consultancy"])
    training = slot(kinds=["university"])
    body = organisation(kind=Kind.UNIVERSITY)

    assert conflicts_of(certification, body) == []
    assert conflicts_of(certification, body, training) == []
    (reason,) = conflicts_of(certification, body, advice)
    assert reason.startswith("A body that advises a client on its management system")
    assert conflicts_of(advice, body, certification) == [reason]


def test_certification_body_cannot_offer_advice(app: Flask) -> None:
    advice = slot(kinds=["consultancy"])
    sentence = "A certification body for management systems cannot offer consultancy on them."

    assert conflicts_of(advice, organisation()) == []
    assert conflicts_of(advice, organisation(kind=Kind.CERTIFICATION_BODY)) == [sentence]
    accredited = organisation(accreditations=[accreditation(VERIFIED)])
    assert conflicts_of(advice, accredited) == [sentence]
    laboratory = organisation(accreditations=[accreditation(VERIFIED, standard="ISO/IEC 17025")])
    assert conflicts_of(advice, laboratory) == []


def test_agency_cannot_certify_its_own_project(app: Flask) -> None:
    asks = slot(standards=["ISO 9001"], accreditation_required=True)

    assert conflicts_of(asks, organisation(is_agency=False)) == []
    (reason,) = conflicts_of(asks, organisation(is_agency=True))
    assert reason.startswith("A body cannot certify itself")

"""Who may take part: every check with each of its outcomes, and the Kaliningrad consortium."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.consortia.eligibility import check, check_partnership
from app.consortia.facts import (
    ASSOCIATED,
    LEAD,
    Consortium,
    FundShare,
    Member,
    PartnerBudget,
    Slot,
)
from app.consortia.findings import CHECKS, Outcome, verdict
from app.directory.scope import Scope, State
from app.programmes import rules
from app.programmes.rules import Combination, Evidence, Fact, Lead, Participation

RULES = {str(document["slug"]): rules.parse(document) for document in rules.shipped()}
III_B, BSR_2021 = RULES["bsr-interreg-iii-b"], RULES["interreg-bsr-2021-27"]
SEEN = Evidence(verified=True, source="https://example.org/manual")


def fact(value):
    return Fact(value, SEEN)


def euros(text):
    return Decimal(text)


ISO_9001 = Scope(
    "ISO/IEC 17021-1",
    ("ISO 9001",),
    iaf=frozenset({3, 19}),
    valid_from=date(2005, 1, 1),
    valid_until=date(2030, 12, 31),
)
AGENCY = Member(
    "PP1",
    "Regional Development Agency",
    "RU",
    LEAD,
    partner_type="business-support-organisation",
    legal_status="public",
    kind="business-support",
    region="RU-KGD",
    budget=PartnerBudget(
        total=euros("120000.00"),
        funds=(FundShare("TACIS", euros("90"), euros("108000.00")),),
        contribution=euros("12000.00"),
        sources=(euros("12000.00"),),
        real_office=euros("4000.00"),
    ),
)
CERTIFIER = Member(
    "PP2",
    "Certification body",
    "SE",
    partner_type="enterprise-except-sme",
    legal_status="private",
    kind="certification-body",
    accreditations=(ISO_9001,),
    budget=PartnerBudget(
        total=euros("100000.00"),
        funds=(FundShare("ERDF", euros("50"), euros("50000.00")),),
        contribution=euros("50000.00"),
        sources=(euros("30000.00"), euros("20000.00")),
    ),
)
CONSULTANCY = Member(
    "PP3",
    "Consultancy",
    "LT",
    partner_type="sme",
    legal_status="private",
    kind="consultancy",
    budget=PartnerBudget(
        total=euros("80000.00"),
        funds=(FundShare("ERDF", euros("75"), euros("60000.00")),),
        contribution=euros("20000.00"),
        sources=(euros("20000.00"),),
    ),
)
CERTIFICATION = Slot(
    "A",
    "Certification bodies",
    ("PP2",),
    kinds=("certification-body",),
    countries=("EU", "CANDIDATE"),
    accreditation_required=True,
    standards=("ISO 9001",),
    iaf=frozenset({3}),
)
KALININGRAD = Consortium(
    III_B,
    date(2006, 6, 1),
    (AGENCY, CERTIFIER, CONSULTANCY),
    (CERTIFICATION, Slot("B", "Consultants in quality management", ("PP3",))),
    ends_on=date(2008, 6, 30),
    months=24,
    estimated_budget=euros("300000.00"),
)


def with_rules(**stated):
    return replace(KALININGRAD, rules=replace(III_B, **stated))


def with_members(*members):
    return replace(KALININGRAD, members=members)


def with_slot(slot):
    return replace(KALININGRAD, slots=(slot,))


def with_accreditation(**facts):
    member = replace(CERTIFIER, accreditations=(replace(ISO_9001, **facts),))
    return with_members(AGENCY, member, CONSULTANCY)


def outcomes(consortium, check_id):
    return " ".join(one.outcome for one in check(consortium) if one.check == check_id)


def worst(consortium):
    """Map each outcome to the checks for which it is the worst."""
    found = check(consortium)
    by_check = {one.check: verdict(two for two in found if two.check == one.check) for one in found}
    return {
        outcome: " ".join(name for name, its in by_check.items() if its == outcome)
        for outcome in Outcome
    }


@pytest.mark.parametrize(
    ("rule_set", "on", "expected"),
    [
        (
            III_B,
            date(2006, 6, 1),
            {
                "pass": "E1 E2 E3 E8 E9 E10 E11 E12 E15 B1 B3 B4 B5 B6 B8 B12",
                "warn": "E7 B7 B13 B15",
                "block": "",
            },
        ),
        (
            BSR_2021,
            date(2026, 6, 1),
            {
                "pass": "E1 E7 E8 E9 E11 E12 E15 B1 B3 B4 B12",
                "warn": "B5 B7 B13 B15",
                "block": "E2 E3 E10 B6 B8",
            },
        ),
    ],
)
def test_the_kaliningrad_consortium_under_its_rules_and_under_those_of_today(
    rule_set, on, expected
):
    assert worst(replace(KALININGRAD, rules=rule_set, as_of=on)) == expected


def test_the_suspension_blocks_with_reason_and_source_and_nobody_overrides_it():
    consortium = replace(KALININGRAD, rules=BSR_2021, as_of=date(2026, 6, 1))

    [blocked] = [
        one for one in check_partnership(consortium) if (one.check, one.outcome) == ("E10", "block")
    ]

    assert blocked.message == (
        "Regional Development Agency (Russia): this country's participation in the programme is "
        "suspended on 1 June 2026."
    )
    assert blocked.citation == "https://interreg-baltic.eu/funding/checklist"
    assert (blocked.subject, blocked.value, blocked.override_by) == ("PP1", "RU", None)
    assert not blocked.is_unverified


def test_without_the_suspended_partner_two_of_three_partners_are_left():
    consortium = replace(KALININGRAD, rules=BSR_2021, as_of=date(2026, 6, 1))

    counted = [one.message for one in check_partnership(consortium) if one.check in {"E2", "E3"}]

    assert counted == [
        "Partners that may take part: 2; needed: at least 3.",
        "Countries of the partners that may take part: 2; needed: at least 3.",
        "Partners from EU Member States: 2; needed: at least 1.",
    ]


def test_a_rule_that_nobody_verified_says_so_and_cites_nothing():
    [found] = [one for one in check_partnership(KALININGRAD) if one.check == "E2"]

    assert (found.outcome, found.is_unverified, found.citation) == ("pass", True, "")


ADJACENT_MAY_NOT_LEAD = with_rules(lead=Lead(adjacent=fact(value=False)))
NEEDS_KALININGRAD = with_rules(combinations=(Combination(("RU",), ("RU-KGD",), 1, SEEN),))
ASSOCIATED_ONLY = with_rules(
    participations=(
        Participation(("EU",), rules.ParticipationStatus.OPEN, None, None, SEEN),
        Participation(("RU",), rules.ParticipationStatus.ASSOCIATED_ONLY, None, None, SEEN),
    )
)
FRIEND = Member("A1", "Chamber", "LT", ASSOCIATED, legal_status="public", linked_to="PP3")
ONE_SEAT_MORE = replace(CERTIFICATION, seats=2)

CASES = [
    ("E1", "pass", KALININGRAD),
    ("E1", "block", with_members(CERTIFIER, CONSULTANCY)),
    ("E1", "block", with_members(AGENCY, replace(CERTIFIER, role=LEAD), CONSULTANCY)),
    ("E2", "pass", with_rules(min_partners=fact(3))),
    ("E2", "block", with_rules(min_partners=fact(4))),
    ("E2", "block", with_members(AGENCY, FRIEND)),
    ("E2", "warn", with_rules(min_partners=None)),
    ("E3", "pass pass", with_rules(min_countries=fact(3), min_member_state_partners=fact(2))),
    ("E3", "block pass", with_rules(min_countries=fact(4))),
    ("E3", "pass block", with_rules(min_member_state_partners=fact(3))),
    ("E3", "pass block", replace(KALININGRAD, as_of=date(1994, 12, 31))),
    ("E3", "warn warn", with_rules(min_countries=None, min_member_state_partners=None)),
    ("E4", "", KALININGRAD),
    ("E4", "pass", NEEDS_KALININGRAD),
    ("E4", "pass block", with_rules(
        combinations=(Combination(("EU",), (), 2, SEEN), Combination(("PL",), (), 1, SEEN))
    )),
    ("E4", "block", replace(NEEDS_KALININGRAD, members=(replace(AGENCY, region="RU-LEN"),))),
    ("E4", "warn", replace(NEEDS_KALININGRAD, members=(replace(AGENCY, region=None),))),
    ("E7", "warn", KALININGRAD),
    ("E7", "pass", with_rules(lead=Lead(countries=fact(("RU",))))),
    ("E7", "block", with_rules(lead=Lead(countries=fact(("EU",))))),
    ("E7", "pass", with_rules(lead=Lead(legal_statuses=fact(("public",))))),
    ("E7", "block", with_rules(lead=Lead(legal_statuses=fact(("private",))))),
    ("E7", "warn", replace(
        with_rules(lead=Lead(legal_statuses=fact(("public",)))),
        members=(replace(AGENCY, legal_status=None),),
    )),
    ("E7", "warn", ADJACENT_MAY_NOT_LEAD),
    ("E7", "pass", replace(ADJACENT_MAY_NOT_LEAD, members=(replace(AGENCY, adjacent=False),))),
    ("E7", "block", replace(ADJACENT_MAY_NOT_LEAD, members=(replace(AGENCY, adjacent=True),))),
    ("E8", "pass pass pass", KALININGRAD),
    ("E8", "block", with_members(replace(AGENCY, legal_status="natural-person"))),
    ("E8", "warn", with_members(replace(AGENCY, legal_status=None))),
    ("E8", "pass block block", with_rules(legal_statuses=fact(("public",)))),
    ("E8", "warn warn warn", with_rules(legal_statuses=None)),
    ("E9", "pass pass pass", KALININGRAD),
    ("E9", "warn", with_rules(area=None)),
    ("E9", "pass warn pass", with_rules(area=fact(("RU", "LT")))),
    ("E9", "pass warn pass", with_rules(area=fact(("RU", "LT")), outside_area=fact(value=True))),
    ("E9", "pass block pass", with_rules(area=fact(("RU", "LT")), outside_area=fact(value=False))),
    ("E10", "pass pass pass", KALININGRAD),
    ("E10", "warn pass pass pass", replace(KALININGRAD, as_of=date(2008, 1, 1))),
    ("E10", "warn", with_members(replace(AGENCY, country=""))),
    ("E10", "warn", with_members(replace(AGENCY, country="US"))),
    ("E10", "block pass pass", ASSOCIATED_ONLY),
    ("E10", "pass", replace(ASSOCIATED_ONLY, members=(replace(AGENCY, role=ASSOCIATED),))),
    ("E10", "block", replace(
        KALININGRAD,
        rules=BSR_2021,
        as_of=date(2026, 6, 1),
        members=(replace(AGENCY, role=ASSOCIATED),),
    )),
    ("E11", "pass pass", KALININGRAD),
    ("E11", "block", with_slot(ONE_SEAT_MORE)),
    ("E11", "warn", with_slot(replace(ONE_SEAT_MORE, mandatory=False))),
    ("E11", "pass warn", with_slot(replace(CERTIFICATION, kinds=("laboratory",)))),
    ("E11", "pass warn", with_slot(replace(CERTIFICATION, partner_types=("sme",)))),
    ("E11", "pass warn", with_slot(replace(CERTIFICATION, countries=("CANDIDATE",)))),
    ("E12", "pass", KALININGRAD),
    ("E12", "pass", with_members(*KALININGRAD.members, FRIEND)),
    ("E12", "block block", with_members(AGENCY, CERTIFIER, replace(CERTIFIER, id="PP4"))),
    ("E12", "block block", with_members(
        replace(AGENCY, organisation="7"), replace(CONSULTANCY, organisation="7")
    )),
    ("E12", "pass", with_members(
        replace(CERTIFIER, organisation="7"), replace(CERTIFIER, id="PP4", organisation="8")
    )),
    ("E12", "block block", with_members(
        replace(AGENCY, abbreviation="RDA"), replace(CONSULTANCY, abbreviation="rda")
    )),
    ("E12", "pass", with_members(replace(AGENCY, abbreviation="RDA"), CONSULTANCY)),
    ("E12", "warn", with_members(CONSULTANCY, replace(FRIEND, linked_to=None))),
    ("E12", "block", with_members(AGENCY, FRIEND)),
    ("E12", "block", with_members(CONSULTANCY, replace(FRIEND, budget=CONSULTANCY.budget))),
    ("E15", "pass", KALININGRAD),
    ("E15", "", with_slot(replace(CERTIFICATION, accreditation_required=False))),
    ("E15", "pass block", with_slot(replace(CERTIFICATION, standards=("ISO 9001", "ISO 14001")))),
    ("E15", "pass", with_slot(replace(CERTIFICATION, standards=()))),
    ("E15", "block", with_members(AGENCY, replace(CERTIFIER, accreditations=()), CONSULTANCY)),
    ("E15", "block", with_accreditation(state=State.CLAIMED)),
    ("E15", "block", with_accreditation(state=State.SUSPENDED)),
    ("E15", "block", with_accreditation(iaf=frozenset({19}))),
    ("E15", "block", with_accreditation(valid_until=date(2006, 5, 31))),
    ("E15", "block", with_accreditation(valid_from=date(2006, 6, 2))),
    ("E15", "block", with_accreditation(countries=("EE",))),
    ("E15", "pass", with_accreditation(countries=("EU",))),
    ("E15", "warn", with_accreditation(iaf=frozenset())),
    ("E15", "block", with_accreditation(standard="ISO/IEC 17025")),
    ("E15", "pass", with_accreditation(schemes=("DIN EN ISO 9001:2000",))),
    ("E15", "pass", with_slot(replace(CERTIFICATION, iaf=frozenset(), nace=("10.1",)))),
    ("E15", "block", with_slot(replace(CERTIFICATION, iaf=frozenset(), nace=("20.1",)))),
    ("E15", "block", with_slot(
        replace(CERTIFICATION, standards=(), iaf=frozenset(), legislation=("97/23/EC",))
    )),
    ("E15", "warn", with_accreditation(valid_until=None)),
    ("E15", "warn", with_accreditation(valid_until=date(2008, 6, 29))),
    ("E15", "pass", with_accreditation(valid_until=date(2008, 6, 30))),
    ("E15", "warn", replace(KALININGRAD, ends_on=None)),
    ("E15", "pass", with_members(
        AGENCY,
        replace(CERTIFIER, accreditations=(replace(ISO_9001, state=State.CLAIMED), ISO_9001)),
        CONSULTANCY,
    )),
]  # fmt: skip


@pytest.mark.parametrize(("check_id", "expected", "consortium"), CASES)
def test_a_check_says_what_the_facts_say(check_id, expected, consortium):
    members = {member.id for member in consortium.members}
    slots = tuple(slot for slot in consortium.slots if members.issuperset(slot.filled_by))

    assert outcomes(replace(consortium, slots=slots), check_id) == expected


def test_a_missing_region_and_a_missing_country_are_named():
    wanted = with_rules(
        combinations=(
            Combination(("RU",), ("RU-MUR", "RU-LEN"), 1, SEEN),
            Combination(("PL", "DE"), (), 2, SEEN),
        )
    )

    assert [str(one.message) for one in check_partnership(wanted) if one.check == "E4"] == [
        "Partners from: RU-MUR, RU-LEN; there are 0, needed: at least 1.",
        "Partners from: PL, DE; there are 0, needed: at least 2.",
    ]


def test_the_days_that_an_accreditation_is_short_are_counted():
    short = with_accreditation(valid_until=date(2008, 3, 31))

    [found] = [one for one in check_partnership(short) if one.check == "E15"]

    assert (found.outcome, found.value) == ("warn", "91")
    assert found.message == (
        "Certification body: ISO 9001 is valid to 31 March 2008; the project runs to "
        "30 June 2008, days short: 91."
    )


def test_every_finding_can_be_read_and_follows_the_catalogue():
    findings = check_partnership(KALININGRAD)
    order = list(CHECKS)

    assert all(str(one.message) and str(one.title) for one in findings)
    assert [one.check for one in findings] == sorted(
        (one.check for one in findings), key=order.index
    )


def test_a_verdict_is_the_worst_outcome():
    e2, e10 = CHECKS["E2"], CHECKS["E10"]

    assert verdict([]) == Outcome.PASS
    assert verdict([e2.passes("a"), e2.warns("b")]) == Outcome.WARN
    assert verdict([e2.blocks("a"), e2.warns("b")]) == Outcome.BLOCK
    assert verdict([e2.blocks("a")], overridden={"E2"}) == Outcome.WARN
    assert verdict([e2.passes("a")], overridden={"E2"}) == Outcome.PASS
    assert verdict([e10.blocks("a")], overridden={"E10"}) == Outcome.BLOCK

"""Whether certificates cover what is needed, by cases made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.directory.attested import scope_of, sentence
from app.directory.choices import AccreditationState, Kind, PartnerRole
from app.directory.impartiality import Engagement, Work, conflicts
from app.directory.models import Accreditation, Organisation
from app.directory.norms import Norms, Replacement, act_key, key
from app.directory.scope import Need, Reason, covers, judge
from app.directory.sectors import Reach, correspondence, nace
from app.searches.models import Slot
from app.searches.requirements import requirements
from tests.directory.scope_cases import CONFLICTS, FACTS, SCOPE, Case, ConflictCase

WORKS = {work.value: work for work in Work}


def held(facts: dict[str, Any]) -> Accreditation:
    states = {state.value: state for state in AccreditationState}
    given = facts | {"state": states[facts["state"]], "certificate_number": "C-1"}
    return Accreditation(**given)


def needs(case: Case) -> Need:
    """The need of a case that names one standard or one act at most."""
    on, until = case.period
    return Need(
        on,
        until,
        standard="".join(case.asks.get("standards", [])),
        iaf=frozenset(case.asks.get("iaf_sectors", [])),
        nace=tuple(case.asks.get("nace", [])),
        legislation="".join(case.asks.get("legislation", [])),
        modules=tuple(case.asks.get("modules", [])),
        countries=(case.country,) if case.asks.get("countries") else (),
    )


def slot(facts: dict[str, Any]) -> Slot:
    lists = (
        *("kinds", "partner_types", "countries", "standards", "iaf_sectors", "nace"),
        *("legislation", "modules", "languages"),
    )
    empty: dict[str, Any] = {name: [] for name in lists}
    role = {"role": PartnerRole.PARTNER, "accreditation_required": True}
    return Slot(**empty | role | facts)


def organisation(**facts: Any) -> Organisation:
    kinds = {kind.value: kind for kind in Kind}
    given = {"kind": "consultancy", "country": "LT", "partner_type": "sme", "accreditations": []}
    whole = given | facts
    return Organisation(**whole | {"kind": kinds[whole["kind"]]})


@pytest.mark.parametrize("case", SCOPE, ids=str)
def test_scope_of_certificates(case: Case) -> None:
    verdict = judge([scope_of(held(facts)) for facts in case.holds], needs(case))

    assert (verdict.outcome.value, verdict.reason.value) == (case.outcome, case.reason)


def test_requirements_say_the_same_of_stored_accreditations(app: Flask) -> None:
    found = []
    for case in SCOPE:
        by = organisation(country=case.country, accreditations=[held(f) for f in case.holds])
        asked = requirements(slot(case.asks), by, *case.period)
        attested = [item for item in asked if item.key == "accreditation"]
        found.append((case.why, [(item.outcome.value, item.is_hard) for item in attested]))

    assert found == [(case.why, [(case.outcome, True)]) for case in SCOPE]


def test_facts_of_the_profile(app: Flask) -> None:
    found = []
    for case in FACTS:
        asked = slot(case.asks | {"accreditation_required": False})
        answers = requirements(asked, organisation(**case.body), case.on)
        found.append((case.why, [(item.key, item.outcome.value) for item in answers]))

    assert found == [(case.why, [(case.key, case.outcome)]) for case in FACTS]


@pytest.mark.parametrize("case", CONFLICTS, ids=str)
def test_impartiality(case: ConflictCase) -> None:
    done = [Engagement(by, client, WORKS[work], end) for by, client, work, end in case.engagements]

    found = conflicts(done, case.on, case.groups, case.certifiers)

    assert [conflict.value for conflict in found] == case.conflicts


def test_there_are_enough_cases_and_each_reason_has_one() -> None:
    assert len(SCOPE) + len(FACTS) + len(CONFLICTS) >= 80
    assert {case.reason for case in SCOPE} == {reason.value for reason in Reason}
    whys = [case.why for case in (*SCOPE, *FACTS, *CONFLICTS)]
    assert len(set(whys)) == len(whys)


def test_every_reason_has_a_sentence(app: Flask) -> None:
    said = set()
    for case in SCOPE:
        text = sentence(judge([scope_of(held(facts)) for facts in case.holds], needs(case)))
        assert "%" not in text
        assert text.endswith(".")
        said.add((case.reason, text.partition(" ")[0]))

    assert {reason for reason, _ in said} == {reason.value for reason in Reason}


def test_one_certificate_has_to_carry_all_at_once() -> None:
    need = Need(date(2026, 1, 1), standard="ISO 9001", iaf=frozenset({3, 4}))
    one = scope_of(held({"standard": "ISO/IEC 17021-1", "schemes": ["ISO 9001"], "state": "verified",
                         "iaf_sectors": [3]}))  # fmt: skip

    assert covers(one, need).reason == Reason.SECTOR


def test_mapping_of_replacements_can_be_given() -> None:
    need = Need(date(2026, 1, 1), standard="ISO 9001")
    old = scope_of(held({"standard": "Old", "schemes": ["Quality mark"], "state": "verified"}))
    known = Norms({key("Quality mark"): Replacement(key("ISO 9001"), date(2020, 1, 1))})

    assert covers(old, need).reason == Reason.STANDARD
    assert covers(old, need, known).reason == Reason.SUPERSEDED
    asked = Need(date(2019, 1, 1), standard="Quality mark")
    assert covers(old, asked, known).reason == Reason.COVERED


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ISO/IEC 17021-1:2015", "iso 17021-1"),
        ("DIN EN ISO 9001:2015-11", "iso 9001"),
        ("ИСО/МЭК 27001", "iso 27001"),
        ("ISO 9001-2015", "iso 9001"),
        ("EN 45012:1998", "en 45012"),
        ("ISO/IEC Guide 65", "guide 65"),
        ("BS OHSAS 18001:2007", "ohsas 18001"),
        ("IATF 16949", "iatf 16949"),
        ("GLOBALG.A.P.", "globalgap"),
        ("ISO 14064-1", "iso 14064-1"),
    ],
)
def test_names_of_standards(name: str, expected: str) -> None:
    assert key(name) == expected


def test_names_of_acts() -> None:
    spellings = ["2014/68/EU", "Directive 2014/68/EU", "directive 2014/68/eu of 15 May 2014"]
    assert {act_key(name) for name in spellings} == {"2014/68"}
    assert act_key("(EU) No 305/2011") == act_key("Regulation (EU) 305/2011") == "305/2011"


def test_each_activity_lies_in_one_sector() -> None:
    """Only households and bodies beyond states lie in none."""
    from app.vocabularies import shipped

    classes = {
        word.code
        for word in shipped.words("nace")
        if word.facts["revision"] == "2" and len(word.code) == 5
    }
    several = {}
    for code in classes:
        read = nace(f"2:{code}")
        assert read is not None
        within = [n for n, one in correspondence().items() if one.holds(read) == Reach.WHOLE]
        if len(within) != 1:
            several[code] = within

    assert {code[:2] for code in several} == {"97", "98", "99"}
    assert all(within == [] for within in several.values())

"""The checks S1 to S3."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.aid.findings import Case, check_aid
from app.aid.ledger import Grant, Plan
from app.aid.questions import Result
from app.aid.regimes import Regime
from app.consortia.findings import Outcome

D = Decimal
TODAY = date(2026, 6, 1)
EARLIER = Grant(date(2025, 1, 1), D("280000.00"), "DE")


@pytest.fixture(autouse=True)
def _speaking(app):
    """Sentences are written in a language."""
    with app.test_request_context():
        yield


def case(name: str = "A", result: Result = Result.DIRECT, granted: str = "30000.00", **given):
    facts = {"undertaking": frozenset({ord(name)}), "is_open": True}
    return Case(name, name, result, planned=D(granted), **facts | given)


def said(*cases: Case, on: date = TODAY) -> list[tuple[str, Outcome, str, str | None]]:
    return [
        (
            one.check,
            one.outcome,
            str(one.message).replace("\u202f", " ").replace("\xa0", " "),
            one.subject,
        )
        for one in check_aid(cases, on)
    ]


def test_partners_who_have_not_answered_are_named_once():
    found = said(case("A", Result.INCOMPLETE), case("B", Result.NONE), case("C", Result.INCOMPLETE))

    sentence = "The questions on State aid are not all answered yet by A, C."
    assert found == [("S1", Outcome.WARN, sentence, None)]


def test_project_without_any_risk_passes():
    assert said(case("A", Result.NONE)) == [
        ("S1", Outcome.PASS, "No partner has a risk of State aid.", None)
    ]
    assert said() == []


def test_risk_without_a_regime_warns_and_is_held_against_de_minimis():
    first, second = said(case(grants=(EARLIER,), result=Result.INDIRECT))

    assert first[:2] == ("S1", Outcome.WARN)
    assert "A: Risk of indirect aid. It is not chosen yet" in first[2]
    sentence = (
        "A: EUR 30,000.00 is planned, but only EUR 20,000.00 of EUR 300,000.00 is left as de minimis "
        "aid of Germany (Regulation (EU) 2023/2831)."
    )
    assert second == ("S2", Outcome.WARN, sentence, "A")


def test_grant_that_fits_exactly_passes_and_a_cent_more_does_not():
    fits = check_aid([case(granted="20000.00", regime=Regime.DE_MINIMIS, grants=(EARLIER,))], TODAY)
    over = check_aid([case(granted="20000.01", regime=Regime.DE_MINIMIS, grants=(EARLIER,))], TODAY)

    assert [(one.check, one.outcome) for one in fits] == [("S1", "pass"), ("S2", "pass")]
    assert [(one.check, one.outcome, one.value) for one in over[1:]] == [("S2", "warn", "0.01")]
    assert over[1].citation == "https://www.interact-eu.net/news/44"


def test_others_learn_the_result_and_no_number_of_the_ledger():
    over = check_aid([case(grants=(EARLIER,), is_open=False)], TODAY)
    fits = check_aid([case(granted="1.00", grants=(EARLIER,), is_open=False)], TODAY)

    assert str(over[1].message) == (
        "A: the planned grant is more than it may still get as de minimis aid."
    )
    assert (over[1].outcome, over[1].value) == (Outcome.WARN, "")
    assert [one.check for one in fits] == ["S1"]


def test_partners_of_one_undertaking_count_together():
    one = frozenset({1, 2})
    pair = [
        case("A", granted="12000.00", undertaking=one, grants=(EARLIER,)),
        case("B", granted="12000.00", undertaking=one, grants=(EARLIER,)),
    ]
    stranger = case("C", granted="12000.00")
    without = case("D", Result.NONE, granted="12000.00", undertaking=one)

    found = check_aid([*pair, stranger, without], TODAY)
    assert [(x.subject, x.outcome) for x in found if x.check == "S2"] == [
        ("A", "warn"),
        ("B", "warn"),
        ("C", "pass"),
    ]
    assert [x.value for x in found if x.check == "S2"] == ["4000.00", "4000.00", ""]


def s2(*cases: Case, on: date = TODAY) -> list[tuple[str, str]]:
    return [(one.outcome.value, one.value) for one in check_aid(cases, on) if one.check == "S2"]


def test_what_was_granted_in_the_project_counts_once_and_only_the_rest_is_planned():
    """200 000 elsewhere, 100 000 planned here: whatever part of it is entered, it fits exactly."""
    elsewhere = Grant(date(2025, 1, 1), D("200000.00"), "DE")
    here = [Grant(date(2026, 2, 1), D("60000.00"), "DE"), Grant(date(2026, 3, 1), D("40000"), "DE")]

    for known in ([], here[:1], here):
        entered = sum((one.amount for one in known), D(0))
        grants = (elsewhere, *known)
        fits = case(granted="100000.00", entered=entered, grants=grants)
        over = case(granted="100000.01", entered=entered, grants=grants)
        assert s2(fits) == ([] if known == here else [("pass", "")])
        assert s2(over) == [("warn", "0.01")]


def test_more_granted_in_the_project_than_was_planned_is_not_lost():
    """Two entries of one project, 80 000 each, of 100 000 planned: all 160 000 count."""
    here = tuple(Grant(date(2026, 2, n), D("80000.00"), "DE") for n in (1, 2))
    elsewhere = Grant(date(2025, 1, 1), D("140000.01"), "DE")
    full = case(granted="100000.00", entered=D("160000.00"), grants=(*here, elsewhere))

    assert said(full)[1] == ("S2", "warn", "A: more was granted than the ceiling allows.", "A")
    assert s2(case(granted="100000.00", entered=D("160000.00"), grants=here)) == []


def test_what_one_of_a_group_has_got_too_much_does_not_lower_the_plan_of_another():
    one, got = frozenset({1, 2}), Grant(date(2026, 2, 1), D("200000.00"), "DE")
    rich = case("A", granted="50000.00", entered=D("200000.00"), undertaking=one, grants=(got,))
    poor = case("B", granted="100000.01", undertaking=one, grants=(got,))

    assert s2(rich, poor) == [("warn", "0.01"), ("warn", "0.01")]


def test_grants_of_two_states_to_one_undertaking_fill_two_ceilings():
    one = {"undertaking": frozenset({1, 2}), "granted": "200000.00"}

    assert s2(case("A", state="DE", **one), case("B", state="PL", **one)) == [("pass", "")] * 2
    assert (
        s2(case("A", state="DE", **one), case("B", state="DE", **one))
        == [("warn", "100000.00")] * 2
    )
    assert s2(case("A", state="DE", **one), case("B", **one)) == [("warn", "100000.00")] * 2


def test_plans_elsewhere_count_where_all_of_them_cannot_be_granted():
    """200 000 here and 100 000 elsewhere fill the ceiling; a cent more is said to who may know."""
    full = case(granted="200000.00", elsewhere=(Plan(D("100000.00"), "DE"),), state="DE")
    over = case(granted="200000.01", elsewhere=(Plan(D("100000.00"), "DE"),), state="DE")
    other = case(granted="200000.01", elsewhere=(Plan(D("100000.00"), "PL"),), state="DE")
    closed = case(
        granted="200000.01",
        elsewhere=(Plan(D("100000.00"), "DE"),),
        state="DE",
        is_open=False,
    )

    assert (s2(full), s2(over)) == ([("pass", "")], [("warn", "0.01")])
    assert (s2(other), s2(closed)) == ([("pass", "")], [])
    assert said(over)[1][2] == (
        "A: EUR 200,000.01 is planned here and EUR 100,000.00 elsewhere, but only EUR 300,000.00 "
        "is left as de minimis aid of Germany."
    )


def test_haulier_is_held_against_the_ceiling_of_the_day():
    haulier = {"activities": frozenset({"49.41"}), "granted": "100000.01"}

    assert s2(case(**haulier), on=date(2023, 12, 31)) == [("warn", "0.01")]
    assert s2(case(**haulier), on=date(2024, 1, 1)) == [("pass", "")]


@pytest.mark.parametrize(
    ("regime", "granted", "outcome"),
    [
        (Regime.GBER_20A, "22000.00", Outcome.PASS),
        (Regime.GBER_20A, "22000.01", Outcome.WARN),
        (Regime.GBER_20, "2200000.00", Outcome.PASS),
        (Regime.GBER_20, "2200000.01", Outcome.WARN),
    ],
)
def test_block_exemption_has_a_limit_in_the_project(regime, granted, outcome):
    found = check_aid([case(granted=granted, regime=regime, grants=(EARLIER,))], TODAY)

    assert [(one.check, one.outcome) for one in found] == [("S1", "pass"), ("S3", outcome)]
    assert found[1].citation == "https://interact.eu/news/43"


def test_regime_that_has_no_limit_on_the_day_is_said():
    (_, found) = check_aid([case(regime=Regime.GBER_20A)], date(2006, 6, 8))

    assert (found.check, found.outcome) == ("S3", Outcome.WARN)
    assert "no limit is recorded" in str(found.message)


def test_day_without_a_rule_on_de_minimis_is_said():
    (_, found) = check_aid([case(regime=Regime.DE_MINIMIS)], date(2000, 1, 1))

    assert "No rule on de minimis aid is recorded for 1 January 2000." in str(found.message)


def test_partner_without_a_planned_grant_is_held_against_nothing():
    found = check_aid([case(granted="0.00", regime=Regime.DE_MINIMIS, grants=(EARLIER,))], TODAY)

    assert [one.check for one in found] == ["S1"]

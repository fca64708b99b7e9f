"""What needs no database: dates that are promised, checks beforehand, sheets, sums of the board."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.core.db import now
from app.directory.models import Accreditation, AccreditationState, Kind, Organisation
from app.interests.board import Occupied, demand
from app.interests.models import Decision, Interest, InterestState
from app.interests.outlook import WORDS, after_working_days
from app.interests.precheck import Outcome, requirements
from app.interests.sheet import BOM, to_csv
from app.searches.models import Slot

DAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 5, 8), 1, date(2026, 5, 11)),
        (date(2026, 5, 9), 1, date(2026, 5, 11)),
        (date(2026, 5, 8), 5, date(2026, 5, 15)),
        (date(2026, 5, 8), 15, date(2026, 5, 29)),
        (date(2026, 5, 8), 0, date(2026, 5, 8)),
    ],
)
def test_working_days_leave_out_weekends(start: date, days: int, end: date) -> None:
    assert after_working_days(start, days) == end


def test_every_state_has_words_for_the_applicant() -> None:
    assert set(WORDS) == set(InterestState)
    assert WORDS[InterestState.SHORTLISTED] == WORDS[InterestState.UNDER_REVIEW]


def test_slots_have_letters() -> None:
    assert [Slot(number=n).letter for n in (1, 2, 26, 27)] == ["A", "B", "Z", "27"]


def test_sheet_makes_texts_harmless_and_keeps_numbers() -> None:
    risky = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", 'a"b,c', "plain"]

    text = to_csv(["A"], [[value] for value in risky] + [[Decimal("-5.10")], [None], [7]])

    assert text.startswith(BOM)
    read = [
        row[0] if row else "" for row in csv.reader(io.StringIO(text.removeprefix(BOM), newline=""))
    ]
    assert read == [
        "A",
        *[f"'{value}" for value in risky[:6]],
        *risky[6:],
        *("-5.10", "", "7"),
    ]


def organisation(**given: Any) -> Organisation:
    facts: dict[str, Any] = {"country": "LV", "kind": Kind.CONSULTANCY, "partner_type": "sme"}
    return Organisation(**facts | {"accreditations": []} | given)


def slot(**given: Any) -> Slot:
    lists = ("kinds", "partner_types", "countries", "standards", "iaf_sectors")
    facts: dict[str, Any] = {name: [] for name in lists}
    return Slot(**facts | {"accreditation_required": False} | given)


def accreditation(state: AccreditationState, **given: Any) -> Accreditation:
    facts: dict[str, Any] = {
        "standard": "ISO/IEC 17021-1",
        "schemes": ["ISO 9001:2015"],
        "certificate_number": "C-1",
        "iaf_sectors": [3],
        "valid_from": DAY,
        "valid_until": now().date() + timedelta(days=400),
    }
    return Accreditation(state=state, **facts | given)


def outcomes(of: Slot, by: Organisation, on: date = DAY) -> list[Outcome]:
    return [item.outcome for item in requirements(of, by, on)]


def test_slot_that_asks_for_nothing_has_no_requirements(app: Flask) -> None:
    assert requirements(slot(), organisation(), DAY) == []


def test_precheck_compares_each_fact(app: Flask) -> None:
    asks = slot(countries=["EU", "NO"], kinds=["consultancy"], partner_types=["sme", "egtc"])

    assert outcomes(asks, organisation()) == [Outcome.MET, Outcome.MET, Outcome.MET]
    assert outcomes(asks, organisation(country="RU", kind=Kind.SME, partner_type="")) == [
        Outcome.MISSED,
        Outcome.MISSED,
        Outcome.OPEN,
    ]
    assert outcomes(asks, organisation(), date(2004, 4, 30))[0] == Outcome.MISSED


@pytest.mark.parametrize(
    ("held", "outcome"),
    [
        ([], Outcome.MISSED),
        ([accreditation(AccreditationState.VERIFIED)], Outcome.MET),
        ([accreditation(AccreditationState.EVIDENCED)], Outcome.OPEN),
        ([accreditation(AccreditationState.SUSPENDED)], Outcome.MISSED),
        ([accreditation(AccreditationState.VERIFIED, valid_until=DAY)], Outcome.MISSED),
        (
            [
                accreditation(AccreditationState.SUSPENDED),
                accreditation(AccreditationState.VERIFIED),
            ],
            Outcome.MET,
        ),
        ([accreditation(AccreditationState.VERIFIED, schemes=["ISO 14001"])], Outcome.MISSED),
    ],
)
def test_precheck_of_an_accreditation(
    app: Flask, held: list[Accreditation], outcome: Outcome
) -> None:
    asks = slot(standards=["ISO 9001"], accreditation_required=True)

    assert outcomes(asks, organisation(accreditations=held)) == [outcome]


def test_precheck_names_the_sector_that_is_missing(app: Flask) -> None:
    asks = slot(iaf_sectors=[3, 4], accreditation_required=True)
    by = organisation(accreditations=[accreditation(AccreditationState.VERIFIED)])

    found = requirements(asks, by, DAY)

    assert [item.outcome for item in found] == [Outcome.MET, Outcome.MISSED]
    assert "IAF sector 4, Textiles" in found[1].title


def test_standard_without_accreditation_is_to_be_told(app: Flask) -> None:
    assert outcomes(slot(standards=["ISO 9001"]), organisation()) == [Outcome.OPEN]


def test_open_seats_are_never_below_none() -> None:
    assert Occupied(taken=1, held=1).open(Slot(seats=1)) == 0
    assert Occupied(taken=1).open(Slot(seats=3)) == 2


def test_demand_adds_up_by_fund_before_anything_is_decided(app: Flask) -> None:
    def answer(state: InterestState, fund: str, asked: str, **given: Any) -> Interest:
        nothing = dict.fromkeys(
            [f"cost_{name}" for name in ("office", "travel", "external", "equipment")], Decimal(0)
        )
        amount = Decimal(asked)
        return Interest(
            state=state,
            fund=fund,
            requested_fund=amount,
            own_contribution=amount,
            cost_staff=amount * 2,
            cost_infrastructure=Decimal(0),
            reply_by=now() + timedelta(days=1),
            **nothing,
            **given,
        )

    seated, chosen, live = demand(
        [
            answer(InterestState.CONFIRMED, "TACIS", "10.10"),
            answer(InterestState.INVITED, "ERDF", "5.00"),
            answer(InterestState.SHORTLISTED, "ERDF", "0.05", prepared=Decision.INVITE),
            answer(InterestState.SUBMITTED, "ERDF", "1.00"),
            answer(InterestState.DECLINED, "ERDF", "99.00"),
        ]
    )

    assert [line.count for line in (seated, chosen, live)] == [2, 3, 4]
    assert [line.total for line in (seated, chosen, live)] == [
        Decimal("30.20"),
        Decimal("30.30"),
        Decimal("32.30"),
    ]
    assert live.funds == {"ERDF": Decimal("6.05"), "TACIS": Decimal("10.10")}
    assert live.own == sum(live.funds.values())

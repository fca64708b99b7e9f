"""What needs no database: dates that are promised, checks beforehand, sums of the board."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.core.times import now
from app.interests.board import Occupied, demand
from app.interests.models import Decision, Interest, InterestState
from app.interests.outlook import WORDS, after_working_days
from app.searches.models import Slot


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

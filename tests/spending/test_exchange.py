"""Rates of exchange: which month counts, what a file may say, what stands in for InforEuro."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.budgets.derivation import conversion
from app.programmes.ruleset import Conversion
from app.spending import ecb
from app.spending.exchange import (
    Applied,
    Lacking,
    Quote,
    applied,
    months_for,
    read_month,
    read_rate,
)
from app.spending.models import RateSource

D = Decimal
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)
PERIOD = (date(2026, 4, 10), date(2026, 6, 20))
QUOTES = {
    ("SEK", APRIL): Quote("SEK", APRIL, D("10.9475"), RateSource.INFOREURO),
    ("SEK", MAY): Quote("SEK", MAY, D("11"), RateSource.ECB),
    ("SEK", JUNE): Quote("SEK", JUNE, D("11.1"), RateSource.MANUAL),
}


def test_conversion_of_the_golden_case_is_exact() -> None:
    derived = conversion(D("123456.78"), D("10.9475"))

    assert derived.result == D("11277.17")


@pytest.mark.parametrize(
    ("policy", "months"),
    [
        (Conversion.SUBMISSION, (JUNE,)),
        (Conversion.REPORTED, (JUNE,)),
        (Conversion.INCURRED, (MAY,)),
        (Conversion.AVERAGE, (APRIL, MAY, JUNE)),
    ],
)
def test_rules_say_which_months_count(policy: Conversion, months: tuple[date, ...]) -> None:
    assert months_for(policy, date(2026, 6, 30), date(2026, 5, 9), PERIOD) == months


def test_incurred_month_of_what_is_not_paid_is_that_of_submission() -> None:
    assert months_for(Conversion.INCURRED, date(2026, 6, 30), None, PERIOD) == (JUNE,)


def test_rate_names_its_month_and_source() -> None:
    assert applied("SEK", (APRIL,), QUOTES) == Applied(D("10.9475"), APRIL, RateSource.INFOREURO)
    assert applied("EUR", (APRIL,), QUOTES) == Applied(D(1))


def test_average_is_rounded_half_up_and_as_good_as_its_weakest_rate() -> None:
    found = applied("SEK", (APRIL, MAY, JUNE), QUOTES)

    # (10.9475 + 11 + 11.1) / 3 = 11.0158333...
    assert found == Applied(D("11.015833"), JUNE, RateSource.ECB)


def test_lacking_rate_is_named_by_currency_and_month() -> None:
    assert applied("SEK", (APRIL, date(2026, 7, 1)), QUOTES) == Lacking("SEK", date(2026, 7, 1))
    assert applied("PLN", (MAY,), QUOTES) == Lacking("PLN", MAY)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-05", MAY),
        ("2026-05-31", MAY),
        ("05/2026", MAY),
        ("01/05/2026", MAY),
        ("2026-5", MAY),
        ("2026-13", None),
        ("1998-12", None),
        ("May 2026", None),
        ("", None),
    ],
)
def test_month_is_read(text: str, month: date | None) -> None:
    assert read_month(text) == month


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("10.9475", D("10.9475")),
        ("10,9475", D("10.9475")),
        ("17 345.5", D("17345.5")),
        ("0", None),
        ("-1", None),
        ("1e3", None),
        ("1.2.3", None),
        ("", None),
        ("NaN", None),
    ],
)
def test_rate_is_read(text: str, rate: Decimal | None) -> None:
    assert read_rate(text) == rate


def quoting(rates: dict[str, str]) -> ecb.Quoted:
    return lambda _currency, day: D(rates[day.isoformat()]) if day.isoformat() in rates else None


def test_fallback_is_the_last_rate_but_one_of_the_month_before() -> None:
    rates = {"2026-04-28": "10.8", "2026-04-29": "10.8405", "2026-04-30": "10.8555"}

    assert ecb.fallback("SEK", MAY, quoting(rates | {"2026-05-01": "9"})) == Quote(
        "SEK", MAY, D("10.8405"), RateSource.ECB
    )


def test_fallback_looks_past_easter_but_not_past_the_end_of_the_history() -> None:
    april = date(2024, 4, 1)
    easter = {"2024-03-27": "11.5", "2024-03-28": "11.525"}  # Good Friday was the 29th

    assert ecb.fallback("SEK", april, quoting(easter)) == Quote(
        "SEK", april, D("11.5"), RateSource.ECB
    )
    assert ecb.fallback("SEK", MAY, quoting({"2026-04-20": "11", "2026-04-21": "11"})) is None
    assert ecb.fallback("SEK", MAY, quoting({"2026-04-30": "11"})) is None


def test_currencies_that_the_bank_does_not_quote_are_left_out() -> None:
    """The bank quoted 11.1920 and 11.2150 kronor on the last two days of February 2024."""
    march = date(2024, 3, 1)

    assert ecb.fallbacks({"SEK", "RUB", "XXX"}, march) == [
        Quote("SEK", march, D("11.192"), RateSource.ECB)
    ]

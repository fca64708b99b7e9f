"""Files of rates: InforEuro's names are known, and every wrong cell is named."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from app.spending.exchange import Quote
from app.spending.models import RateSource
from app.spending.rate_file import BadRates, read_rates
from app.spending.rate_plan import plan_rates

D = Decimal
MAY = date(2026, 5, 1)

pytestmark = pytest.mark.usefixtures("app")


def quotes(content: str, month: date | None = None) -> list[tuple[int, str, date, Decimal]]:
    found = read_rates(content.encode(), month)
    return [(g.line, g.quote.currency, g.quote.month, g.quote.rate) for g in found]


def faults(content: str, month: date | None = None) -> list[tuple[int, str, str]]:
    with pytest.raises(BadRates) as bad:
        read_rates(content.encode(), month)
    return [(fault.line, fault.column, fault.value) for fault in bad.value.faults]


def test_answer_of_inforeuro_is_read_to_the_last_digit() -> None:
    answer = [
        {"country": "Sweden", "currency": "Krona", "isoA3Code": "SEK", "isoA2Code": "SE",
         "value": 10.9475, "comment": None},
        {"country": "Estonia", "currency": "Euro", "isoA3Code": "EUR", "isoA2Code": "EE",
         "value": 1, "comment": None},
        {"country": "Indonesia", "currency": "Rupiah", "isoA3Code": "IDR", "isoA2Code": "ID",
         "value": 20275.17, "comment": None},
    ]  # fmt: skip

    assert quotes(json.dumps(answer), MAY) == [
        (1, "SEK", MAY, D("10.9475")),
        (3, "IDR", MAY, D("20275.17")),
    ]


def test_csv_of_inforeuro_is_read_with_any_delimiter() -> None:
    text = "Country;Currency;ISO Code;Value\nPoland;Zloty;PLN;4,2518\nSweden;Krona;SEK;10.9475\n"

    assert quotes(text, MAY) == [(2, "PLN", MAY, D("4.2518")), (3, "SEK", MAY, D("10.9475"))]


def test_rows_may_name_their_month() -> None:
    assert quotes("currency,month,rate\nsek,2026-05,10.9475\nSEK,2026-06,11\n") == [
        (2, "SEK", MAY, D("10.9475")),
        (3, "SEK", date(2026, 6, 1), D("11")),
    ]
    assert quotes("currency,year,month,rate\nSEK,2026,5,11\n")[0][2] == MAY


def test_same_rate_of_several_countries_is_taken_once() -> None:
    text = "Country,isoA3Code,value\nUnited States,USD,1.1172\nEcuador,USD,1.1172\n"

    assert quotes(text, MAY) == [(2, "USD", MAY, D("1.1172"))]


def test_every_wrong_cell_is_named_by_line_column_and_value() -> None:
    text = (
        "currency,month,rate\nSEK,2026-05,0\nQQQ,2026-05,1\nPLN,May,4\nDKK,2026-05,7.46\n"
        "DKK,2026-05,7.47\n"
    )

    assert faults(text) == [
        (2, "rate", "0"),
        (3, "currency", "QQQ"),
        (4, "month", "May"),
        (6, "rate", "7.47"),
    ]


def test_month_has_to_be_known() -> None:
    assert faults("isoA3Code,value\nSEK,10.9\n") == [(2, "month", "")]


@pytest.mark.parametrize(
    "content", ["", "currency,month\nSEK,2026-05\n", "{}", "[1]", "[{", "currency,rate\n", "\x00"]
)
def test_what_is_no_list_of_rates_is_refused(content: str) -> None:
    assert faults(content, MAY)


@pytest.mark.parametrize(
    "content",
    [
        "currency,year,rate\nSEK,2025,10.9475\n",
        "currency,year,month,rate\nSEK,2025,,10.9475\n",
        "currency,year,month,rate\nSEK,2025,2026-05,10.9475\n",
    ],
)
def test_rate_of_another_year_than_the_month_is_not_taken_for_it(content: str) -> None:
    assert [fault[0] for fault in faults(content, MAY)] == [2]


def test_year_beside_the_month_of_the_whole_file_is_read() -> None:
    (given,) = read_rates(b"currency,year,month,rate\nSEK,2026, ,10.9475\n", MAY)

    assert given.quote.month == MAY


def test_plan_says_what_is_new_what_changes_and_what_is_there(app: Flask) -> None:
    kept = {
        ("SEK", MAY): Quote("SEK", MAY, D("10.9475"), RateSource.INFOREURO),
        ("PLN", MAY): Quote("PLN", MAY, D("4.25"), RateSource.ECB),
    }
    given = read_rates(
        b"currency,month,rate\nDKK,2026-05,7.46\nSEK,2026-05,10.94750\nPLN,2026-05,4.25\n"
    )
    plan = plan_rates(given, kept)

    assert [line.quote.currency for line in plan.new] == ["DKK"]
    assert [(line.quote.currency, line.before.source) for line in plan.changed if line.before] == [
        ("PLN", RateSource.ECB)
    ]
    assert plan.unchanged == 1


@pytest.mark.parametrize("number", ["1e999999999", "1e-999999999"])
def test_number_that_would_fill_the_memory_is_a_fault(number: str) -> None:
    assert [f[:2] for f in faults(f'[{{"code": "SEK", "rate": {number}}}]', MAY)] == [(1, "rate")]


def test_json_without_end_is_no_list_of_rates() -> None:
    assert faults("[" * 200_000, MAY) == [(1, "", "")]

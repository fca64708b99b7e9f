"""Amounts, dates, durations, numbers, places and profiles: read when certain, else left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.searches.importer.amounts import read_money
from app.searches.importer.contacts import find_address, is_phone, normalise_phone, parts_of
from app.searches.importer.phrases import read_date, read_duration
from app.searches.importer.places import places_listed
from app.searches.importer.profiles import read_profile, read_profiles

WHOLE_AMOUNTS = {
    "300,000 EUR": "300000.00 EUR",
    "EUR 300 000": "300000.00 EUR",
    "300.000 €": "300000.00 EUR",
    "€300,000": "300000.00 EUR",
    "1.5 million EUR": "1500000.00 EUR",
    "EUR 1.5 million": "1500000.00 EUR",
    "1,5 Mio. EUR": "1500000.00 EUR",
    "1,5 млн. евро": "1500000.00 EUR",
    "0.300 million EUR": "300000.00 EUR",
    "300 000,00 euro": "300000.00 EUR",
    "EUR 300.000,00": "300000.00 EUR",
    "EUR 300,000.-": "300000.00 EUR",
    "300,000,- EUR": "300000.00 EUR",
    "300\u00a0000\u202fEUR": "300000.00 EUR",
    "300\u202f000 EUR": "300000.00 EUR",
    "300 thousand euros": "300000.00 EUR",
    "300 тыс. евро": "300000.00 EUR",
    "€300k": "300000.00 EUR",
    "300 kEUR": "300000.00 EUR",
    "0.3 MEUR": "300000.00 EUR",
    "EUR300000": "300000.00 EUR",
    "300000EUR": "300000.00 EUR",
    "300.50 EUR": "300.50 EUR",
    "1,234,567.8 EUR": "1234567.80 EUR",
    "999 999 999.99 EUR": "999999999.99 EUR",
    "300'000 CHF": "300000.00 CHF",
    "USD 100,000": "100000.00 USD",
    "2 500 000 SEK": "2500000.00 SEK",
    "10 000 000 руб.": "10000000.00 RUB",
    "300 000 EUR (EUR 300,000)": "300000.00 EUR, more",
    "approx. 250 000 EUR": "250000.00 EUR, more",
    "up to 300 000 EUR": "300000.00 EUR, more",
    "300,000 EUR (75 % ERDF)": "300000.00 EUR, more",
    "300,000 EUR (of which ERDF 225,000 EUR)": "300000.00 EUR, more",
    "300,000 EUR, 24 months": "300000.00 EUR, more",
    "$ 50,000": "50000.00 USD, more",
}


@pytest.mark.parametrize(("text", "expected"), WHOLE_AMOUNTS.items())
def test_amount_is_read_to_the_cent(text: str, expected: str) -> None:
    money = read_money(text)

    assert money is not None
    assert f"{money.amount} {money.currency}{'' if money.complete else ', more'}" == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "300000",
        "300 000 kr",
        "75 %",
        "100,000 - 200,000 EUR",
        "EUR 100 000 to 200 000",
        "between 100,000 and 200,000 EUR",
        "300 000 EUR / 10 000 000 RUB",
        "3,00,000 EUR",
        "300.000.00 EUR",
        "250 00 EUR",
        "2005 300 000 EUR",
        "0,500 EUR",
        "1,250 million EUR",
        "1234.567 EUR",
        "-300 EUR",
        "EUR -300",
        "3 billion EUR",
        "1" * 40 + " EUR",
        "three hundred thousand euro",
    ],
)
def test_doubtful_amount_is_not_read(text: str) -> None:
    assert read_money(text) is None


def test_currency_of_the_label_serves_a_bare_number() -> None:
    money = read_money("300,000", "Total budget (EUR)")

    assert (money.amount, money.currency, money.complete) == (Decimal("300000.00"), "EUR", True)
    assert read_money("300,000", "Total budget") is None
    assert read_money("300,000 SEK", "Total budget (EUR)").currency == "SEK"


@pytest.mark.parametrize(
    "text",
    [
        "31/12/2005",
        "31.12.2005",
        "31-12-2005",
        "2005-12-31",
        "2005/12/31",
        "31 December 2005",
        "31st of December, 2005",
        "31 Dec. 2005",
        "31-Dec-2005",
        "December 31, 2005",
        "12/31/2005",
        "31. Dezember 2005",
        "31 декабря 2005 г.",
        "31.12.2005 г.",
    ],
)
def test_date_is_read_in_every_usual_form(text: str) -> None:
    read = read_date(text)

    assert (read.day, read.complete, read.assumed) == (date(2005, 12, 31), True, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2005",
        "December 2005",
        "31/02/2005",
        "31/12",
        "1/1/2005 - 2/1/2005",
        "45/45/2005",
        "0/1/2005",
    ],
)
def test_day_that_does_not_exist_or_is_not_named_is_not_read(text: str) -> None:
    assert read_date(text) is None


def test_order_of_day_and_month_and_the_century_are_said_to_be_assumed() -> None:
    assert (read_date("03/04/2005").day, read_date("03/04/2005").assumed) == (
        date(2005, 4, 3),
        True,
    )
    assert (read_date("31/12/05").day, read_date("31/12/05").assumed) == (date(2005, 12, 31), True)
    assert not read_date("04/04/2005").assumed


@pytest.mark.parametrize(
    ("text", "label", "months"),
    [
        ("24 months", "", 24),
        ("2 years", "", 24),
        ("1.5 years", "", 18),
        ("two years", "", 24),
        ("24-month", "", 24),
        ("18 месяцев", "", 18),
        ("2 Jahre", "", 24),
        ("18", "Duration (months)", 18),
        ("18", "Duration", None),
        ("18-24 months", "", None),
        ("2 years or 36 months", "", None),
        ("01/2006 - 12/2007", "", None),
        ("0 months", "", None),
        ("999 months", "", None),
    ],
)
def test_duration_is_read_in_whole_months(text: str, label: str, months: int | None) -> None:
    read = read_duration(text, label)

    assert (read and read.months) == months


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+7 0112 430851", "+70112430851"),
        ("+49 (0)381 000001", "+49381000001"),
        ("0049 381 000001", "+49381000001"),
        ("(+370) 46-000.001", "+37046000001"),
        ("+7 0112 430851 ext. 12", "+70112430851"),
        ("+7 0112 430851, 430852", "+70112430851"),
        ("+7 0112 430851 / +7 0112 430852", "+70112430851"),
        ("+7 0112 430851/52", "+70112430851"),
        ("8 (4012) 43-08-51", None),
        ("0381 000001", None),
        ("+7", None),
        ("+1 234 567 890 123 456", None),
        ("call us", None),
        ("+7 0112 430851 +7 0112 430852", None),
    ],
)
def test_number_is_normalised_only_with_its_country_code(text: str, number: str | None) -> None:
    assert normalise_phone(text) == number


@pytest.mark.parametrize(
    "text", ["236000", "2006-2007", "31/12/2005", "300,000", "1.", "2005-12-31", "790 336"]
)
def test_other_numbers_are_no_telephone(text: str) -> None:
    assert not is_phone(text)


def test_address_needs_a_street_or_a_postcode() -> None:
    assert find_address("Ul.Geologicheskaya, 1, Kaliningrad, 236000, Russia")
    assert find_address("Hafenstraße 1")
    assert find_address("00100 Helsinki")
    assert find_address("Regional Development Agency, Kaliningrad") is None
    assert find_address("Mr. A.Usanov") is None
    assert find_address("We have 3 offices in the region") is None


def test_line_is_cut_at_its_inner_labels() -> None:
    assert parts_of("Ms. X, tel. +7 1, fax: +7 2, e-mail a@b.c") == [
        ("", "Ms. X"),
        ("phone", "+7 1"),
        ("fax", "+7 2"),
        ("email", "a@b.c"),
    ]
    assert parts_of("Hotel 5") == [("", "Hotel 5")]


PROFILES = {
    "Certification authorities from the EU (and candidate) countries": (
        None,
        [],
        ["EU", "CANDIDATE"],
        [],
    ),
    "consultants with experience in quality management": (None, [], [], []),
    "consultants with experience in SME support and ISO 9001": (None, [], [], ["ISO 9001"]),
    "experts with experience in EU projects in Russia": (None, [], [], []),
    "Universities": (None, ["higher-education-organisations"], [], []),
    "2 technical universities from Poland or Lithuania": (
        2,
        ["higher-education-organisations"],
        ["PL", "LT"],
        [],
    ),
    "three SMEs": (3, ["sme"], [], []),
    "small and medium-sized enterprises in Latvia": (None, ["sme"], ["LV"], []),
    "companies": (None, [], [], []),
    "local and regional authorities": (
        None,
        ["local-public-authority", "regional-public-authority"],
        [],
        [],
    ),
    "chambers of commerce and industry": (None, ["business-support-organisation"], [], []),
    "municipalities, NGOs and ministries": (
        None,
        ["local-public-authority", "interest-groups", "national-public-authority"],
        [],
        [],
    ),
    "consultants for municipalities": (None, [], [], []),
    "Lithuanian universities": (None, ["higher-education-organisations"], ["LT"], []),
    "teachers of Russian language": (None, [], [], []),
    "partners from EU and EEA": (None, [], ["EU", "EEA"], []),
    "partners from EU member states, Norway and the Russian Federation": (
        None,
        [],
        ["EU", "NO", "RU"],
        [],
    ),
    "bodies for EU standards": (None, [], [], []),
    "bodies from accession countries": (None, [], ["CANDIDATE"], []),
    "10 years of work": (None, [], [], []),
    "certifiers for ISO 9001:2000, 14001, HACCP, EMAS and CE marking": (
        None,
        [],
        [],
        ["ISO 9001", "ISO 14001", "HACCP", "EMAS", "CE marking"],
    ),
    "laboratory under ISO/IEC 17025 since 2004": (None, [], [], ["ISO 17025"]),
    "OHSAS 18001 auditors": (None, [], [], ["OHSAS 18001"]),
    "isolation": (None, [], [], []),
}


@pytest.mark.parametrize(("text", "expected"), PROFILES.items())
def test_profile_names_only_what_its_words_say(text: str, expected: tuple[object, ...]) -> None:
    slot = read_profile(text)

    read = (slot.count, list(slot.partner_types), list(slot.countries), list(slot.standards))
    assert (slot.title, *read) == (text, *expected)


def test_profiles_are_cut_at_semicolons_outside_parentheses() -> None:
    titles = [slot.title for slot in read_profiles("A (b; c); and D; e.")]

    assert titles == ["A (b; c)", "D", "e"]


def test_countries_are_codes_or_groups_and_the_unknown_is_said() -> None:
    assert places_listed("Poland, Germany and UK; EL, EU") == (["PL", "DE", "GB", "GR", "EU"], True)
    assert places_listed("Польша и Литва") == (["PL", "LT"], True)
    assert places_listed("Polen, Atlantis") == (["PL"], False)
    assert places_listed("candidate countries") == (["CANDIDATE"], True)

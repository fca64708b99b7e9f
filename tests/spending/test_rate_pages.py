"""The pages of rates of exchange."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.core.db import db
from app.directory.choices import Role
from app.spending.models import (
    ExchangeRate,
    RateSource,
)
from tests.spending.reading import table

D = Decimal


def test_rates_are_imported_after_they_were_seen(world, visitor):
    person = visitor(world.duty(Role.FINANCE)).open("/exchange-rates/import")
    bad = ("rates.csv", b"isoA3Code,value\nSEK,ten\nPLN,4.25\n")
    person.press("See what it would do", {"File": bad, "Month of the whole file": "2026-05"})
    assert table(person, "#faults") == [
        ["Line 2", "value", "ten",
         "Write the units for one euro as a number above zero, such as 10.9475."]
    ]  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count(ExchangeRate.id))) == 0

    good = ("rates.csv", b"isoA3Code,value\nSEK,10.9475\nPLN,4.25\n")
    person.press("See what it would do", {"File": good, "Month of the whole file": "2026-05"})
    assert "2 rates are new." in person.text
    assert db.session.scalar(sa.select(sa.func.count(ExchangeRate.id))) == 0
    person.press("Take it in")
    assert [row[:4] for row in table(person, "#rates")] == [
        ["May 2026", "PLN", "4.25", "InforEuro"],
        ["May 2026", "SEK", "10.9475", "InforEuro"],
    ]
    person.click("10.9475").press("Save the rate", {"Units for one euro": "11"})
    assert ["May 2026", "SEK", "11.00", "Entered by hand"] in [
        r[:4] for r in table(person, "#rates")
    ]


def test_import_does_only_what_was_shown(world, spending, visitor):
    person = visitor(world.duty(Role.FINANCE)).open("/exchange-rates/import")
    file = ("rates.csv", b"currency,month,rate\nSEK,2026-05,10.9475\nPLN,2026-05,4.25\n")
    person.press("See what it would do", {"File": file})
    other = spending.rate("SEK", date(2026, 5, 1), "11", source=RateSource.MANUAL)
    person.press("Take it in")
    assert "Rates were changed after you were shown what the file would do." in person.text
    assert [row[-1] for row in table(person, "#plan")] == ["11.00 Entered by hand", "new"]
    db.session.refresh(other)
    assert (other.rate, db.session.scalar(sa.select(sa.func.count(ExchangeRate.id)))) == (D(11), 1)

    person.press("Take it in")
    assert [row[:3] for row in table(person, "#rates")] == [
        ["May 2026", "PLN", "4.25"],
        ["May 2026", "SEK", "10.9475"],
    ]


def test_rate_is_entered_by_hand_once(world, visitor):
    finance = world.duty(Role.FINANCE)
    person = visitor(finance).open("/exchange-rates/new")
    person.press("Save the rate", {"Currency": "krona", "Month": "2026-05",
                 "Units for one euro": "-1"})  # fmt: skip
    assert len(person.errors) == 2
    person.press("Save the rate", {"Currency": "sek", "Units for one euro": "10,9475"})
    kept = db.session.scalars(sa.select(ExchangeRate)).one()
    assert (kept.currency, kept.month, kept.rate, kept.source, kept.author_id) == (
        "SEK", date(2026, 5, 1), D("10.9475"), RateSource.MANUAL, finance.id,
    )  # fmt: skip
    person.open("/exchange-rates/new")
    person.press("Save the rate", {"Currency": "SEK", "Month": "2026-05",
                 "Units for one euro": "12"})  # fmt: skip
    assert person.status == 409

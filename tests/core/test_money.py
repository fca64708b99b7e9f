"""Amounts and rates on their way to the database and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.money import BasisPoints, Money, cut, half_up, hundredths

PURSE = sa.Table(
    "purse",
    sa.MetaData(),
    sa.Column("amount", Money),
    sa.Column("rate", BasisPoints),
)


@pytest.fixture
def connection():
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        PURSE.create(connection)
        yield connection
    engine.dispose()


@pytest.mark.parametrize("text", ["0.00", "0.01", "19.99", "999999999.99", "92233720368547758.07"])
def test_an_amount_comes_back_to_the_cent(connection, text):
    connection.execute(PURSE.insert().values(amount=Decimal(text), rate=Decimal("75")))

    row = connection.execute(sa.select(PURSE)).one()

    assert (str(row.amount), str(row.rate)) == (text, "75.00")


def test_the_database_holds_whole_numbers(connection):
    connection.execute(PURSE.insert().values(amount=Decimal("19.99"), rate=Decimal("7.25")))

    row = connection.execute(sa.text("SELECT amount, rate, typeof(amount) FROM purse")).one()

    assert tuple(row) == (1999, 725, "integer")


def test_sums_and_comparisons_in_sql_speak_euros(connection):
    connection.execute(PURSE.insert(), [{"amount": Decimal("0.10")}, {"amount": Decimal("0.20")}])

    assert connection.scalar(sa.select(sa.func.sum(PURSE.c.amount))) == Decimal("0.30")
    assert connection.scalars(
        sa.select(PURSE.c.amount).where(PURSE.c.amount > Decimal("0.15"))
    ).all() == [Decimal("0.20")]


def test_nothing_stays_nothing(connection):
    connection.execute(PURSE.insert().values(amount=None, rate=None))

    assert tuple(connection.execute(sa.select(PURSE)).one()) == (None, None)


@pytest.mark.parametrize("column", ["amount", "rate"])
@pytest.mark.parametrize(
    ("value", "error"),
    [
        (Decimal("0.001"), ValueError),
        (Decimal("NaN"), ValueError),
        (Decimal("sNaN"), ValueError),
        (Decimal("Infinity"), ValueError),
        (0.5, TypeError),
    ],
)
def test_what_is_not_hundredths_never_reaches_the_database(connection, column, value, error):
    with pytest.raises(sa.exc.StatementError) as refused:
        connection.execute(PURSE.insert().values({column: value}))

    assert type(refused.value.orig) is error
    assert connection.scalar(sa.select(sa.func.count()).select_from(PURSE)) == 0


def test_a_third_decimal_beyond_the_precision_of_the_context_is_seen():
    with pytest.raises(ValueError, match="more than two decimals"):
        hundredths(Decimal("12345678901234567890123456789012.001"))


def test_trailing_zeros_are_no_third_decimal():
    assert hundredths(Decimal("1.500")) == 150


@pytest.mark.parametrize(
    ("value", "cut_to", "rounded_to"),
    [("1.999", "1.99", "2.00"), ("1.005", "1.00", "1.01"), ("1.004", "1.00", "1.00")],
)
def test_cut_goes_down_and_half_up_goes_to_the_nearest(value, cut_to, rounded_to):
    assert str(cut(Decimal(value))) == cut_to
    assert str(half_up(Decimal(value))) == rounded_to

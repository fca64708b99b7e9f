"""Amounts in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.budgets.words import in_words


@pytest.mark.parametrize(
    ("amount", "english", "russian"),
    [
        ("0.00", "zero euros and 00 cents", "ноль евро 00 центов"),
        ("1.01", "one euro and 01 cent", "один евро 01 цент"),
        ("21.22", "twenty-one euros and 22 cents", "двадцать один евро 22 цента"),
        ("112.11", "one hundred and twelve euros and 11 cents", "сто двенадцать евро 11 центов"),
        (
            "13869.41",
            "thirteen thousand eight hundred and sixty-nine euros and 41 cents",
            "тринадцать тысяч восемьсот шестьдесят девять евро 41 цент",
        ),
        ("2001.03", "two thousand and one euros and 03 cents", "две тысячи один евро 03 цента"),
        (
            "41300.00",
            "forty-one thousand three hundred euros and 00 cents",
            "сорок одна тысяча триста евро 00 центов",
        ),
        (
            "1000000.00",
            "one million euros and 00 cents",
            "один миллион евро 00 центов",
        ),
        (
            "999999999.99",
            "nine hundred and ninety-nine million nine hundred and ninety-nine thousand "
            "nine hundred and ninety-nine euros and 99 cents",
            "девятьсот девяносто девять миллионов девятьсот девяносто девять тысяч "
            "девятьсот девяносто девять евро 99 центов",
        ),
    ],
)
def test_amount_is_written_in_words(amount, english, russian):
    assert in_words(Decimal(amount), "en") == english
    assert in_words(Decimal(amount), "ru") == russian


def test_language_that_is_not_known_has_no_words():
    assert in_words(Decimal("1.00"), "lt") == ""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_amount_that_is_too_large_has_no_words(language):
    """A contribution may be more than the largest amount of a line."""
    assert in_words(Decimal("1000000000.00"), language) == ""

"""Amounts as people write them, in every language: read exactly or refused, never rounded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from app.core import i18n
from app.core.forms import parse_amount
from app.core.i18n import speaking


@pytest.fixture(scope="module", autouse=True)
def languages() -> Iterator[None]:
    """An application that only speaks, without a database."""
    app = Flask(__name__)
    app.config.update(LANGUAGES=["en", "ru", "de"], TIME_ZONE="Europe/Kaliningrad")
    i18n.init_app(app)
    with app.app_context():
        yield


def read(text: str, language: str) -> Decimal:
    with speaking(language):
        return parse_amount(text)


@pytest.mark.parametrize("language", ["en", "ru", "de"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.50"),
        ("1234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("EUR 1.234,50", "1234.50"),
        ("1.234.567", "1234567.00"),
        ("0,05", "0.05"),
        ("999 999 999.99", "999999999.99"),
    ],
)
def test_amount_is_read_in_every_manner(text: str, value: str, language: str) -> None:
    assert read(text, language) == Decimal(value)


@pytest.mark.parametrize("language", ["en", "ru", "de"])
@pytest.mark.parametrize(
    "text", ["0.005", "0,005", "1,234.567", "12.3456", "1,2,3", "1e3", "-5", "١٢", "1000000000"]
)
def test_what_is_no_amount_is_refused(text: str, language: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read(text, language)


@pytest.mark.parametrize(
    ("language", "thousands", "decimals"),
    [("en", "300,000", "1.234"), ("ru", "300.000", "1,234"), ("de", "300.000", "1,234")],
)
def test_three_digits_after_the_decimal_mark_of_the_language_are_refused(
    language: str, thousands: str, decimals: str
) -> None:
    assert read(thousands, language) == 300_000
    with pytest.raises(ValueError, match=r".+"):
        read(decimals, language)

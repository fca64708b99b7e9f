"""Amounts, dates, spans and names of countries, written in the language of the agreement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit


def amount(value: Decimal, language: str) -> str:
    """Write an amount with both cents: 279,694.51 or 279 694,51."""
    return format_decimal(value, format="#,##0.00", locale=language, decimal_quantization=False)


def money(value: Decimal, currency: str, language: str) -> str:
    return f"{amount(value, language)} {currency}"


def day(value: date | None, language: str) -> str:
    """Write a date in words: 22 August 2006; nothing for no date."""
    return format_date(value, "d MMMM y" if language == "en" else "long", language) if value else ""


def span(count: int | None, unit: Literal["day", "month", "year"], language: str) -> str:
    """Write a span of time: 30 days; nothing for no span."""
    return format_unit(count, f"duration-{unit}", "long", locale=language) if count else ""


def percent(value: int, language: str) -> str:
    return format_percent(Decimal(value) / 100, locale=language)


def country(code: str, language: str) -> str:
    """Name the country of an ISO 3166-1 alpha-2 code; an unknown code names itself."""
    return str(Locale(language).territories.get(code, code))


def language_name(language: str) -> str:
    """Name a language in itself: English, русский."""
    return Locale(language).get_display_name(language) or language

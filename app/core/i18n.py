"""Translation and formats, imported from here so that the type checker sees plain strings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import cast

import babel
import flask_babel
from babel import dates, numbers
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask_babel import speaklater
from markupsafe import escape

from app.core.times import local_zone, localdate

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext


class LazyString(speaklater.LazyString):
    """A text that is looked up when it is shown, and escaped in HTML like any other.

    That of flask_babel passes for markup, with all that names and notes inside a sentence bring.
    """

    def __html__(self) -> str:
        return str(escape(str(self)))


def lazy(text: str, /, **values: object) -> str:
    """Like `_`, looked up when shown: for labels made at import time."""
    return cast("str", LazyString(_, text, **values))


LANGUAGES = {
    "en": "English",
    "ru": "Русский",
    "de": "Deutsch",
    "et": "Eesti",
    "lt": "Lietuvių",
    "pl": "Polski",
    "sv": "Svenska",
}

NAMES_COUNTRIES = "names_countries"
"""The extension that names a country by its code, where there are names to be looked after."""


def init_app(app: Flask) -> None:
    flask_babel.Babel(
        app,
        default_locale=app.config["LANGUAGES"][0],
        default_timezone=app.config["TIME_ZONE"],
        locale_selector=select_locale,
    )
    app.url_defaults(_keep_the_language)
    app.jinja_env.filters.update(
        money=money, amount=amount, percent=percent, day=day, instant=instant, country=country
    )


def select_locale() -> str:
    """Choose the language: asked for in the address, the account's, the browser's, the first."""
    offered: list[str] = current_app.config["LANGUAGES"]
    if not has_request_context():
        return offered[0]
    asked = request.args.get("lang", "")
    if asked in offered:
        return asked
    if (actor := g.get("actor")) is not None and actor.locale in offered:
        return str(actor.locale)
    return request.accept_languages.best_match(offered) or offered[0]


def locale() -> str:
    """Return the language of this answer, such as `ru`."""
    return str(flask_babel.get_locale() or "en")


def speaking(language: str) -> AbstractContextManager[None]:
    """Render what is inside in another language: a mail in its recipient's."""
    return _speaking(language or current_app.config["LANGUAGES"][0])


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    with flask_babel.force_locale(language):
        yield


def _keep_the_language(endpoint: str, values: dict[str, object]) -> None:
    """Carry a language chosen in the address on to the next page: visitors get no cookie."""
    if endpoint != "static" and has_request_context():
        asked = request.args.get("lang", "")
        if asked in current_app.config["LANGUAGES"]:
            values.setdefault("lang", asked)


def number(value: Decimal | int, pattern: str = "#,##0.00") -> str:
    """Write a number in the reader's manner, with spaces that do not break."""
    text = numbers.format_decimal(value, format=pattern, locale=locale())
    return text.replace("\xa0", "\u202f")


def decimal_mark() -> str:
    """Return what stands before the decimals in the reader's language: a point or a comma."""
    return numbers.get_decimal_symbol(locale())


def amount(value: Decimal | None) -> str:
    """Write an amount without its currency; nothing for None."""
    return "" if value is None else number(value)


def money(
    value: Decimal | None, currency: str = "EUR", *, cents: bool = True, signed: bool = False
) -> str:
    """Write an amount with its currency before it, `EUR 117 956.75`; nothing for None.

    The sign follows the currency, `EUR -5.00`, as in the Interinstitutional Style Guide of the EU;
    a difference is `signed` where it is positive too.
    """
    if value is None:
        return ""
    plus = "+" if signed and value > 0 else ""
    return f"{currency}\xa0{plus}{number(value, '#,##0.00' if cents else '#,##0')}"


def percent(value: Decimal | None) -> str:
    """Write a rate given in percent: `75 %`, `37.96 %`."""
    return "" if value is None else f"{number(value, '#,##0.##')}\xa0%"


def day(value: date | datetime | None) -> str:
    """Write a date in words, `8 June 2006`; an instant counts in the agency's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = localdate(value)
    return dates.format_date(value, "d MMMM y", locale=locale())


def instant(value: datetime | None, zone: str = "") -> str:
    """Write a moment with its zone in words: `8 June 2006, 17:00, Kaliningrad time`."""
    if value is None:
        return ""
    zone_info = local_zone(zone)
    local = value.astimezone(zone_info)
    written = dates.format_datetime(local, "d MMMM y, HH:mm", locale=locale())
    place = dates.get_timezone_location(zone_info, locale=locale(), return_city=True)
    return _("%(when)s, %(place)s time", when=written, place=place)


def country(code: str) -> str:
    """Name a country by its ISO code in the reader's language; groups and ZZ have names here."""
    groups = {
        "EU": lazy("EU Member States"),
        "EEA": lazy("EEA countries"),
        "CANDIDATE": lazy("candidate countries"),
        "ZZ": lazy("Country unknown"),  # as Unicode CLDR calls what is not known
    }
    if code in groups:
        return str(groups[code])
    if has_app_context() and NAMES_COUNTRIES in current_app.extensions:
        return str(current_app.extensions[NAMES_COUNTRIES](code))
    return str(babel.Locale.parse(locale()).territories.get(code, code))

"""What the fields of our forms offer and accept: countries, time zones, lists of lines."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from babel import dates
from flask import current_app
from wtforms import SelectChoice

from app.core.forms import must_be, pairs
from app.core.i18n import _, country, locale
from app.programmes import countries

MOST_LINES = 50
LONGEST_LINE = 1000


class Lines:
    """Keeps a list within what a page can show."""

    def __call__(self, form: Any, field: Any) -> None:
        must_be(len(field.data or ()) <= MOST_LINES, _("Write at most %(n)s lines.", n=MOST_LINES))
        longest = max((len(line) for line in field.data or ()), default=0)
        must_be(longest <= LONGEST_LINE, _("A line has at most %(n)s characters.", n=LONGEST_LINE))


def country_options() -> list[SelectChoice]:
    """Offer the groups, then every country with a tie to the Union, by name."""
    named = [(code, country(code)) for code in countries.known()]
    groups = [(code, country(code)) for code in countries.GROUPS]
    return pairs(groups + sorted(named, key=lambda choice: choice[1].casefold()))


def zone_options() -> list[SelectChoice]:
    """Offer the time zones of Europe, named after their cities."""
    zones = [zone for zone in available_timezones() if zone.startswith("Europe/")]
    named = [
        (zone, dates.get_timezone_location(zone, locale=locale(), return_city=True))
        for zone in {*zones, current_app.config["TIME_ZONE"], "UTC"}
    ]
    return pairs(sorted(named, key=lambda choice: choice[1]))

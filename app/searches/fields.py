"""What the fields of our forms offer: countries and time zones."""

from __future__ import annotations

from zoneinfo import available_timezones

from babel import dates
from flask import current_app
from wtforms import SelectChoice

from app.core.forms import pairs
from app.core.i18n import country, locale
from app.programmes import countries


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

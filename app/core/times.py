"""Moments, kept in UTC, and the days they fall on where the agency is (`TIME_ZONE`)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """Return the current time, in UTC and aware of it."""
    return datetime.now(UTC)


def local_zone(name: str = "") -> ZoneInfo:
    """Return the zone of this name, that of the agency without one; UTC outside an application."""
    return ZoneInfo(name or (current_app.config["TIME_ZONE"] if current_app else "UTC"))


def localdate(moment: datetime | None = None, zone: str = "") -> date:
    """Return the day of a moment, of now without one, in a zone, in the agency's without one."""
    return (moment or now()).astimezone(local_zone(zone)).date()

"""What the plan of a project says in words."""

from __future__ import annotations

from babel import dates

from app.consortia.schedule import Period
from app.core.i18n import locale


def period_days(period: Period) -> str:
    """Write from when to when a period is, shortly: `1 Jan – 30 Jun 2026`; empty if not stated."""
    first, last = period.first_day, period.last_day
    if first is None or last is None:
        return ""
    since = dates.format_date(first, "d MMM" if first.year == last.year else "d MMM y", locale())
    return f"{since} – {dates.format_date(last, 'd MMM y', locale())}"

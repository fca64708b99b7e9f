"""Deadlines as a calendar (RFC 5545): each an event at its moment, in the zone it was set in."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from zoneinfo import ZoneInfo

from app.core.cells import clean
from app.core.i18n import _
from app.searches.models import PartnerSearch, SearchState

CALENDAR_TYPE = "text/calendar; charset=utf-8"
IN_MEMORY = 4 * 1024 * 1024
GONE = frozenset({SearchState.WITHDRAWN, SearchState.UNSUCCESSFUL})


def calendar_file(
    searches: Iterable[tuple[PartnerSearch, str]], host: str, title: str
) -> IO[bytes]:
    """Write the deadlines of searches, each with the address of its page, into a file of its own.

    Searches without a deadline are left out.
    """
    from icalendar import Calendar, Timezone

    first: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    with SpooledTemporaryFile(max_size=IN_MEMORY) as events:
        for search, address in searches:
            if (at := search.deadline_at) is not None:
                zone = search.deadline_zone
                first[zone], last[zone] = min(first.get(zone, at), at), max(last.get(zone, at), at)
                events.write(_event(search, address, host))
        calendar = Calendar()
        calendar.add("prodid", "-//Kontor//Deadlines//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", clean(title))
        for zone, since in first.items():
            new_year = since.date().replace(month=1, day=1)
            until = last[zone].date()
            calendar.add_component(Timezone.from_tzid(zone, first_date=new_year, last_date=until))
        head, end, rest = calendar.to_ical().rpartition(b"END:VCALENDAR")
        file.write(head)
        events.seek(0)
        shutil.copyfileobj(events, file)
        file.write(end + rest)
    file.seek(0)
    return file


def _event(search: PartnerSearch, address: str, host: str) -> bytes:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{search.reference}@{host}")
    event.add("sequence", search.version)
    event.add("dtstamp", search.updated_at)
    event.add("last-modified", search.updated_at)
    assert search.deadline_at is not None
    event.add("dtstart", search.deadline_at.astimezone(ZoneInfo(search.deadline_zone)))
    named = {"reference": search.reference, "title": clean(search.title)}
    event.add("summary", _("Deadline of %(reference)s: %(title)s", **named))
    event.add("description", clean(search.summary or search.title))
    event.add("url", address)
    event.add("status", "CANCELLED" if search.state in GONE else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    written: bytes = event.to_ical()
    return written

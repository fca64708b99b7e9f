"""Which priorities an imported form offered, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence

from app.programmes.models import Programme
from app.searches.models import PartnerSearch


def options_of(search: PartnerSearch) -> list[str]:
    """Return the priorities that the form of the search named, none of them chosen."""
    form = (search.imported or {}).get("form", {})
    options: list[str] = form.get("fields", {}).get("priority_options", [])
    return options


def whose(options: Sequence[str], programmes: Sequence[Programme]) -> Programme | None:
    """Find the one programme that has all of these priorities; None where it is not certain."""
    wanted = {_plain(option) for option in options}
    having = [
        programme
        for programme in programmes
        if wanted and wanted <= {_plain(priority.title) for priority in programme.priorities}
    ]
    return having[0] if len(having) == 1 else None


def offered_first(search: PartnerSearch, programmes: Sequence[Programme]) -> list[Programme]:
    """Put the programme whose priorities the form offered before the others."""
    offered = whose(options_of(search), programmes)
    return sorted(programmes, key=lambda programme: programme is not offered)


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())

"""What tells people by mail as often as they want: how often, and switched off from a mail."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta

from app.core.errors import NotFound
from app.core.refusals import NO_SUCH_PAGE
from app.core.times import now
from app.finding import tokens
from app.finding.models import Frequency, Subscription

MOST_CATCHING_UP = timedelta(days=7)
"""Whoever switches mails on again hears of what appeared in this time, and no more."""


def set_frequency(told: Subscription, frequency: Frequency) -> None:
    """Switch the mails; off and on again does not bring back what appeared long ago."""
    if frequency != Frequency.OFF and not told.is_on:
        told.since = max(told.since, now() - MOST_CATCHING_UP)
        told.looked_at = now()
    told.frequency = frequency


def behind(token: str) -> uuid.UUID:
    """Return what the link of a mail was made for. Raises NotFound where it is not ours."""
    uid = tokens.opened(token)
    if uid is None:
        raise NotFound(NO_SUCH_PAGE)
    return uid


def follow(told: Subscription, posted: Mapping[str, str]) -> None:
    """Do what was posted to the link of a mail, as RFC 8058 has it.

    Mail programs post `List-Unsubscribe=One-Click`; the page itself posts how often mails shall
    come. What is no frequency changes nothing.
    """
    wished = posted.get("frequency", Frequency.OFF.value)
    if wished in set(Frequency):
        set_frequency(told, Frequency(wished))


def choices(told: Subscription) -> list[Frequency]:
    """List how often mails could come instead."""
    return [one for one in Frequency if one not in {told.frequency, Frequency.OFF}]

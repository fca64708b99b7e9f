"""The clocks of confirmation: when what somebody has said is to be said again. Pure.

Every comparison is between days, and takes a column of the database as well as a date: what Python
says of an entity and what SQL says of its row are the same line of code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.choices import Choice
from app.core.i18n import lazy


class Freshness(Choice):
    """How sure one may be that something is still as it stands there."""

    CONFIRMED = "confirmed", lazy("Confirmed"), "good", "pass"
    DUE = "due", lazy("Waits for confirmation"), "wait", "waiting"
    FADED = "faded", lazy("Not confirmed lately"), "", "clock"
    UNKNOWN = "unknown", lazy("From a public source, not confirmed"), "", "document"


class Step(StrEnum):
    """The two mails that a clock sends, and no more until something is confirmed."""

    ASK = "ask"
    REMIND = "remind"


@dataclass(frozen=True)
class Clock:
    """Something confirmed on a day holds for `holds`; then it is asked for, reminded of, faded.

    `reminded` and `faded` count from the day on which it was due.
    """

    holds: timedelta
    reminded: timedelta = timedelta(days=14)
    faded: timedelta = timedelta(days=30)

    def due_by(self, today: date) -> date:
        """Return the latest day of confirmation that is to be confirmed again today."""
        return today - self.holds

    def faded_by(self, today: date) -> date:
        """Return the latest day of confirmation that has faded today."""
        return today - self.holds - self.faded

    def due_on(self, confirmed_on: date) -> date:
        return confirmed_on + self.holds

    def fades_on(self, confirmed_on: date) -> date:
        return confirmed_on + self.holds + self.faded

    def freshness(self, confirmed_on: date | None, today: date) -> Freshness:
        """Say how fresh something is that was last confirmed on a day, or never."""
        if confirmed_on is None:
            return Freshness.UNKNOWN
        if confirmed_on <= self.faded_by(today):
            return Freshness.FADED
        return Freshness.DUE if confirmed_on <= self.due_by(today) else Freshness.CONFIRMED

    def step(
        self, confirmed_on: date, asked_on: date | None, reminded_on: date | None, today: date
    ) -> Step | None:
        """Say which mail is due today, given those that were sent since the confirmation.

        Who slept through days sends what is due once: never two mails at a time, and the reminder
        its days after the mail that it reminds of.
        """
        if confirmed_on > self.due_by(today) or reminded_on is not None:
            return None
        if asked_on is None:
            return Step.ASK
        return Step.REMIND if asked_on + self.reminded <= today else None


PROFILE = Clock(timedelta(days=180))
"""Of organisations; entries from a public source are told of by the same days, once in all."""

SEARCH = Clock(timedelta(days=30))
"""Of open searches; at its deadline a search closes, confirmed or not."""

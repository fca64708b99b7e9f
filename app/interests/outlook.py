"""Where an answer stands, in the words of those who sent it: whose turn it is, and what comes when.

The agency's own steps between reading and deciding (shortlist, prepared decisions) are not told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.history import Entry
from app.core.i18n import _, day, instant, lazy
from app.core.timeline import Line
from app.core.times import localdate
from app.interests.models import Interest, InterestState
from app.searches.models import PartnerSearch, SearchState

START_WITHIN = 5
"""Working days from sending until the agency starts to read (promised on the receipt)."""

HEAR_WITHIN = 15
"""Working days from the deadline of the search until everybody hears (promised on the receipt)."""

SATURDAY = 5

S = InterestState

WORDS: dict[InterestState, tuple[str, str, str]] = {
    S.DRAFT: (lazy("Draft, not sent"), "turn", "draft"),
    S.EXPIRED: (lazy("Not sent in time"), "", "clock"),
    S.SUBMITTED: (lazy("Sent"), "wait", "send"),
    S.UNDER_REVIEW: (lazy("Being read"), "wait", "view"),
    S.SHORTLISTED: (lazy("Being read"), "wait", "view"),
    S.RESERVE: (lazy("On reserve"), "wait", "reserve"),
    S.INVITED: (lazy("You are invited"), "turn", "mail"),
    S.CONFIRMED: (lazy("Confirmed"), "good", "pass"),
    S.PARTNER: (lazy("Partner"), "done", "handshake"),
    S.DECLINED: (lazy("Not chosen"), "", "declined"),
    S.TURNED_DOWN: (lazy("You turned the invitation down"), "", "declined"),
    S.LAPSED: (lazy("No answer in time"), "", "clock"),
    S.WITHDRAWN: (lazy("Withdrawn"), "", "undo"),
    S.SEARCH_ENDED: (lazy("The search ended"), "", "lock"),
}
"""Label, tone and icon for the applicant; several states of the agency may be one word here."""

TOLD: dict[str, tuple[str, str]] = {
    "interest.begin": (lazy("You began the draft"), "draft"),
    "interest.submit": (lazy("You sent the answer"), "send"),
    "interest.amend": (lazy("You sent it again, with changes"), "edit"),
    "interest.take-up": (lazy("The agency began to read it"), "view"),
    "interest.invite": (lazy("You were invited"), "mail"),
    "interest.reserve": (lazy("It was placed on reserve"), "reserve"),
    "interest.decline": (lazy("It was not chosen"), "declined"),
    "interest.confirm": (lazy("You confirmed"), "pass"),
    "interest.turn-down": (lazy("You turned the invitation down"), "declined"),
    "interest.lapse": (lazy("The time to reply was over"), "clock"),
    "interest.withdraw": (lazy("You withdrew it"), "undo"),
    "interest.join": (lazy("You became a partner"), "handshake"),
    "interest.end-with-search": (lazy("The search ended"), "lock"),
}
"""The steps of its history that the applicant is told, in words, with an icon."""


@dataclass(frozen=True)
class Outlook:
    """What the applicant is told: a word for the state, and what happens next and when."""

    label: str
    tone: str
    icon: str
    next: str


def outlook(interest: Interest) -> Outlook:
    """Say how things stand; `interest.search` must be loaded."""
    standing = interest.standing
    return Outlook(*WORDS[standing], next=_next(interest, standing))


def told(entries: Iterable[Entry]) -> list[Line]:
    """Word the history for the applicant; everything that is the agency's own is left out."""
    return [
        (instant(entry.at), str(TOLD[entry.action][0]), "", TOLD[entry.action][1], "")
        for entry in entries
        if entry.action in TOLD
    ]


def start_by(interest: Interest) -> date | None:
    """Return the day until which the agency promises to start reading."""
    if interest.submitted_at is None:
        return None
    return after_working_days(_local(interest.submitted_at, interest.search), START_WITHIN)


def hear_by(search: PartnerSearch) -> date | None:
    """Return the day until which everybody hears, counted from the deadline of the search."""
    if search.deadline_at is None:
        return None
    return after_working_days(_local(search.deadline_at, search), HEAR_WITHIN)


def after_working_days(start: date, days: int) -> date:
    """Count Mondays to Fridays; public holidays, which differ by country, count as working days."""
    reached = start
    while days:
        reached += timedelta(days=1)
        days -= reached.weekday() < SATURDAY
    return reached


def _local(moment: datetime, search: PartnerSearch) -> date:
    return localdate(moment, search.deadline_zone)


def _next(interest: Interest, standing: InterestState) -> str:
    search = interest.search
    if standing == S.DRAFT:
        if search.standing == SearchState.PAUSED:
            return _("The search is paused. Your draft is kept.")
        return _(
            "Only your organisation can see it. Send it by %(moment)s.",
            moment=instant(search.deadline_at, search.deadline_zone),
        )
    if standing in {S.SUBMITTED, S.UNDER_REVIEW, S.SHORTLISTED}:
        return _while_reading(search)
    if standing == S.INVITED:
        return _(
            "A signatory of your organisation confirms or turns it down by %(moment)s.",
            moment=instant(interest.reply_by, search.deadline_zone),
        )
    return str(_LATER[standing])


def _while_reading(search: PartnerSearch) -> str:
    promised = hear_by(search)
    if promised is None:
        return _("The agency reads it. You hear from us in any case.")
    if promised < localdate():
        return _(
            "You were to hear from us by %(day)s. We are late; your answer is not forgotten.",
            day=day(promised),
        )
    return _("There is nothing to do for you. You hear from us by %(day)s.", day=day(promised))


_LATER = {
    S.EXPIRED: lazy("The search takes no more answers. You can still read what you wrote."),
    S.RESERVE: lazy(
        "The seats are offered to others first. If one becomes free, we write to you at once."
    ),
    S.CONFIRMED: lazy(
        "Next comes the partnership: the agency asks you for your budget as soon as it is formed."
    ),
    S.PARTNER: lazy("Your organisation is a partner of the project."),
    S.DECLINED: lazy("The letter says why. Other searches are open to you."),
    S.TURNED_DOWN: lazy("There is nothing more to do. Thank you for telling us."),
    S.LAPSED: lazy(
        "The time to reply is over and the seat is free again. If you still want to take part, "
        "write to the agency."
    ),
    S.WITHDRAWN: lazy(
        "There is nothing more to do. As long as the search is open, you can answer again."
    ),
    S.SEARCH_ENDED: lazy("The search came to an end without a decision on your answer."),
}

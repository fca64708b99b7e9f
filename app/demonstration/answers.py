"""What the invented organisations answer, and how the agency reads, decides and invites."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from app.core.db import db
from app.core.history import advance
from app.core.money import HUNDRED, cut
from app.core.times import now
from app.demonstration.people import acting
from app.interests import commands
from app.interests.models import Decision, Interest, Met, Origin
from app.interests.queries import get_interest, organisations_to_answer_for, prepared_for
from app.interests.workflow import FLOW
from app.searches.queries import get_search, get_slot

MOTIVATION = "Example: we have done this work for ten years and want to share what we learnt."
ACTIVITIES = "Example: two trainers, eight visits to enterprises, one common handbook."
EXPERIENCE = "Example: a comparable project with three partners, finished in time."
EVIDENCE = "Example: see our profile."


@dataclass(frozen=True)
class Offer:
    """What an organisation asks for: costs in whole euros, the fund and its share in percent."""

    fund: str
    share: Decimal
    staff: int
    travel: int = 0
    external: int = 0
    equipment: int = 0
    origin: Origin = Origin.PRIVATE


def draft(reference: str, slot: int, key: str, offer: Offer, met: Met = Met.YES) -> uuid.UUID:
    """Write an answer to a slot, counted from 1, for the organisation of this person."""
    actor = acting(key)
    sought = get_search(reference).slots[slot - 1]
    organisation = organisations_to_answer_for(actor)[0]
    interest = commands.express(get_slot(sought.uid), organisation, actor)
    db.session.flush()  # what follows is read anew, as the next page would
    interest = _open(interest.uid)
    commands.fill_in(
        interest,
        actor,
        _facts(offer),
        {criterion.id: (met, EVIDENCE) for criterion in interest.slot.criteria},
    )
    return interest.uid


def send(reference: str, slot: int, key: str, offer: Offer, met: Met = Met.YES) -> uuid.UUID:
    uid = draft(reference, slot, key, offer, met)
    advance(FLOW, _open(uid), "submit", acting(key))
    return uid


def read_it(uid: uuid.UUID) -> None:
    advance(FLOW, _open(uid), "take-up", acting("officer"))


def shortlist(uid: uuid.UUID, scores: tuple[int, int] = (4, 5)) -> None:
    """Read an answer, let two people assess it, and shortlist it."""
    read_it(uid)
    for key, score in zip(("officer", "reviewer"), scores, strict=True):
        actor = acting(key)
        commands.assess(_open(uid), actor, score, "Example of an assessment.")
    advance(FLOW, _open(uid), "shortlist", acting("officer"))


def prepare(uid: uuid.UUID, decision: Decision, letter: str = "", days: int = 14) -> None:
    """Prepare a decision; an invitation has to be answered within so many days."""
    actor = acting("officer")
    reply_by = now() + timedelta(days=days) if decision == Decision.INVITE else None
    commands.prepare(_open(uid), actor, decision, letter, reply_by)


def release(reference: str) -> None:
    """Let the director release everything that is prepared for a search."""
    actor = acting("director")
    db.session.flush()  # the versions are those that the director's page would show
    db.session.expunge_all()
    search = get_search(reference)
    commands.release(search, actor, {one.uid: one.version for one in prepared_for(search)})


def confirm(uid: uuid.UUID, key: str) -> None:
    actor = acting(key)
    commands.reply(_open(uid), "confirm", actor)


def declare_partners_found(reference: str) -> None:
    actor = acting("officer")
    db.session.flush()
    db.session.expunge_all()
    commands.declare_partners_found(get_search(reference), actor)


def join(reference: str, *answers: tuple[int, str, Offer]) -> None:
    """Bring organisations all the way from their answer to their place in the partnership."""
    sent = [(send(reference, slot, key, offer), key) for slot, key, offer in answers]
    for uid, _key in sent:
        shortlist(uid)
        prepare(uid, Decision.INVITE, "Welcome. Please confirm that you take part.")
    release(reference)
    for uid, key in sent:
        confirm(uid, key)


def _open(uid: uuid.UUID) -> Interest:
    """Read an answer as the next page would: nothing is left of what was in memory."""
    db.session.flush()
    db.session.expunge_all()
    return get_interest(uid)


def _facts(offer: Offer) -> dict[str, object]:
    costs = {
        f"cost_{name}": Decimal(getattr(offer, name)).quantize(Decimal("0.01"))
        for name in ("staff", "travel", "external", "equipment")
    }
    total = sum(costs.values(), Decimal("0.00"))
    requested = cut(total * offer.share / HUNDRED)
    return {
        **costs,
        "motivation": MOTIVATION,
        "activities": ACTIVITIES,
        "experience": EXPERIENCE,
        "fund": offer.fund,
        "requested_fund": requested,
        "own_contribution": total - requested,
        "origin": offer.origin,
        "declares_no_conflict": True,
        "consents_to_sharing": True,
    }

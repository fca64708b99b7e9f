"""What happens in State aid: questions are answered, aid is entered, organisations are tied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.aid.models import Answers, DeMinimisAid, Tie
from app.consortia.models import Partner
from app.core.actors import Actor
from app.core.db import db
from app.core.documents import Stashed, claim
from app.core.errors import DomainError
from app.core.history import record
from app.core.i18n import lazy
from app.core.times import now
from app.core.workflow import Event
from app.directory.models import Organisation

EVIDENCE = "de minimis evidence"


def answer(
    partner: Partner, before: Answers | None, actor: Actor, facts: Mapping[str, Any]
) -> Answers:
    """Keep what a partner answers; the first answers are an event of their own."""
    is_new = before is None
    kept = before or Answers(partner_id=partner.id)
    for name, value in facts.items():
        setattr(kept, name, value)
    kept.updated_at = now()
    if is_new:
        db.session.add(kept)
        record(Event(kept, "aid.answer", actor))
    return kept


def enter(
    organisation: Organisation, actor: Actor, facts: Mapping[str, Any], evidence: Stashed | None
) -> DeMinimisAid:
    """Write down aid that an organisation was granted."""
    entry = DeMinimisAid(
        organisation_id=organisation.id,
        author_id=actor.id,
        is_of_the_agency=actor.is_staff,
        **facts,
    )
    if evidence is not None:
        entry.evidence = claim(evidence, EVIDENCE)
    db.session.add(entry)
    record(Event(entry, "aid.enter", actor))
    return entry


def correct(entry: DeMinimisAid, facts: Mapping[str, Any], evidence: Stashed | None) -> None:
    for name, value in facts.items():
        setattr(entry, name, value)
    if evidence is not None:
        entry.evidence = claim(evidence, EVIDENCE)


def take_out(entry: DeMinimisAid, actor: Actor) -> None:
    """Remove an entry that should not be there; the history keeps what it said."""
    said = {
        "granted_on": [entry.granted_on.isoformat(), None],
        "amount": [str(entry.amount), None],
        "granting_state": [entry.granting_state, None],
    }
    record(Event(entry, "aid.take-out", actor), said)
    db.session.delete(entry)


def tie(organisation: Organisation, other: Organisation, actor: Actor, reason: str) -> Tie:
    """Count two organisations as one undertaking from now on, and all that they are one with."""
    if organisation.id == other.id:
        raise DomainError(lazy("An organisation is one with itself already."))
    pair = {organisation.id, other.id}
    known = sa.select(Tie.id).where(Tie.first_id.in_(pair), Tie.second_id.in_(pair))
    if db.session.scalar(known):
        raise DomainError(lazy("These two count as one undertaking already."))
    made = Tie(first_id=min(pair), second_id=max(pair), author_id=actor.id, reason=reason)
    db.session.add(made)
    record(Event(made, "aid.tie", actor))
    return made


def untie(made: Tie, actor: Actor) -> None:
    record(Event(made, "aid.untie", actor), {"ids": [[made.first_id, made.second_id], None]})
    db.session.delete(made)

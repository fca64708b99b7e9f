"""What can be done with answers; the moves that need nothing more are made by `advance`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.core.actors import Actor
from app.core.db import db
from app.core.errors import DomainError, Incomplete, NotAllowed
from app.core.history import advance, record
from app.core.i18n import _, instant
from app.core.references import next_reference
from app.core.times import now
from app.core.workflow import TOO_LATE, Event
from app.directory.models import Organisation
from app.interests import queries
from app.interests.board import keeps_it_open
from app.interests.models import (
    OVER,
    Answer,
    Assessment,
    Decision,
    Interest,
    InterestState,
    Met,
)
from app.interests.receipt import receipt_of
from app.interests.seats import hold_slots
from app.interests.workflow import FLOW, RELEASED
from app.searches.models import PartnerSearch, SearchState, Slot
from app.searches.workflow import FLOW as SEARCH_FLOW

CHANGING = ("state", "version", "prepared", "prepared_note", "reply_by", "seat")


def express(slot: Slot, organisation: Organisation, actor: Actor, language: str = "en") -> Interest:
    """Begin an answer to a slot, or return the one of the organisation that is not over."""
    if found := queries.find_live_answer(slot, organisation):
        return found
    if slot.search.standing != SearchState.OPEN:
        raise DomainError(_("The search takes no more answers."))
    author = queries.person(actor.id)
    if author is None or organisation.is_agency:
        raise NotAllowed(_("The agency does not answer its own searches."))
    interest = Interest(
        reference=next_reference("EOI"),
        search=slot.search,
        slot=slot,
        organisation=organisation,
        author=author,
        role=slot.role,
        language=language,
        answers=[],
    )
    db.session.add(interest)
    record(Event(interest, "interest.begin", actor))
    return interest


def fill_in(
    interest: Interest,
    actor: Actor,
    facts: Mapping[str, Any],
    answers: Mapping[int, tuple[Met | None, str]],
) -> None:
    """Save what was written: facts by the names of the model, answers by the id of the criterion.

    A draft may have gaps. What was sent already must stay complete, and is sent again: the receipt
    is made anew. Raises DomainError with the first gap.
    """
    for name, value in facts.items():
        setattr(interest, name, value)
    _answer_criteria(interest, answers)
    interest.updated_at = now()
    if interest.state != InterestState.DRAFT:
        if obstacle := FLOW["submit"].obstacle(interest):
            raise DomainError(obstacle)
        file_receipt(interest, actor)
        record(Event(interest, "interest.amend", actor))


def _answer_criteria(interest: Interest, answers: Mapping[int, tuple[Met | None, str]]) -> None:
    given = {answer.criterion_id: answer for answer in interest.answers}
    for criterion in interest.slot.criteria:
        met, evidence = answers.get(criterion.id, (None, ""))
        answer = given.get(criterion.id)
        if answer is not None:
            answer.met, answer.evidence = met, evidence
        elif met or evidence:
            new = Answer(criterion=criterion, criterion_id=criterion.id, met=met, evidence=evidence)
            interest.answers.append(new)


def file_receipt(interest: Interest, actor: Actor) -> None:
    """Keep what is being sent, as it is being sent."""
    at = now()
    interest.submitted_at = interest.submitted_at or at
    interest.receipt = receipt_of(interest, actor.name, at)


def assess(interest: Interest, actor: Actor, score: int, note: str) -> Assessment:
    """Write down, or change, what the actor thinks of an answer: 0 to 5 and why."""
    if interest.standing in OVER:
        raise DomainError(TOO_LATE)
    assessor = queries.person(actor.id)
    if assessor is None:
        raise NotAllowed(_("Sign in to assess an answer."))
    found = next((a for a in queries.assessments_of(interest) if a.person_id == actor.id), None)
    assessment = found or Assessment(interest=interest, person=assessor)
    assessment.score, assessment.note, assessment.at = score, note, now()
    db.session.add(assessment)
    record(Event(interest, "interest.assess", actor))
    return assessment


def prepare(
    interest: Interest, actor: Actor, decision: Decision, note: str, reply_by: datetime | None
) -> None:
    """Prepare a decision with the letter to the organisation; nobody there hears of it yet.

    Raises DomainError where the answer does not stand where the decision could be released from,
    Incomplete where the letter or the reply-by date is missing.
    """
    if interest.standing not in FLOW[RELEASED[decision]].source:
        raise DomainError(
            _(
                "“%(what)s” is not possible from “%(state)s”.",
                what=decision.label,
                state=interest.standing.label,
            )
        )
    if decision == Decision.DECLINE and not note.strip():
        raise Incomplete(_("Write why it is not chosen: the organisation will read it."))
    if decision == Decision.INVITE and (reply_by is None or reply_by <= now()):
        raise Incomplete(_("Set a date in the future by which the partner has to reply."))
    interest.prepared, interest.prepared_note = decision, note.strip()
    interest.prepared_by_id = actor.id
    interest.reply_by = reply_by if decision == Decision.INVITE else None
    record(Event(interest, "interest.prepare", actor))


def clear(interest: Interest, actor: Actor) -> None:
    """Take back a prepared decision that has not been released."""
    if interest.prepared is None:
        raise DomainError(TOO_LATE)
    forget_preparation(interest)
    interest.reply_by = None
    record(Event(interest, "interest.clear", actor))


def forget_preparation(interest: Interest) -> None:
    interest.prepared, interest.prepared_note, interest.prepared_by_id = None, "", None


def read_anew(interest: Interest) -> Interest:
    """Read what others may have changed before its slot was locked for us."""
    db.session.refresh(interest, list(CHANGING))
    return interest


def release(
    search: PartnerSearch, actor: Actor, seen: Mapping[uuid.UUID, int]
) -> Sequence[Interest]:
    """Release prepared decisions together; `seen` are their versions as they were read.

    All or nothing: whatever stands against one of them is raised, and the caller's transaction is
    rolled back. The slots are locked first, so that what is counted stays true.
    """
    if not seen:
        raise Incomplete(_("Tick at least one decision. Nobody has been told anything."))
    hold_slots(search.slots)
    chosen = [read_anew(i) for i in queries.prepared_for(search) if i.uid in seen]
    if {i.uid: i.version for i in chosen} != dict(seen):
        raise DomainError(
            _("A decision was changed or released after you opened the page. Nothing was released.")
        )
    for interest in sorted(chosen, key=lambda i: i.id):
        decision = interest.prepared
        if decision is not None:
            advance(FLOW, interest, RELEASED[decision], actor, interest.prepared_note)
    return chosen


def reply(interest: Interest, name: str, actor: Actor, note: str = "") -> None:
    """Confirm the invitation or turn it down (`confirm`, `turn-down`), before the reply-by date."""
    hold_slots([interest.slot])
    read_anew(interest)
    if interest.standing == InterestState.LAPSED:
        raise DomainError(
            _(
                "The time to reply ended on %(moment)s and the seat is free again. "
                "If you still want to take part, write to the agency.",
                moment=instant(interest.reply_by, interest.search.deadline_zone),
            )
        )
    advance(FLOW, interest, name, actor, note)


def declare_partners_found(search: PartnerSearch, actor: Actor) -> None:
    """End the search for partners; raises DomainError with what is still open (workflows.md D1)."""
    hold_slots(search.slots)
    answers = queries.answers_to(search)
    occupied = queries.occupied([slot.id for slot in search.slots])
    if obstacles := keeps_it_open(search, answers, occupied):
        raise DomainError(obstacles[0])
    record(Event(search, "search.declare-partners-found", actor))
    advance(SEARCH_FLOW, search, "find-partners", Actor.SYSTEM)


def lapse(interest: Interest) -> None:
    """Note that the time to reply is over; whoever was faster has noted it already."""
    hold_slots([interest.slot])
    read_anew(interest)
    if interest.state == InterestState.INVITED and interest.standing == InterestState.LAPSED:
        advance(FLOW, interest, "lapse", Actor.SYSTEM)


def remind(interest: Interest, days: int) -> None:
    """Remind of the reply-by date, so many days before; each reminder goes out once."""
    interest.reminded_days = days
    record(Event(interest, "interest.remind", Actor.SYSTEM))

"""What staff and organisations do: ask, answer, set aside; and how often people are told."""

from __future__ import annotations

from datetime import timedelta

from app.core.actors import Actor
from app.core.db import db, lock
from app.core.errors import DomainError
from app.core.history import advance, note_edit, record
from app.core.i18n import _
from app.core.times import now
from app.core.workflow import Event
from app.directory.models import Organisation
from app.finding.models import Frequency
from app.finding.subscription import set_frequency
from app.interests.queries import readers_of
from app.matching import digest, queries
from app.matching.models import Alert, Approach, ApproachState, Judgement, ToldSeat, Unsuitable
from app.matching.workflow import FLOW, WAITING
from app.searches.models import PartnerSearch, Slot

RESEND_AFTER = timedelta(days=1)


def ask(slot: Slot, organisation: Organisation, actor: Actor, message: str = "") -> Approach:
    """Ask the people of an organisation to look at a slot; each is asked once.

    Raises DomainError where nobody could read it, or where it is already known there.
    """
    lock(slot)
    if queries.find_approach(slot.id, organisation.id):
        raise DomainError(_("This organisation has been asked already."))
    if organisation.id in queries.organisations_that_answered(slot):
        raise DomainError(_("This organisation has answered this slot already."))
    if not readers_of([organisation.id]):
        raise DomainError(
            _(
                "Nobody here speaks for this organisation, so nothing can be sent to it. "
                "Write to it by the address on its website."
            )
        )
    approach = Approach(
        slot=slot, organisation=organisation, author_id=actor.id, message=message.strip()
    )
    db.session.add(approach)
    record(Event(approach, "approach.send", actor, after=ApproachState.SENT.value))
    return approach


def ask_again(approach: Approach, actor: Actor) -> None:
    """Send the mail once more, a day after the last one at the soonest."""
    if approach.sent_at > now() - RESEND_AFTER:
        raise DomainError(_("They were asked less than a day ago. Give them time to read it."))
    advance(FLOW, approach, "resend", actor)
    approach.sent_at = now()


def open_(approach: Approach, actor: Actor) -> None:
    """Note that somebody of the organisation has opened it; again is no error."""
    if approach.state == ApproachState.SENT:
        advance(FLOW, approach, "open", actor)
        approach.seen_at = now()


def decline(approach: Approach, actor: Actor, note: str) -> None:
    advance(FLOW, approach, "pass", actor, note)
    approach.answered_at = now()


def note_answer(slot_id: int, organisation_id: int) -> None:
    """Note that an organisation has answered a slot that it was asked to look at."""
    approach = queries.find_approach(slot_id, organisation_id)
    if approach and approach.state in {*WAITING, ApproachState.DECLINED}:
        advance(FLOW, approach, "answer", Actor.SYSTEM)
        approach.answered_at = approach.answered_at or now()


def set_aside(
    search: PartnerSearch, organisation: Organisation, actor: Actor, reason: str, note: str
) -> Judgement:
    """Keep an organisation out of what is proposed for a search; said again, it is changed."""
    judgement = queries.find_judgement(search.id, organisation.id)
    if judgement is None:
        judgement = Judgement(search_id=search.id, organisation_id=organisation.id)
        db.session.add(judgement)
    judgement.author_id = actor.id or 0
    judgement.reason, judgement.note, judgement.at = Unsuitable(reason), note.strip(), now()
    note_edit(search, {"not_suitable": [None, organisation.name]})
    return judgement


def take_back(judgement: Judgement) -> None:
    """Propose the organisation again."""
    note_edit(judgement.search, {"not_suitable": [judgement.organisation.name, None]})
    db.session.delete(judgement)


def choose(person_id: int, organisation: Organisation, frequency: str) -> Alert:
    """Keep how often a person wants to hear of seats that fit one of their organisations."""
    alert = queries.find_alert(person_id, organisation.id)
    if alert is None:
        alert = Alert(
            person_id=person_id,
            organisation_id=organisation.id,
            since=now(),
            frequency=Frequency.OFF,
        )
        db.session.add(alert)
    set_frequency(alert, Frequency(frequency))
    return alert


def tell_news(alert: Alert) -> int:
    """Send the person the new seats that fit, each once, and return how many there were.

    Who no longer belongs to the organisation hears nothing more.
    """
    alert.looked_at = now()
    if not queries.belongs(alert.person_id, alert.organisation_id):
        alert.frequency = Frequency.OFF
        return 0
    known = queries.told(alert)
    news = [seat for seat in digest.fitting_since(alert) if seat.slot.id not in known]
    if news:
        digest.send_digest(alert, news)
        db.session.add_all(ToldSeat(alert_id=alert.id, slot_id=seat.slot.id) for seat in news)
    return len(news)

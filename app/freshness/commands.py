"""Asking for confirmations, and writing down the answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.accounts import links
from app.accounts.models import User
from app.core.actors import Actor
from app.core.clock import PROFILE, SEARCH, Step
from app.core.db import db, lock
from app.core.history import advance, record
from app.core.workflow import Event
from app.directory.choices import ProfileState, Role
from app.directory.models import Organisation
from app.directory.policy import KEEPERS
from app.directory.queries import people_of, staff
from app.directory.workflow import FLOW as PROFILES
from app.freshness import seals
from app.freshness.models import ConfirmationRequest, RequestMail
from app.freshness.queries import Due, Entity, find_entity, request_for
from app.inbox.telling import send
from app.searches.models import PartnerSearch, SearchState
from app.searches.workflow import FLOW as SEARCHES

STANDING = {ProfileState.VERIFIED, ProfileState.STALE, SearchState.OPEN}
"""How something stands that is to be confirmed."""


def ask(due: Due, today: date) -> None:
    """Send one mail that is due to everybody who can answer it, and write down that it was sent.

    Where somebody else was faster, or an answer came in between, nothing is sent.
    """
    entity = find_entity(due.model.__tablename__, due.id)
    if entity is None:
        return
    lock(entity)
    db.session.refresh(entity)
    if not _waits(entity, due.since):
        return
    request = request_for(entity, due.since)
    if due.step == Step.ASK and request is None:
        request = ConfirmationRequest(since=due.since, asked_on=today)
        if isinstance(entity, PartnerSearch):
            request.search_id = entity.id
        else:
            request.organisation_id = entity.id
        db.session.add(request)
    elif due.step == Step.REMIND and request is not None and request.reminded_on is None:
        request.reminded_on = today
    else:
        return
    messages = [_mail(entity, person, due, today) for person in _asked(entity)]
    db.session.flush()  # the mails and the request have their numbers only now
    for message in messages:
        db.session.add(RequestMail(request_id=request.id, message_id=message.id))


def confirm(opened: seals.Opened) -> None:
    """Write down that all is still valid."""
    entity, _person, actor = opened
    if isinstance(entity, PartnerSearch):
        advance(SEARCHES, entity, "confirm", actor)
    elif entity.state == ProfileState.UNCLAIMED:
        # Its mailbox has answered; that makes nobody its keeper, so it stays what it is.
        record(Event(entity, "organisation.confirm", Actor.SYSTEM, note=entity.email))
    else:
        advance(PROFILES, entity, "confirm", actor)


def archive(opened: seals.Opened) -> None:
    """Take a profile or an entry out of the directory; its history stays, and it can come back."""
    entity, _person, actor = opened
    if isinstance(entity, Organisation):
        note = entity.email if entity.state == ProfileState.UNCLAIMED else ""
        advance(PROFILES, entity, "archive", actor, note)


def _waits(entity: Entity, since: date) -> bool:
    if entity.state == ProfileState.UNCLAIMED:
        return True
    return entity.confirmed_on == since and entity.standing in STANDING


def _asked(entity: Entity) -> Sequence[User | None]:
    """List who can answer: keepers, the author or the officers; None is the entry's own mailbox."""
    if isinstance(entity, PartnerSearch):
        officers = staff(Role.OFFICER)
        return [one for one in officers if one.id == entity.author_id] or officers
    if entity.state == ProfileState.UNCLAIMED:
        return [None]
    return people_of(entity.id, *KEEPERS)


def _mail(entity: Entity, person: User | None, due: Due, today: date) -> Any:
    is_search = isinstance(entity, PartnerSearch)
    fades_on = (SEARCH if is_search else PROFILE).fades_on(due.since)
    mail = "search" if is_search else "profile" if person else "entry"
    is_ahead = person is not None and fades_on > today
    return send(
        person.email if person else entity.email,
        f"freshness_{mail}",
        language=person.locale if person else entity.language,
        person=person,
        link=links.address("freshness.answer", token=seals.seal(entity, person)),
        secret=True,
        act_by=fades_on if is_ahead else None,
        action=person is not None,
        cause=f"freshness.{due.step}",
        entity=entity,
        since=due.since,
        fades_on=fades_on,
        has_faded=not is_ahead,
        is_reminder=due.step == Step.REMIND,
    )
